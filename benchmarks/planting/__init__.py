"""Subjects made to measure: planted faults, each with its oracle, and sound ones."""
