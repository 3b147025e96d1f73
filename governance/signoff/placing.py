"""Puts a report folder in place whole or not at all: a killed audit leaves the old report or none."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from governance.errors import OutputError

MARK = "record.json"


@contextlib.contextmanager
def placing(out: Path) -> Iterator[Path]:
    """Yield a temporary folder beside ``out``; on leaving without an error it takes ``out``'s place.

    An existing report is replaced; any other folder with content is left alone. Raises `OutputError` at once where ``out``
    cannot be written, so that nobody waits for an audit that has nowhere to go.
    """
    out = out.absolute()
    _refuse_foreign(out)
    temporary = _beside(out)
    try:
        yield temporary
        _replace(out, temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files and flush them to the disk."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError("the output is not a folder", str(out), "name a folder that is new, empty or holds an earlier report")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise OutputError(
            "the output folder holds files that are no report", str(out), "name a new or empty folder; nothing was touched"
        )


def _beside(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise OutputError(
            f"cannot write here: {error.strerror}", str(out), "choose a folder that you may write with --out"
        ) from error


def _replace(out: Path, temporary: Path) -> None:
    temporary.chmod(0o755)
    if not out.exists():
        temporary.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    out.rename(old / "report")
    temporary.rename(out)
    shutil.rmtree(old, ignore_errors=True)
