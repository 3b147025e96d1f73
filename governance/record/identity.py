"""Who was audited: the registered version, its samples, and what was inferred about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from governance.record.declaration import Role, Task


@dataclass(frozen=True)
class SampleIdentity:
    """One sample as it was found.

    ``recorded_digest`` is what the registry holds, ``recomputed_digest`` the same algorithm over the rows that were read;
    ``sha256`` is ours, over the content. ``first_time`` and ``last_time`` are ISO 8601 or the index's own numbers as text.
    """

    role: Role
    name: str
    context: str
    source: str
    rows: int
    columns: tuple[str, ...]
    target: str
    sha256: str
    recorded_digest: str | None = None
    recomputed_digest: str | None = None
    time_column: str | None = None
    first_time: str | None = None
    last_time: str | None = None
    in_time_order: bool | None = None


@dataclass(frozen=True)
class SubjectIdentity:
    """The registered model version under audit. ``inferred`` lists, in sentences, what no tag declared.

    ``time_ordered`` is true with a time column, false where the tag ``governance.time_column`` says ``none``, else unknown.
    ``input_types`` are the signature's, by input.
    """

    name: str
    version: str
    uri: str
    artifact_digest: str
    task: Task
    tier: int
    flavour: str
    features: tuple[str, ...]
    samples: tuple[SampleIdentity, ...]
    run_id: str | None = None
    tier_declared: bool = True
    exposure: str | None = None
    purpose: str | None = None
    owner: str | None = None
    developer: str | None = None
    time_ordered: bool | None = None
    periods_per_year: float | None = None
    horizon: int = 1
    target_unit: str | None = None
    expected_directions: Mapping[str, str] = field(default_factory=dict)
    requirements: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    approved_use: str | None = None
    limits: str | None = None
    input_types: Mapping[str, str] = field(default_factory=dict)
