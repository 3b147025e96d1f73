"""The statement held against the files beside it and against the record it speaks of."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from governance.reading.canonical import canonical, sha256
from governance.signing.statement import CERTIFICATE, HTML, PDF, RECORD, RUN, STATEMENT, of_record, of_run
from governance.verifying.exhibits import Exhibits
from governance.verifying.points import Point, establish, refused, require

WHOLE_FILES = (RECORD, RUN, HTML, CERTIFICATE)
SUBJECTS = (RECORD, RUN, HTML, PDF, CERTIFICATE)
BEFORE, AS_SIGNED = "pdf_before_signature", "pdf_as_signed"
OF_RECORD = ("as_of", "opinion", "model", "samples", "policy", "waivers", "code")
OF_RUN = ("lock_file", "environment", "signer")


def points(exhibits: Exhibits) -> tuple[Point, ...]:
    """Each file and each stated fact by itself, so that a reader sees which one differs."""
    return (
        establish("statement", lambda: _complete(exhibits)),
        *(establish(f"digest of {name}", partial(_file, exhibits, name)) for name in WHOLE_FILES),
        establish(f"{PDF} before its signature", lambda: _before_signature(exhibits)),
        establish(f"{PDF} as signed", lambda: _beginning(exhibits, AS_SIGNED)),
        *_facts(exhibits, OF_RECORD, lambda: of_record(exhibits.record)),
        *_facts(exhibits, OF_RUN, lambda: of_run(exhibits.run)),
    )


def _facts(exhibits: Exhibits, keys: tuple[str, ...], derive: Callable[[], Mapping[str, Any]]) -> tuple[Point, ...]:
    return tuple(establish(f"stated {key.replace('_', ' ')}", partial(_fact, exhibits, key, derive)) for key in keys)


def _fact(exhibits: Exhibits, key: str, derive: Callable[[], Mapping[str, Any]]) -> str:
    stated, found, what = _predicate(exhibits).get(key), derive()[key], key.replace("_", " ")
    require(canonical(stated) == canonical(found), f"the stated {what} is not what record and run say", STATEMENT)
    return f"the statement says what record and run say: {canonical(found).decode()}"


def _complete(exhibits: Exhibits) -> str:
    keys = set(exhibits.statement) == {"_type", "subject", "predicateType", "predicate"}
    require(
        keys and set(_predicate(exhibits)) == {BEFORE, AS_SIGNED, *OF_RECORD, *OF_RUN}, "has other keys than it should", STATEMENT
    )
    shape = [{"name": name, "digest": {"sha256": _digest(exhibits, name)}} for name in SUBJECTS]
    require(exhibits.statement["subject"] == shape, "names other files than a report has", STATEMENT)
    return f"the statement covers {', '.join(SUBJECTS)}"


def _file(exhibits: Exhibits, name: str) -> str:
    found = sha256(exhibits.read(name))
    require(found == _digest(exhibits, name), "is not the file that was signed: its SHA-256 differs", name)
    return f"{name} is the file that was signed, SHA-256 {found}"


def _before_signature(exhibits: Exhibits) -> str:
    sentence = _beginning(exhibits, BEFORE)
    stated = _predicate(exhibits)[BEFORE]["sha256"]
    require(stated == _digest(exhibits, PDF), "the statement gives two digests for the PDF before its signature", STATEMENT)
    return sentence


def _beginning(exhibits: Exhibits, key: str) -> str:
    stated, pdf = _predicate(exhibits).get(key), exhibits.read(PDF)
    known = (
        isinstance(stated, dict)
        and set(stated) == {"length", "sha256"}
        and type(stated["length"]) is int
        and stated["length"] > 0
    )
    require(known, f"{key} is not a length and a digest", STATEMENT)
    length = int(stated["length"]) if isinstance(stated, dict) else 0
    require(length <= len(pdf), f"has been cut back: {len(pdf)} bytes, where {length} were signed", PDF)
    require(
        stated == {"length": length, "sha256": sha256(pdf[:length])},
        f"its first {length} bytes are not those that were signed",
        PDF,
    )
    return f"the first {length} bytes of {PDF} are those that were signed"


def _digest(exhibits: Exhibits, name: str) -> str:
    match [entry for entry in _subjects(exhibits) if isinstance(entry, dict) and entry.get("name") == name]:
        case [{"digest": {"sha256": str(stated)}}]:
            return stated
    raise refused(f"does not give one SHA-256 of {name}", STATEMENT)


def _subjects(exhibits: Exhibits) -> list[Any]:
    found = exhibits.statement.get("subject")
    return found if isinstance(found, list) else []


def _predicate(exhibits: Exhibits) -> dict[str, Any]:
    found = exhibits.statement.get("predicate")
    return found if isinstance(found, dict) else {}
