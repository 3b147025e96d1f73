"""Reading what a stranger prepared: what parsers raise on it becomes a reason, never a traceback."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from governance.errors import VerificationError


@contextmanager
def reading(where: str, kind: str) -> Iterator[None]:
    """Within it, an exception that malformed content provokes becomes a `VerificationError`: ``where`` is no ``kind``."""
    try:
        yield
    except _provoked() as error:
        said = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise VerificationError(
            f"cannot be read as {kind} ({said})", where, "ask the signer for the report as it was sealed"
        ) from error


def _provoked() -> tuple[type[Exception], ...]:
    from pikepdf import PdfError as PikepdfError
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko_certvalidator.errors import PathError, ValidationError

    by_content = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, AssertionError)
    by_stream = (NotImplementedError, OSError, EOFError, zlib.error, struct.error)
    return (*by_content, *by_stream, PikepdfError, PdfError, PathError, ValidationError)
