"""What is said on stderr: errors in three lines, progress on a terminal only."""

import contextlib
import sys
from collections.abc import Callable, Iterator

import click

NO_AUDIT_WAS_MADE = "No audit was made."
LINE_AGAIN = "\r\x1b[2K"


def explain(problem: str, where: str, remedy: str, error: BaseException) -> None:
    """Print what went wrong, where, and what to do; then what the failed command noted on the error."""
    one_line = " ".join(problem.split())
    over_progress = LINE_AGAIN if sys.stderr.isatty() else ""
    click.echo(f"{over_progress}error: {one_line}\nat:    {where}\ntry:   {remedy}", err=True)
    for note in dict.fromkeys(getattr(error, "__notes__", ())):
        click.echo(note, err=True)


@contextlib.contextmanager
def auditing() -> Iterator[None]:
    """Within it, any failure is followed by the words that no audit was made."""
    try:
        yield
    except BaseException as error:
        error.add_note(NO_AUDIT_WAS_MADE)
        raise


def progress(quiet: bool) -> Callable[[str], None]:
    """A function that shows one line at a time on a terminal, and nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        return lambda _: None
    return lambda line: click.echo(f"{LINE_AGAIN}{line}", nl=not line, err=True)
