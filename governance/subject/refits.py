"""The model fitted again on other rows: the history that is learned from, its splits in time, and each refit as a subject."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.sampling import thinned
from governance.statistics.splitting import Split
from governance.subject.labels import declared_ends
from governance.subject.model.interface import Failure, Model
from governance.subject.samples import Sample
from governance.subject.scoring import Scoring
from governance.subject.subject import Subject

Rows = NDArray[np.int64]
# One seed for all checks, so that those that ask for the same refit get the same one; who studies seeds passes others.
SEED = 0
BUILT_ON = (Role.TRAINING, Role.TUNING, Role.VALIDATION)


@dataclass(frozen=True)
class History:
    """Samples put together in time order. ``steps`` (n,) numbers each row's time stamp from 0; rows of a panel share one.

    The longest label is known ``horizon`` steps after its row.
    """

    sample: Sample
    steps: Rows
    horizon: int

    @property
    def length(self) -> int:
        """Number of steps."""
        return int(self.steps[-1]) + 1

    def rows(self, steps: Rows) -> Rows:
        """The rows of these steps, in time order."""
        return np.flatnonzero(np.isin(self.steps, steps))


def refitted(subject: Subject, sample: Sample, seed: int = SEED) -> Model | Failure:
    """The subject's estimator with the same settings, fitted to ``sample``; the same refit is made once (`Scoring.refit`).

    A classifier that missed one of its classes is a `Failure`: its probabilities could not be compared. Row weights are not
    passed on, since the model port knows none.
    """
    fresh = subject.scoring.refit(sample.features, sample.target, seed)
    if isinstance(fresh, Failure):
        return fresh
    if fresh.classes != subject.scoring.model.classes:
        return Failure(f"the {sample.rows} rows to learn from do not hold every class")
    return fresh


def history(subject: Subject, roles: tuple[Role, ...] = BUILT_ON) -> History | Failure:
    """The subject's samples of these ``roles``, where it has them, as one history; a `Failure` where a time is unknown."""
    samples = [subject.samples[role] for role in roles if role in subject.samples]
    undated = [sample.role.value for sample in samples if sample.time is None]
    if undated:
        return Failure(f"no time column is known in the {undated[0]} sample")
    whole = _together(samples)
    if whole is None or whole.time is None:
        return Failure("no sample was found")
    stamps, steps = np.unique(whole.time, return_inverse=True)
    if "label_end" not in whole.columns:
        return History(whole, steps, subject.identity.horizon)
    ends = declared_ends(whole.columns["label_end"], whole.time)
    if isinstance(ends, str):
        return Failure(ends)
    longest = int((np.searchsorted(stamps, ends, side="right") - 1 - steps).max())
    return History(whole, steps, max(longest, subject.identity.horizon))


def learned(subject: Subject, past: History, splits: Iterable[Split], most: int, seed: int = SEED) -> Iterator[Subject | Failure]:
    """For each split of the steps of ``past`` the subject as it would have been: refitted, with what it held out as validation.

    Its training sample is what it learned from: of more than ``most`` rows, evenly spaced ones. Stops at the first `Failure`, which it
    gives as the last.
    """
    for split in splits:
        train = part(past.sample, thinned(past.rows(split.train), most))
        test = part(past.sample, past.rows(split.test))
        fresh = refitted(subject, train, seed)
        if isinstance(fresh, Failure):
            yield fresh
            return
        held_out = replace(test, identity=replace(test.identity, role=Role.VALIDATION))
        yield replace(subject, samples={Role.TRAINING: train, Role.VALIDATION: held_out}, scoring=Scoring(fresh))


def part(sample: Sample, rows: Rows) -> Sample:
    """The given rows of a sample, by position."""
    return replace(
        sample,
        features=sample.features.iloc[rows],
        target=sample.target[rows],
        time=None if sample.time is None else sample.time[rows],
        columns={name: column.iloc[rows] for name, column in sample.columns.items()},
        segments={name: column.iloc[rows] for name, column in sample.segments.items()},
    )


def _together(samples: list[Sample]) -> Sample | None:
    """All rows in time order under the identity of the first sample, with the columns and segments that every sample has."""
    if not samples:
        return None
    first = samples[0]
    whole = replace(
        first,
        features=pd.concat([item.features for item in samples]),
        target=np.concatenate([item.target for item in samples]),
        time=np.concatenate([item.time for item in samples if item.time is not None]),
        columns=_common([item.columns for item in samples]),
        segments=_common([item.segments for item in samples]),
    )
    return part(whole, np.argsort(np.asarray(whole.time), kind="stable"))


def _common(columns: list[Mapping[str, "pd.Series[Any]"]]) -> dict[str, "pd.Series[Any]"]:
    return {name: pd.concat([item[name] for item in columns]) for name in columns[0] if all(name in item for item in columns)}
