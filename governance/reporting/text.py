"""Text from outside, made safe to show: what cannot be seen or turns the reading direction is written out."""

import re
import unicodedata
from typing import Any

from markupsafe import Markup

HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
KEPT = "\n\t"


def visible(text: str) -> str:
    """The text with every control, formatting or unassigned character written as its code (``⟨U+202E⟩``).

    A name can then neither hide a part of itself nor reverse what stands beside it. Escaping is not done here.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_code(sign) if sign not in KEPT and unicodedata.category(sign) in HIDDEN else sign for sign in text)


def finalized(value: Any) -> Any:
    """What a template prints: text made `visible`, markup of this package as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def in_repertoire(html: str, signs: frozenset[int]) -> str:
    """The page with every character that no font has written as its code, so that none is printed as an empty box."""
    return html.translate({ord(sign): _code(sign) for sign in set(html) if not sign.isascii() and ord(sign) not in signs})


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens: for anchors."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def _code(sign: str) -> str:
    return f"\N{MATHEMATICAL LEFT ANGLE BRACKET}U+{ord(sign):04X}\N{MATHEMATICAL RIGHT ANGLE BRACKET}"
