"""Finds the templates and policies that come with the product, installed or in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def templates() -> Path:
    """The folder of templates."""
    return _folder("templates")


def policies() -> Path:
    """The folder of policies."""
    return _folder("policies")


def _folder(name: str) -> Path:
    bundled = PACKAGE / "_bundled" / name
    return bundled if bundled.is_dir() else PACKAGE.parent / name
