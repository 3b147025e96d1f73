"""Strict YAML: one document, the core of YAML 1.2, and the line of every value.

What surprises people is not there: no anchors, aliases, tags or merge keys, no dates, no octal or sexagesimal numbers, and
``yes`` and ``no`` are words. What corrupts a record is refused: duplicate keys, keys that are not text, NaN and infinities.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from governance.errors import ReadingError
from governance.reading.canonical import Json

LARGEST_FILE = 256 * 1024
DEEPEST = 24
EXACT_WHOLE = 2**53

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

Scalar = bool | int | float | str | None


@dataclass(frozen=True)
class Node:
    """A value and where it was written. In a mapping, ``line`` (from 1) is the line of the value's key."""

    value: "Scalar | tuple[Node, ...] | Mapping[str, Node]"
    file: str
    line: int

    @property
    def where(self) -> str:
        """``file:line``, as errors and limits show it."""
        return f"{self.file}:{self.line}"

    def plain(self) -> Json:
        """The value without its positions."""
        if isinstance(self.value, Mapping):
            return {key: item.plain() for key, item in self.value.items()}
        return [item.plain() for item in self.value] if isinstance(self.value, tuple) else self.value


def read_file(path: Path, name: str | None = None) -> Node:
    """The document in a file; ``name`` is what positions call it (default: the file's name). Raises `ReadingError`."""
    shown = name or path.name
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ReadingError(f"cannot be read: {error.strerror or error}", shown, "check the path and its permissions") from error
    return read_yaml(data, shown)


def read_yaml(data: bytes, name: str) -> Node:
    """The one document in ``data`` (UTF-8). Raises `ReadingError` at ``name:line`` on anything this module does not read."""
    if len(data) > LARGEST_FILE:
        raise ReadingError(f"larger than {LARGEST_FILE} bytes", name, "split the file")
    try:
        events = yaml.parse(data.decode("utf-8"), Loader=yaml.SafeLoader)
        return _document(events, name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadingError("not UTF-8", f"{name}:{line}", "save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise ReadingError(
            f"not valid YAML: {error.problem or error.context}", where, "correct the line or the one above"
        ) from error
    except yaml.YAMLError as error:
        raise ReadingError("not valid YAML: it holds a character that text may not hold", name, "remove it") from error


def _document(events: Iterator[yaml.Event], name: str) -> Node:
    next(events)
    if isinstance(next(events), yaml.StreamEndEvent):
        raise ReadingError("the file is empty", name, "write something into it, or leave the file out")
    first = next(events)
    node = _node(first, events, name, 1)
    next(events)
    further = next(events)
    if not isinstance(further, yaml.StreamEndEvent):
        raise ReadingError("a second document", _where(further, name), "keep one document a file")
    return node


def _node(event: yaml.Event, events: Iterator[yaml.Event], name: str, depth: int) -> Node:
    where = _where(event, name)
    if depth > DEEPEST:
        raise ReadingError(f"nested deeper than {DEEPEST} levels", where, "flatten it")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise ReadingError("anchors and aliases are not read", where, "write the value out")
    if tag := getattr(event, "tag", None):
        raise ReadingError(f"the tag {tag} is not read", where, "write the value without a tag")
    line = _line(event)
    if isinstance(event, yaml.MappingStartEvent):
        return Node(_mapping(events, name, depth), name, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(_sequence(events, name, depth), name, line)
    return Node(_scalar(event, where), name, line)


def _mapping(events: Iterator[yaml.Event], name: str, depth: int) -> Mapping[str, Node]:
    entries: dict[str, Node] = {}
    for event in iter(lambda: next(events), None):
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _node(event, events, name, depth + 1)
        if not isinstance(key.value, str):
            raise ReadingError("a key that is not text", key.where, "put the key into quotes")
        value = _node(next(events), events, name, depth + 1)
        if key.value in entries:
            raise ReadingError(
                f"the key {key.value!r} stands twice (first on line {entries[key.value].line})", key.where, "keep one"
            )
        entries[key.value] = Node(value.value, name, key.line)
    return entries


def _sequence(events: Iterator[yaml.Event], name: str, depth: int) -> tuple[Node, ...]:
    items: list[Node] = []
    for event in iter(lambda: next(events), None):
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.append(_node(event, events, name, depth + 1))
    return tuple(items)


def _scalar(event: Any, where: str) -> Scalar:
    text: str = event.value
    if event.style is not None:
        return text
    if text in WORDS:
        return WORDS[text]
    if ENDLESS.fullmatch(text):
        raise ReadingError(f"{text} is not a number that can be compared", where, "write a finite number")
    if WHOLE.fullmatch(text):
        return _exact(text, where)
    return _finite(text, where) if DECIMAL.fullmatch(text) else text


def _exact(text: str, where: str) -> int:
    if len(text) > len(str(EXACT_WHOLE)) + 1 or abs(int(text)) > EXACT_WHOLE:
        raise ReadingError("a whole number too large to be kept exactly", where, "write it as text, in quotes")
    return int(text)


def _finite(text: str, where: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ReadingError(f"{text} is too large for a number", where, "write a finite number")
    return number


def _where(event: yaml.Event, name: str) -> str:
    return f"{name}:{_line(event)}"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
