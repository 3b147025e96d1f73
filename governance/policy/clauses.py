"""The register of regulatory clauses that a policy may refer to, kept in ``policies/clauses.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from governance.errors import PolicyError, ReadingError
from governance.policy.document import Stated
from governance.reading import fields
from governance.reading.yaml import Node, read_file
from governance.resources import policies

FILE = "clauses.yaml"
TEXT = ("title", "issuer", "confirmed", "superseded_by", "effective", "clauses")


@dataclass(frozen=True)
class Clause:
    """One clause. ``confirmed`` is false until someone has read the text itself; ``superseded_by`` names the text that replaced it."""

    id: str
    text: str
    title: str
    confirmed: bool
    superseded_by: str | None = None
    effective: str | None = None


@cache
def register() -> Mapping[str, Clause]:
    """Every clause by id (``text/clause``). Raises `ReadingError` or `PolicyError` where the register itself is broken."""
    return read_register(read_file(policies() / FILE))


def read_register(node: Node) -> Mapping[str, Clause]:
    """The clauses of a register: texts by id, each with its clauses by number."""
    found: dict[str, Clause] = {}
    texts = fields.entries(node, "the clause register")
    for name, item in texts.items():
        text = fields.fields(item, name, TEXT, ("title", "issuer", "confirmed", "clauses"))
        successor = text.get("superseded_by")
        if successor and successor.value not in texts:
            raise PolicyError(
                f"{name}: superseded by an unknown text", successor.where, fields.nearest(str(successor.value), texts)
            )
        found |= {clause.id: clause for clause in _clauses(name, text)}
    return found


def check_clauses(named: tuple[Stated[str], ...], known: Mapping[str, Clause]) -> None:
    """Raises `PolicyError` at the first name that is in no register, with the nearest one."""
    for clause in named:
        if clause.value not in known:
            raise PolicyError(f"unknown clause {clause.value!r}", clause.where, fields.nearest(clause.value, known))


def _clauses(name: str, text: Mapping[str, Node]) -> list[Clause]:
    return [
        Clause(
            id=f"{name}/{number}",
            text=fields.text(text["title"], "title"),
            title=_title(item),
            confirmed=_confirmed(item, text["confirmed"]),
            superseded_by=fields.text(text["superseded_by"], "superseded_by") if "superseded_by" in text else None,
            effective=fields.text(text["effective"], "effective") if "effective" in text else None,
        )
        for number, item in fields.entries(text["clauses"], f"clauses of {name}").items()
    ]


def _title(item: Node) -> str:
    if isinstance(item.value, Mapping):
        return fields.text(fields.fields(item, "a clause", ("title", "confirmed"), ("title",))["title"], "title")
    return fields.text(item, "a clause")


def _confirmed(item: Node, of_text: Node) -> bool:
    own = item.value.get("confirmed", of_text) if isinstance(item.value, Mapping) else of_text
    if not isinstance(own.value, bool):
        raise ReadingError("confirmed must be true or false", own.where, "write true once someone has read the text")
    return own.value
