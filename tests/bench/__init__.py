"""The benchmark: tiles, pages and imports timed over HTTP beside the bare database, printed as a table."""
