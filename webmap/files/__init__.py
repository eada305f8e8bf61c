"""Files of documents and photos: handing them over, and sending them to whoever may see them."""
