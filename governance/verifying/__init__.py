"""What a stranger can establish from a report folder alone."""
