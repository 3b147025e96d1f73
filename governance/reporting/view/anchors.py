"""Where things stand in the document: anchors that stay the same from one report to the next."""

from governance.reporting.text import slug


def of_check(check: str) -> str:
    """The anchor of a check's section."""
    return f"check-{slug(check)}"


def of_method(check: str) -> str:
    """The anchor of a check's method."""
    return f"method-{slug(check)}"


def of_family(family: str) -> str:
    """The anchor of a family's chapter."""
    return f"family-{slug(family)}"
