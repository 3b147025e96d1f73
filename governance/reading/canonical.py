"""Canonical JSON (RFC 8785): equal values give equal bytes, and any other spelling is refused."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

import rfc8785

from governance.errors import ReadingError

Json = bool | int | float | str | None | list["Json"] | dict[str, "Json"]


def plain(value: Any) -> Json:
    """Dataclasses, enums, tuples and mappings as the JSON values they stand for."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        return plain(value.item())
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ReadingError(f"{type(value).__name__} has no JSON form", "canonical JSON", "store plain values only")


def canonical(value: Any) -> bytes:
    """The one encoding of ``value`` (RFC 8785). Raises `ReadingError` on NaN and infinities."""
    try:
        return rfc8785.dumps(plain(value))
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise ReadingError(f"not representable as JSON: {error}", "canonical JSON", "report this number as absent") from error


def parse(data: bytes, where: str) -> Json:
    """The value of ``data``, which must be canonical to the byte. Raises `ReadingError` otherwise."""
    try:
        value: Json = json.loads(data)
        encoded = rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"not valid JSON: {error}", where, "restore the file as it was written") from error
    if encoded != data:
        raise ReadingError("the JSON is not in canonical form (RFC 8785)", where, "restore the file as it was written")
    return value


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """Hexadecimal SHA-256 over the canonical form."""
    return sha256(canonical(value))


def finite(value: float) -> bool:
    """Whether a number may stand in a record."""
    return math.isfinite(value)
