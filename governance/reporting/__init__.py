"""From a record to documents; the only place that rounds."""
