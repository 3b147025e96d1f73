"""Strict reading of what others wrote, and the one encoding of what we write."""
