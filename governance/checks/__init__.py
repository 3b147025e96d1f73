"""One file a check; the path is the id."""
