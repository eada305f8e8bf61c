"""Administrative units: the communes of a day with their figures, and the page of one unit."""
