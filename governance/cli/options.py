"""Options that several commands share, declared once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
REPORT = click.Path(path_type=Path)


def tracking_uri() -> Decorator:
    """``--tracking-uri``; the default is MLflow's own setting."""
    return click.option(
        "--tracking-uri", metavar="URI", help="MLflow tracking server or database (default: MLflow's own setting)."
    )


def as_json() -> Decorator:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print facts as JSON.")


def verbose() -> Decorator:
    """``--verbose``; read by the root, so the value goes nowhere else."""
    return click.option(
        "--verbose", is_flag=True, expose_value=False, help="Show the traceback of an error, and the warnings of models."
    )


def quiet(*, shows_progress: bool = True) -> Decorator:
    """``--quiet``, understood by every command; the value goes only to those that have progress to show."""
    return click.option("--quiet", is_flag=True, expose_value=shows_progress, help="Show no progress.")


def policies() -> Decorator:
    """``--policy``, repeatable; later ones are laid over earlier ones."""
    return click.option(
        "--policy", "policies", multiple=True, metavar="NAME|FILE", help="Policy to hold the evidence against (default: by tier)."
    )


def today() -> str:
    """Today's date, UTC, as ISO text."""
    return datetime.now(tz=UTC).date().isoformat()


def iso_date(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Callback: an ISO date, today where none is given."""
    del context, parameter
    if value is None:
        return today()
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date like 2026-03-31") from None
