"""Verification of a report folder: everything a stranger can establish with the folder and a certificate they trust."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from governance.errors import GovernanceError
from governance.signing.certificates import printable
from governance.signing.trust import trusted
from governance.verifying import agreement, deriving, document, expected, folder, signer, stated
from governance.verifying.exhibits import Exhibits
from governance.verifying.points import Verification


def verify(
    path: Path,
    trust: Sequence[Path] = (),
    expect_model: str | None = None,
    expect_data: str | None = None,
    expect_policy: str | None = None,
    now: datetime | None = None,
) -> Verification:
    """Establish every point about the report in ``path``, whichever of them fail.

    ``trust`` names certificates to trust beside those in the user's trust folder; the ``expect`` arguments are SHA-256 in
    lower-case hexadecimal; ``now`` is the moment at which certificates must be valid. Raises `GovernanceError` only where nothing
    can be examined: no such folder, or a certificate to trust that cannot be read.
    """
    anchors, moment = trusted(trust), now or datetime.now(tz=UTC)
    exhibits = Exhibits(folder.open_folder(path))
    points = (
        *folder.points(exhibits.folder),
        *signer.points(exhibits, anchors, moment),
        *stated.points(exhibits),
        *agreement.points(exhibits),
        *document.points(exhibits, moment),
        *deriving.points(exhibits),
        *expected.points(exhibits, expect_model, expect_data, expect_policy),
    )
    return Verification(points, _facts(exhibits))


def _facts(exhibits: Exhibits) -> dict[str, str | int | bool]:
    try:
        record, run = exhibits.record, exhibits.run
    except GovernanceError:
        return {}
    return {
        "name": printable(record.subject.name),
        "version": printable(record.subject.version),
        "as_of": printable(record.as_of),
        "opinion": record.conclusion.opinion.value,
        "signer": printable(run.signer.name),
        "fingerprint": printable(run.signer.fingerprint),
        "for_trial": run.signer.for_trial,
        "record_digest": printable(run.record_digest),
    }
