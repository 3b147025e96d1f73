"""Finds policy files, follows ``extends``, and puts them into the order in which they are composed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from governance.errors import PolicyError
from governance.policy.clauses import FILE
from governance.policy.document import Document
from governance.policy.reading import read_document
from governance.reading.fields import nearest
from governance.reading.yaml import read_file
from governance.resources import policies

SUFFIXES = (".yaml", ".yml")


def built_in() -> tuple[str, ...]:
    """The names of the policies that come with the product."""
    return tuple(sorted(path.stem for path in policies().glob("*.yaml") if path.name != FILE))


def locate(source: str | Path, folder: Path, where: str) -> Path:
    """The file that ``source`` names: a path (one that ends in .yaml, or holds a slash) from ``folder``, else a built-in name."""
    text = str(source)
    if isinstance(source, Path) or text.endswith(SUFFIXES) or "/" in text or "\\" in text:
        path = (folder / source).resolve()
        if not path.is_file():
            raise PolicyError(
                f"there is no policy file {path.name!r}", where, "check the path; it is taken from the file that names it"
            )
        return path
    if text not in built_in():
        raise PolicyError(f"unknown policy {text!r}", where, nearest(text, built_in()))
    return (policies() / f"{text}.yaml").resolve()


@dataclass
class Reading:
    """Documents in the order of composing: what is extended stands before what extends it, each once."""

    documents: dict[Path, Document] = field(default_factory=dict)
    shown: dict[str, Path] = field(default_factory=dict)

    def read(self, path: Path, above: tuple[Path, ...] = (), where: str = "") -> Document:
        """The document in ``path``, after all that it extends. Raises `PolicyError` on a circle."""
        if path in above:
            circle = " -> ".join(item.name for item in (*above[above.index(path) :], path))
            raise PolicyError(f"the policies extend each other in a circle: {circle}", where, "take one of the `extends` away")
        if path not in self.documents:
            document = read_document(read_file(path, self._name(path)))
            _refuse_borrowed_name(document, path)
            for parent in document.extends:
                self.read(locate(parent.value, path.parent, parent.where), (*above, path), parent.where)
            self.documents[path] = document
        return self.documents[path]

    def _name(self, path: Path) -> str:
        name = path.name
        if self.shown.setdefault(name, path) != path:
            name = f"{path.parent.name}/{path.name}"
        return name


def _refuse_borrowed_name(document: Document, path: Path) -> None:
    if document.name in built_in() and path.parent != policies().resolve():
        raise PolicyError(
            f"{document.name!r} is the name of a policy that comes with the product",
            document.file,
            "give your policy a name of its own; reports print it",
        )


def documents(sources: Sequence[str | Path]) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """All documents in the order of composing, and those that ``sources`` name. Raises `PolicyError` or `ReadingError`."""
    reading = Reading()
    named = tuple(reading.read(locate(source, Path.cwd(), "--policy")) for source in sources)
    return tuple(reading.documents.values()), named
