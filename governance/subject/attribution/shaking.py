"""The same rows explained again: against other backgrounds, after a small push, and by surrogates with other neighbours."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.agreement import top_agreement
from governance.subject.attribution.explaining import Attribution
from governance.subject.attribution.local import repeated
from governance.subject.attribution.rows import background_rows
from governance.subject.model.explaining import spread
from governance.subject.model.interface import Contributions, Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# What is drawn is the same for every check that asks: it is seeded as the check that asked first, whose figures have stood since.
SEED = "interpretability.stability"


@dataclass(frozen=True)
class Shaken:
    """Sizes of n rows, on the explained scale, over features and outputs: ``size`` (n,) of the contributions themselves.

    ``by_background`` and ``by_push`` (n,) are how far they move, the former None where the method uses no background; ``answer`` (n,)
    is how far the answer does after the push, which is never further than its contributions.
    """

    size: Array
    by_background: Array | None
    by_push: Array
    answer: Array


def shaken(subject: Subject, found: Attribution, rows: int, background: int, others: int, push: float) -> Shaken | Failure:
    """At most ``rows`` of the explained rows, explained against ``others`` more backgrounds and after a `pushed` by ``push``; once for all.

    A sampling method meets the same permutations each time, so that what is seen is not its Monte-Carlo error. The other backgrounds
    are drawn with replacement: two even draws of one sample may be the same rows, and would show nothing.
    """
    name = ("shaken", rows, background, others, push, found.convention)
    return subject.once(name, lambda: _shaken(subject, found, rows, background, others, push))


def _shaken(subject: Subject, found: Attribution, rows: int, background: int, others: int, push: float) -> Shaken | Failure:
    chosen = spread(len(found.positions), rows)
    seen = subject.samples[Role.VALIDATION].features.iloc[found.positions[chosen]]
    against, generator = background_rows(subject, background), subject.under(SEED).generator()
    away = pushed(seen, subject.samples[Role.TRAINING].features, push, generator)
    asked = [(away, against)]
    if found.contributions.background_rows:  # a method that samples explains these rows by permutations of their own
        asked += [(seen, against), *((seen, another_background(subject, len(against), generator)) for _ in range(others))]
    given = [subject.scoring.contributions(*pair) for pair in asked]
    failed = [item for item in given if isinstance(item, Failure)]
    if failed:
        return Failure(f"the rows cannot be explained again: {failed[0].reason}")
    moved, *against_others = [item for item in given if isinstance(item, Contributions)]
    own, further = (against_others[0], against_others[1:]) if against_others else (found.contributions.of_rows(chosen), [])
    return Shaken(
        size=_distance(own),
        by_background=np.mean([_distance(item, own) for item in further], axis=0) if further else None,
        by_push=_distance(moved, own),
        answer=np.abs(moved.explained - own.explained).sum(axis=1),
    )


def another_background(subject: Subject, rows: int, generator: np.random.Generator) -> pd.DataFrame:
    """So many training rows, drawn with replacement."""
    features = subject.samples[Role.TRAINING].features
    return features.iloc[np.sort(generator.integers(0, len(features), rows))]


def redrawn(subject: Subject, found: Attribution, rows: int, background: int, k: int) -> Array | Failure:
    """(n,) share of the ``k`` leading features of local surrogates that lead again once their neighbours are drawn anew."""
    both = repeated(subject, found, rows, background, 2)
    if isinstance(both, Failure):
        return both
    first, second = both
    return top_agreement(first.contributions, second.contributions, k)


def pushed(frame: pd.DataFrame, learned: pd.DataFrame, share: float, generator: np.random.Generator) -> pd.DataFrame:
    """``frame`` (n, p) with every number moved by up to a ``share`` of the ranks that ``learned`` (m, p) has, up or down.

    A value moves by the distance between two values of training, so that whole numbers stay whole, and what is rare is
    moved as far as rare values lie apart. Missing values, and what is no number, stay.
    """
    return pd.DataFrame(
        {
            name: _moved(frame[name], learned[name], share, generator)
            if pd.api.types.is_numeric_dtype(frame[name].dtype)
            else frame[name]
            for name in frame.columns
        },
        index=frame.index,
    )


def _moved(column: "pd.Series[Any]", learned: "pd.Series[Any]", share: float, generator: np.random.Generator) -> "pd.Series[Any]":
    known = np.sort(learned.dropna().to_numpy(dtype=float))
    if len(known) == 0:
        return column
    values = column.to_numpy(dtype=float, na_value=np.nan)
    ends = [np.searchsorted(known, values, side=side) for side in ("left", "right")]
    start = np.clip(np.floor(ends[0] + generator.random(len(values)) * (ends[1] - ends[0])), 0, len(known) - 1).astype(int)
    steps = np.rint(generator.uniform(-share, share, len(values)) * len(known)).astype(int)
    change = known[np.clip(start + steps, 0, len(known) - 1)] - known[start]
    return (column + pd.Series(change, index=column.index)).astype(column.dtype)


def _distance(given: Contributions, other: Contributions | None = None) -> Array:
    """(n,) sum of the absolute contributions, or of their differences from another's, over features and outputs."""
    values: Array = given.values if other is None else given.values - other.values  # noqa: PD011  no frame of pandas
    return np.asarray(np.abs(values).sum(axis=(1, 2)))
