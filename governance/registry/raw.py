"""What a registry found, before it is understood: frames, a native model, tags and logged numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from governance.record.declaration import Role
from governance.registry.declarations import Declarations
from governance.subject.subject import CalendarEvent, LoggedMetric, Trials


@dataclass(frozen=True)
class RawSample:
    """Rows as they were read. ``source`` names where from, without this machine's path; digests are the registry's own kind.

    ``digest_note`` is a remark on ``recomputed_digest``. ``called`` are the words by which the developer's metrics may speak of the
    sample, such as the ``val`` of ``val_auc``, in any of their spellings; by default the context.
    """

    role: Role
    frame: pd.DataFrame
    name: str
    context: str
    source: str
    recorded_digest: str | None = None
    recomputed_digest: str | None = None
    digest_note: str | None = None
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawModel:
    """The object that the flavour's own loader gave; ``features`` are the signature's inputs, where there is a signature.

    ``input_types`` are the signature's types by input, in MLflow's words, such as ``double``.
    """

    native: object
    flavour: str
    artifact_digest: str
    features: tuple[str, ...] | None = None
    requirements: tuple[str, ...] = ()
    input_types: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawBenchmark:
    """A registered model that the subject is held against, and the exact version it is."""

    uri: str
    model: RawModel


@dataclass(frozen=True)
class RawSubject:
    """Everything a registry knows of one version. ``notes`` are sentences for the report's list of what was inferred."""

    name: str
    version: str
    uri: str
    declarations: Declarations
    model: RawModel
    samples: Mapping[Role, RawSample]
    run_id: str | None = None
    logged: tuple[LoggedMetric, ...] = ()
    trials: Trials | None = None
    notes: tuple[str, ...] = field(default=())
    aliases: tuple[str, ...] = ()
    benchmark: RawBenchmark | None = None
    calendar: tuple[CalendarEvent, ...] = ()
