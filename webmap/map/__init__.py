"""The live map: the first page, and the small answers that it asks for."""
