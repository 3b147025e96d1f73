"""The live object under audit: identity, samples, model and what the developer logged."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Direction, Role, Task
from governance.record.identity import SubjectIdentity
from governance.subject.previous import Previous
from governance.subject.samples import NotedSamples, Sample
from governance.subject.scoring import Scoring

Array = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True)
class LoggedMetric:
    """A metric that the developer logged, and the sample it was logged for, where that is known."""

    name: str
    value: float
    role: Role | None = None
    dataset_digest: str | None = None


@dataclass(frozen=True)
class Trial:
    """One run that competed with the chosen one. ``deleted`` runs count as well; ``chosen`` marks the audited run."""

    run_id: str
    name: str
    parameters: Mapping[str, str]
    metrics: Mapping[str, float]
    deleted: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class TrialReturns:
    """``frame`` (time x trials) holds the return of every trial in every period; ``chosen`` names the audited one's column."""

    frame: pd.DataFrame
    chosen: str | None = None


@dataclass(frozen=True)
class Trials:
    """The search the subject came out of. ``excluded`` counts runs tagged ``governance.trial=false``."""

    runs: tuple[Trial, ...]
    excluded: int = 0
    returns: TrialReturns | None = None


@dataclass(frozen=True)
class CalendarEvent:
    """An event that the developer named; ``first`` and ``last`` are ISO dates, both of them part of it."""

    name: str
    first: str
    last: str


@dataclass(frozen=True)
class Subject:
    """What checks see. ``seed`` differs from check to check (`under`) and is otherwise fixed by the subject alone.

    ``computed`` is shared by all copies of a subject: what several checks need is kept there (`once`).
    ``previous`` is the earlier version, where the registry holds one.
    """

    identity: SubjectIdentity
    samples: Mapping[Role, Sample]
    scoring: Scoring
    logged: tuple[LoggedMetric, ...] = ()
    trials: Trials | None = None
    directions: Mapping[str, Direction] = field(default_factory=dict)
    calendar: tuple[CalendarEvent, ...] = ()
    previous: Previous | None = None
    seed: int = 0
    computed: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def task(self) -> Task:
        """What the subject predicts."""
        return self.identity.task

    @property
    def rows_scored(self) -> int:
        """Rows that were put to the model under audit or to its earlier version."""
        return self.scoring.rows_scored + (0 if self.previous is None else self.previous.rows_scored)

    def under(self, check: str) -> "Subject":
        """The same subject with the seed of one check."""
        digest = hashlib.sha256(check.encode()).digest()
        return replace(self, seed=int.from_bytes(digest[:4], "big"))

    def once(self, name: Any, make: Callable[[], T]) -> T:
        """What ``make()`` gives for this identity, model and samples, computed once. ``name`` tells it from everything else.

        The samples that ``make`` looked at count as looked at by everybody who is given what it made.
        """
        noted = self.samples if isinstance(self.samples, NotedSamples) else NotedSamples(self.samples)
        whole = (self.identity, self.scoring, self.previous, *noted.unnoted.values())
        key = (name, *map(id, whole))
        if key not in self.computed:
            before = set(noted.read)
            noted.read.clear()
            made = make()
            read = noted.read if noted is self.samples else self.samples  # where nobody takes note, all of them
            self.computed[key] = (whole, made, frozenset(read))  # the objects are kept, so that their ids stay theirs
            noted.read |= before
        noted.read |= self.computed[key][2]
        found: T = self.computed[key][1]
        return found

    def generator(self) -> np.random.Generator:
        """A fresh generator from the check's seed."""
        return np.random.default_rng(self.seed)

    def prediction(self, role: Role) -> Array:
        """(n,) the answer that is held against the target: probability of the positive (last) class, or the value.

        For multiclass use `scores`.
        """
        scores = self.scores(role)
        return scores[:, -1]

    def scores(self, role: Role) -> Array:
        """(n, k) as the model answers."""
        return self.scoring.sample(self.samples[role])
