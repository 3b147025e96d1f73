"""The page as a tree that the typesetter walks: elements with their classes and children, words with the places where they may break.

The anchor of an element that is labelled by a heading moves to that heading, so that a reader who follows a link lands on its words;
a link that leads nowhere keeps its words and loses its target.
"""

import re
from collections.abc import Iterator
from typing import Any

from governance.errors import ReportingError

MAY_BREAK = "\N{ZERO WIDTH SPACE}"  # never in the text itself: what cannot be seen was written out before
LONG_WORD = re.compile(r"[^\s]{19,}")
JOINT = re.compile(r"(?<=[._/:=&?,;|-])(?=[^\s])")
LONGEST_PIECE = 24
SPACES = re.compile(r"[ \t\n\r\f]+")
VERBATIM = "pre"
INLINE = {"a", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup"}
ROWS = {"div", "li", "p", "tr"}
LINE = 50
LEFT_OUT = {"head", "script", "style", "template"}
UNSETTABLE = {"audio", "canvas", "embed", "iframe", "img", "input", "math", "object", "picture", "select", "textarea", "video"}
OUTWARD = ("https://", "http://", "mailto:")
CAMEL_CASE = {"viewbox": "viewBox"}  # HTML folds the case of names; SVG does not
Node = dict[str, Any] | str


def tree(html: str) -> dict[str, Any]:
    """``title``, ``author``, ``description`` and ``body`` of a page.

    An element is ``{tag, classes, children, length}``, with ``anchor``, ``target`` (a link within the page), ``address`` (one out of it),
    ``columns`` (a cell's) and its own ``data-`` attributes where it has them; ``length`` counts its characters, and a line's worth for
    every row in it, so that what is too tall for a page is known. A drawing is ``{tag: svg, source, alternative}``. Raises
    `ReportingError` for an element that cannot be set: left out, it would be missing without a word.
    """
    from lxml.html import HTMLParser, document_fromstring

    page = document_fromstring(html, parser=HTMLParser(huge_tree=True))
    named = {item.get("name"): item.get("content") for item in page.iter("meta")}
    return {
        "title": page.findtext("head/title") or "",
        "author": named.get("author") or "",
        "description": named.get("description") or "",
        "body": _Anchors(page).element(page.find("body"), verbatim=False),
    }


class _Anchors:
    """Which element carries which anchor, and which anchors are there to be linked to."""

    def __init__(self, page: Any) -> None:
        moved = {item.get("aria-labelledby"): item.get("id") for item in page.iter() if item.get("aria-labelledby")}
        own = {item.get("id"): item.get("id") for item in page.iter() if item.get("id")}
        taken = set(moved.values())
        self.carried = {name: moved.get(name, anchor) for name, anchor in own.items() if name not in taken}
        self.known = set(self.carried.values())

    def element(self, item: Any, *, verbatim: bool) -> dict[str, Any]:
        if item.tag in UNSETTABLE:
            raise ReportingError(f"the PDF has no place for <{item.tag}>", "the templates", "draw it as <svg>, or leave it out")
        verbatim = verbatim or item.tag == VERBATIM
        children = list(self._children(item, verbatim=verbatim))
        children = children if verbatim else _set_solid(children)
        node = {
            "tag": item.tag,
            "classes": (item.get("class") or "").split(),
            "children": children,
            "length": LINE * (item.tag in ROWS)
            + sum(len(child) if isinstance(child, str) else child["length"] for child in children),
        }
        return node | self._pointing(item) | _spanning(item)

    def _pointing(self, item: Any) -> dict[str, Any]:
        found: dict[str, Any] = {name.removeprefix("data-"): text for name, text in item.items() if name.startswith("data-")}
        if item.get("id") in self.carried:
            found["anchor"] = self.carried[item.get("id")]
        target = item.get("href") or ""
        if target.startswith("#") and target[1:] in self.known:
            found["target"] = target[1:]
        elif target.startswith(OUTWARD):
            found["address"] = target
        return found

    def _children(self, item: Any, *, verbatim: bool) -> Iterator[Node]:
        if item.text:
            yield _words(item.text, verbatim=verbatim)
        for child in item:
            if isinstance(child.tag, str) and child.tag not in LEFT_OUT:
                yield _drawing(child) if child.tag == "svg" else self.element(child, verbatim=verbatim)
            if child.tail:
                yield _words(child.tail, verbatim=verbatim)


def _set_solid(children: list[Node]) -> list[Node]:
    """Without the spaces that stand at an edge or beside a block, where a browser shows none."""
    found: list[Node] = []
    for place, child in enumerate(children):
        kept = child
        if isinstance(child, str):
            kept = child.lstrip(" ") if place == 0 or _block(children[place - 1]) else child
            kept = kept.rstrip(" ") if place == len(children) - 1 or _block(children[place + 1]) else kept
        if kept:
            found.append(kept)
    return found


def _block(node: Node) -> bool:
    return not isinstance(node, str) and node["tag"] not in INLINE


def _spanning(item: Any) -> dict[str, Any]:
    return {"columns": int(item.get("colspan"))} if (item.get("colspan") or "").isdigit() else {}


def _words(text: str, *, verbatim: bool) -> str:
    return LONG_WORD.sub(_breakable, text if verbatim else SPACES.sub(" ", text))


def _breakable(found: re.Match[str]) -> str:
    pieces = JOINT.split(found[0])
    return MAY_BREAK.join(piece if len(piece) <= LONGEST_PIECE else MAY_BREAK.join(piece) for piece in pieces)


def _drawing(item: Any) -> dict[str, Any]:
    from lxml.etree import tostring

    for element in item.iter():
        for name in CAMEL_CASE.keys() & element.keys():
            element.set(CAMEL_CASE[name], element.attrib.pop(name))
    source = tostring(item, encoding="unicode", with_tail=False)
    return {
        "tag": "svg",
        "classes": [],
        "children": [],
        "length": 0,
        "source": source,
        "alternative": item.findtext(".//title") or "",
    }
