"""Audits models registered in MLflow and produces a report that people sign and strangers can verify."""

__version__ = "0.1.0"
