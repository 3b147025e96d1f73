"""Reading records back, and the JSON Schema that others validate them with."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from governance.errors import ReadingError
from governance.reading.canonical import Json, canonical, parse
from governance.record.audit import SCHEMA, AuditRecord
from governance.record.run import RunFacts


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `AuditRecord`, as published in the package."""
    schema = _adapter(AuditRecord).json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}


def read_record(data: bytes, where: str = "record.json") -> AuditRecord:
    """The record in ``data``. Raises `ReadingError` unless it is canonical, complete and of a known schema."""
    record: AuditRecord = _read(AuditRecord, data, where)
    if record.schema != SCHEMA:
        raise ReadingError(f"unknown record schema {record.schema!r}", where, f"use a version that reads {SCHEMA}")
    return record


def read_run(data: bytes, where: str = "run.json") -> RunFacts:
    """The run facts in ``data``; the same strictness."""
    facts: RunFacts = _read(RunFacts, data, where)
    return facts


def _read(kind: type, data: bytes, where: str) -> Any:
    try:
        result = _adapter(kind).validate_python(_revived(parse(data, where)))
    except RecursionError as error:
        raise ReadingError("nested deeper than any report is", where, "restore the file as it was written") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ReadingError(f"{field}: {first['msg']}", where, "restore the file as it was written") from error
    if canonical(result) != data:
        raise ReadingError("keys that this version does not know, or values of another type", where, "restore the file")
    return result


def _revived(value: Json) -> Any:
    if isinstance(value, Mapping):
        return {key: _revived(item) for key, item in value.items()}
    return tuple(_revived(item) for item in value) if isinstance(value, list) else value
