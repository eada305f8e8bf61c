"""The page of price lists and conversions."""
