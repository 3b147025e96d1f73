"""What the files of a report say, each read when it is first asked for, and only once."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from cryptography import x509

from governance.errors import GovernanceError
from governance.reading.canonical import parse
from governance.record.audit import AuditRecord
from governance.record.run import RunFacts
from governance.record.schema import read_record, read_run
from governance.signing import certificates
from governance.signing.envelope import Envelope, check_signature, read_envelope
from governance.signing.statement import CERTIFICATE, PREDICATE_TYPE, RECORD, RUN, STATEMENT, STATEMENT_TYPE
from governance.verifying.folder import Folder
from governance.verifying.points import require

Value = TypeVar("Value")


class Once(Generic[Value]):
    """A property that is computed once; a `GovernanceError` is remembered too, and raised to everyone who asks."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "Once[Value]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object | None, owner: type) -> "Once[Value] | Value":
        if instance is None:
            return self
        known = instance.__dict__.setdefault("_known", {})
        if self.name not in known:
            try:
                known[self.name] = self.compute(instance), None
            except GovernanceError as error:
                known[self.name] = None, error
        value, failure = known[self.name]
        if failure is not None:
            raise failure
        answer: Value = value
        return answer


class Exhibits:
    """Record, run, certificate and statement of one report. Every property raises `GovernanceError` where it cannot be had."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        return self.folder.read(name)

    @Once
    def record(self) -> AuditRecord:
        """The record, canonical and of a known schema."""
        return read_record(self.read(RECORD), RECORD)

    @Once
    def run(self) -> RunFacts:
        """The facts of the run, likewise."""
        return read_run(self.read(RUN), RUN)

    @Once
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The signer's certificate and those above it, spelled as this product spells them."""
        data = self.read(CERTIFICATE)
        found = certificates.read_certificates(data, CERTIFICATE)
        require(
            certificates.pem(found) == data, "is not in its canonical form (PEM, nothing between the certificates)", CERTIFICATE
        )
        return found

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's certificate."""
        return self.chain[0]

    @Once
    def envelope(self) -> Envelope:
        """The envelope, in its one spelling."""
        return read_envelope(self.read(STATEMENT), STATEMENT)

    @Once
    def signature(self) -> bytes:
        """The payload, if the certificate's key signed it."""
        check_signature(self.envelope, self.certificate, STATEMENT)
        return self.envelope.payload

    @Once
    def statement(self) -> dict[str, Any]:
        """The statement in the envelope, whether or not its signature holds; that is a point of its own."""
        value = parse(self.envelope.payload, STATEMENT)
        require(
            isinstance(value, dict) and value.get("_type") == STATEMENT_TYPE, "holds no in-toto statement, version 1", STATEMENT
        )
        known = isinstance(value, dict) and value.get("predicateType") == PREDICATE_TYPE
        require(known, f"the predicate is not {PREDICATE_TYPE}", STATEMENT)
        return dict(value) if isinstance(value, dict) else {}
