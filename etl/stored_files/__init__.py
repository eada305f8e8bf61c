"""Photos and documents that are handed over as files: looked at by content, kept by hash, shown without their secrets."""
