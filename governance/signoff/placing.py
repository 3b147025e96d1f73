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

    An earlier report is replaced; any other folder with content is left alone. Raises
    `OutputError` at once where ``out`` cannot be written, so that nobody waits for an audit that has nowhere to go.
    """
    out = out.absolute()
    with _translated(out):
        _refuse_foreign(out)
        made = _missing_parents(out)
        temporary = _beside(out)
    try:
        yield temporary
        with _translated(out):
            _replace(out, temporary)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        _remove_empty(made)
        raise


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files and flush them to the disk."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())


@contextlib.contextmanager
def _translated(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot write here: {error.strerror}", str(out), "choose a folder that you may write with --out"
        ) from error


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError("the output is not a folder", str(out), "name a folder that is new, empty or holds an earlier report")
    if out.is_mount():
        raise OutputError("the output is a mount point, which cannot be replaced", str(out), "name a folder inside it")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise OutputError(
            "the output folder holds files that are no report", str(out), "name a new or empty folder; nothing was touched"
        )


def _missing_parents(out: Path) -> list[Path]:
    """The folders above ``out`` that are yet to be made, innermost first."""
    return [folder for folder in out.parents if not folder.exists()]


def _beside(out: Path) -> Path:
    out.parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))


def _replace(out: Path, temporary: Path) -> None:
    temporary.chmod(0o755)
    if not out.exists():
        temporary.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    try:
        out.rename(old / "report")
        temporary.rename(out)
    except BaseException:
        # Between the two renames there is no report at all: whatever came in between, the old one goes back.
        if not out.exists() and (old / "report").exists():
            (old / "report").rename(out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _remove_empty(folders: list[Path]) -> None:
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()
