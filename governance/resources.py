"""Finds the templates and policies that come with the product, installed or in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def templates() -> Path:
    """The folder of templates."""
    return _bundled("templates")


def policies() -> Path:
    """The folder of policies."""
    return _bundled("policies")


def lock_file() -> Path:
    """The lock file that fixes the environment; it may be absent."""
    return _bundled("requirements.lock")


def _bundled(name: str) -> Path:
    bundled = PACKAGE / "_bundled" / name
    return bundled if bundled.exists() else PACKAGE.parent / name
