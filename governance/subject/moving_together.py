"""How the features move together in validation and in use: their ranks, and the blocks that keep the dependence of these."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.correlation import standard_ranks
from governance.statistics.resampling import covering_block
from governance.subject.outcomes import dependent
from governance.subject.population import evenly_spaced
from governance.subject.subject import Subject

Array = NDArray[np.float64]
SIDES = (Role.VALIDATION, Role.PRODUCTION)


@dataclass(frozen=True)
class Ranked:
    """`standard_ranks` of the ``names`` in validation, ``before`` (n, k), and in production, ``after`` (m, k); ``block`` in rows."""

    names: list[str]
    before: Array
    after: Array
    block: float


def ranked_together(subject: Subject, rows: int, features: int) -> Ranked | str:
    """The first so many numeric ``features`` that vary in both samples, on ``rows`` evenly spaced rows of each, or why there are none.

    The block is as long as the slowest feature, or product of neighbouring features, asks for.
    """
    frames = [subject.samples[role].features for role in SIDES]
    names = [name for name in frames[0].select_dtypes("number").columns if all(_varies(frame, name) for frame in frames)]
    if len(names[:features]) < 2:
        return f"{len(names[:features])} numeric features vary in both samples: there is no pair to compare"
    before, after = (_ranked(frame[names[:features]], rows) for frame in frames)
    block = max(_block(before), _block(after)) if dependent(subject) else 1.0
    return Ranked([str(name) for name in names[:features]], before, after, block)


def _varies(frame: pd.DataFrame, name: object) -> bool:
    return bool(frame[name].min() < frame[name].max())


def _ranked(frame: pd.DataFrame, rows: int) -> Array:
    return standard_ranks(frame.iloc[evenly_spaced(len(frame), rows)].to_numpy(dtype=float, na_value=np.nan))


def _block(ranks: Array) -> float:
    products = ranks * np.roll(ranks, 1, axis=1)
    return max(covering_block(values - values.mean()) for values in np.hstack([ranks, products]).T)
