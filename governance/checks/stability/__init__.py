"""Checks of drift: whether what was validated is still so in use."""
