"""What measured: the product's own code and the environment it ran in."""

import hashlib
import platform
import socket
from importlib.metadata import distributions
from pathlib import Path

from governance import __version__
from governance.reading.canonical import sha256
from governance.record.audit import Software
from governance.resources import PACKAGE, lock_file, policies, templates

SOURCES = (".py", ".yaml", ".j2", ".css", ".json")


def software() -> Software:
    """Name, version and the SHA-256 over every source file of package, templates and policies, names included."""
    digest = hashlib.sha256()
    for label, folder in (("governance", PACKAGE), ("templates", templates()), ("policies", policies())):
        for path in sorted(item for item in folder.rglob("*") if _is_source(item, folder)):
            digest.update(f"{label}/{path.relative_to(folder).as_posix()}\0{sha256(path.read_bytes())}\n".encode())
    return Software("model-signoff", __version__, digest.hexdigest())


def packages() -> dict[str, str]:
    """Installed distributions and their versions, by normalised name."""
    found = {item.metadata["Name"].lower().replace("_", "-"): item.version for item in distributions() if item.metadata["Name"]}
    return dict(sorted(found.items()))


def lock_digest() -> str | None:
    """SHA-256 of the lock file that this installation came with; None where there is none."""
    path = lock_file()
    return sha256(path.read_bytes()) if path.is_file() else None


def host() -> tuple[str, str, str]:
    """Host name, platform and Python version."""
    return socket.gethostname(), platform.platform(), platform.python_version()


def _is_source(path: Path, folder: Path) -> bool:
    return path.is_file() and path.suffix in SOURCES and "_bundled" not in path.relative_to(folder).parts
