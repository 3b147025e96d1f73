"""Audits models registered in MLflow and produces a report that people sign and strangers can verify."""

import logging

__version__ = "0.1.0"

# What is logged is for whoever asks for it; without this Python would print it to everyone.
logging.getLogger(__name__).addHandler(logging.NullHandler())
