"""Vector tiles over HTTP: their addresses, their caching, their description."""
