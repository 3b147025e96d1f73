"""What a key may hold: typed reading of YAML nodes, with the position and the nearest name in every refusal."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from governance.errors import ReadingError
from governance.reading.yaml import Node

Choice = TypeVar("Choice", bound=StrEnum)


def nearest(name: str, known: Collection[str]) -> str:
    """A remedy: the known name most like ``name``, or the list of what is known."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"use one of: {', '.join(sorted(known)) or 'none is known'}"


def entries(node: Node, what: str) -> Mapping[str, Node]:
    """The entries of a mapping with free keys. Raises `ReadingError` where it is none; ``what`` names it."""
    if not isinstance(node.value, Mapping):
        raise ReadingError(f"{what} must be a mapping of names to values", node.where, "write `name: value` pairs under it")
    return node.value


def fields(node: Node, what: str, known: Collection[str], required: Collection[str] = ()) -> Mapping[str, Node]:
    """The entries of a mapping whose keys are fixed. Raises `ReadingError` on an unknown or a missing key."""
    found = entries(node, what)
    for key, item in found.items():
        if key not in known:
            raise ReadingError(f"{what}: unknown key {key!r}", item.where, nearest(key, known))
    for key in required:
        if key not in found:
            raise ReadingError(f"{what}: {key!r} is missing", node.where, f"add `{key}:`")
    return found


def items(node: Node, what: str) -> tuple[Node, ...]:
    """The items of a list."""
    if not isinstance(node.value, tuple):
        raise ReadingError(f"{what} must be a list", node.where, "write [one, another]")
    return node.value


def text(node: Node, what: str) -> str:
    """Text that says something, on one line."""
    if not isinstance(node.value, str) or not node.value.strip():
        raise ReadingError(
            f"{what} must be text", node.where, "write a word or a sentence, in quotes where it looks like a number"
        )
    return " ".join(node.value.split())


def number(node: Node, what: str) -> float:
    """A finite number."""
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise ReadingError(f"{what} must be a number", node.where, "write a number such as 0.05")
    return float(node.value)


def whole(node: Node, what: str, least: int) -> int:
    """A whole number of at least ``least``."""
    if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < least:
        raise ReadingError(f"{what} must be a whole number of at least {least}", node.where, f"write {least} or more")
    return node.value


def choice(node: Node, what: str, kind: type[Choice]) -> Choice:
    """One of the words of an enumeration."""
    word = node.value
    known = [item.value for item in kind]
    if not isinstance(word, str) or word not in known:
        raise ReadingError(f"{what} cannot be {node.plain()!r}", node.where, nearest(str(word), known))
    return kind(word)


def choices(node: Node, what: str, kind: type[Choice]) -> tuple[Choice, ...]:
    """A list of such words, none twice, in the enumeration's order."""
    found: list[Choice] = []
    for item in items(node, what):
        word = choice(item, what, kind)
        if word in found:
            raise ReadingError(f"{what}: {word.value!r} stands twice", item.where, "keep one")
        found.append(word)
    return tuple(word for word in kind if word in found)
