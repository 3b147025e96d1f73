"""The command ``governance``: finds its commands when they are called, and turns every failure into three lines."""

import importlib
import logging
import signal
import sys
import traceback
from types import FrameType
from typing import Any, NoReturn

import click

from governance import __version__
from governance.cli.messages import explain
from governance.errors import GovernanceError

COMMANDS = ("demo", "audit", "verify", "render", "checks", "policy", "keys")
NO_AUDIT, USAGE = 1, 2


class Root(click.Group):
    """Imports a command only when it is asked for, so that help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of a user's day, not of the alphabet."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; its file has the same name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"governance.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """The command's answer. Click would turn Ctrl-C into an error of its own and lose what the command noted on it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stopped:
            raise _interrupted(stopped) from stopped


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="governance")
def root() -> None:
    """Audit models registered in MLflow against written policy, and produce a signed report that strangers can verify."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: list[str]) -> int:
    verbose = "--verbose" in arguments
    logging.captureWarnings(capture=True)  # those of the models' own code: audits put to them what they were never meant for
    if verbose:
        logging.basicConfig(format="%(name)s: %(message)s")
    else:
        logging.getLogger("py.warnings").addHandler(logging.NullHandler())
    try:
        return int(root.main(args=arguments, prog_name="governance", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "governance"
        explain(error.format_message(), where, f"{where} --help", error)
        return USAGE
    except GovernanceError as error:
        _trace(verbose)
        return _told(error)
    except (click.Abort, KeyboardInterrupt) as stopped:
        return _told(_interrupted(stopped))
    except Exception as error:  # noqa: BLE001  whatever it is, a person gets three lines and a way to learn more
        _trace(verbose)
        explain(f"{type(error).__name__}: {error}", _innermost(error), "run again with --verbose and report the traceback", error)
        return NO_AUDIT


def _told(error: GovernanceError) -> int:
    explain(error.problem, error.where, error.remedy, error)
    return NO_AUDIT


def _interrupted(stopped: BaseException) -> GovernanceError:
    error = GovernanceError("interrupted", "the command line", "run the command again; nothing half-written was left behind")
    for note in getattr(stopped, "__notes__", ()):
        error.add_note(note)
    return error


def _innermost(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "the command line"


def _trace(verbose: bool) -> None:
    if verbose:
        traceback.print_exc()


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt
