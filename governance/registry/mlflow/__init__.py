"""Subjects from an MLflow registry."""
