"""The files of a report folder: read once, never followed elsewhere, never beyond a size that a report can have."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from governance.errors import VerificationError
from governance.signing.statement import CERTIFICATE, HTML, PDF, RECORD, RUN, STATEMENT
from governance.verifying.points import Point, establish, require

MEGABYTE = 1 << 20
LARGEST = {
    RECORD: 64 * MEGABYTE,
    RUN: 16 * MEGABYTE,
    HTML: 128 * MEGABYTE,
    PDF: 256 * MEGABYTE,
    STATEMENT: MEGABYTE,
    CERTIFICATE: MEGABYTE,
}
NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Folder:
    """Contents by file name; ``problems`` says what is wrong with each file that could not be read."""

    path: Path
    contents: Mapping[str, bytes]
    problems: Mapping[str, str]
    strangers: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """The file's bytes. Raises `VerificationError` where it could not be read."""
        require(name in self.contents, self.problems.get(name, "is missing"), name)
        return self.contents[name]


def open_folder(path: Path) -> Folder:
    """Everything in the folder. Raises `VerificationError` where there is no folder to examine."""
    try:
        present = sorted(item.name for item in path.iterdir())
    except OSError as error:
        raise VerificationError(
            f"there is no report folder here: {error.strerror}", str(path), "name the folder that governance audit wrote (--out)"
        ) from error
    contents, problems = {}, {}
    for name in (name for name in LARGEST if name in present):
        try:
            contents[name] = _regular_file(path / name, LARGEST[name])
        except OSError as error:
            problems[name] = f"cannot be read: {error.strerror}"
        except VerificationError as error:
            problems[name] = error.problem
    return Folder(path, contents, problems, tuple(name for name in present if name not in LARGEST))


def points(folder: Folder) -> tuple[Point, ...]:
    """Every expected file is there, and nothing else is."""
    return (
        *(establish(f"file {name}", partial(_present, folder, name)) for name in LARGEST),
        establish("no other file", lambda: _no_strangers(folder)),
    )


def _present(folder: Folder, name: str) -> str:
    return f"{name} is there: {len(folder.read(name))} bytes"


def _no_strangers(folder: Folder) -> str:
    named = ", ".join(folder.strangers[:NAMED_AT_MOST])
    more = len(folder.strangers) - NAMED_AT_MOST
    beyond = f" and {more} more" if more > 0 else ""
    require(not folder.strangers, f"holds what no signature covers: {named}{beyond}", folder.path.name or str(folder.path))
    return "the folder holds the report's files and no others"


def _regular_file(path: Path, largest: int) -> bytes:
    require(not path.is_symlink(), "is a symbolic link, not a file", path.name)
    # Without O_NONBLOCK a named pipe in the file's place would keep the verifier waiting for ever.
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(descriptor, "rb") as stream:
        found = os.fstat(stream.fileno())
        require(stat.S_ISREG(found.st_mode), "is not a regular file", path.name)
        data = stream.read(largest + 1) if found.st_size <= largest else b""
        require(
            found.st_size <= largest and len(data) <= largest,
            f"is larger than {largest // MEGABYTE} MB, which no report is",
            path.name,
        )
        return data
