"""The validation rows that are nearly training rows, on a stated sample."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.neighbours import Nearness, nearness
from governance.subject.rows import recognisable
from governance.subject.subject import Subject

LARGEST_REFERENCE = 100_000


def compared(subject: Subject, queries: int, share: float, smallest_n: int) -> Nearness | str:
    """`nearness` of validation to training in their numeric features, or why it cannot be told.

    Rows with a missing value are left out; of more than ``LARGEST_REFERENCE`` distinct training rows, and of more than ``queries``
    rows whose neighbours are sought, a random part is taken. Rows stay in the samples' order.
    """
    training, validation = (_numbers(subject.samples[role].features) for role in (Role.TRAINING, Role.VALIDATION))
    if training.shape[1] == 0:
        return "no feature is numeric"
    generator = subject.generator()
    reference = training.iloc[_some(_distinct(training), LARGEST_REFERENCE, generator)].to_numpy(dtype=float)
    others = validation.iloc[_some(np.arange(len(validation)), queries, generator)].to_numpy(dtype=float)
    few = min(len(reference), len(others))
    if few < smallest_n:
        return f"only {few} distinct rows without missing values could be compared; fewer than {smallest_n} are not"
    inside = _some(np.arange(len(reference)), queries, generator)
    return nearness(reference, inside, others, share)


def _numbers(features: pd.DataFrame) -> pd.DataFrame:
    return features.select_dtypes(include=["number", "bool"]).astype("float32").dropna()


def _distinct(frame: pd.DataFrame) -> NDArray[np.intp]:
    return np.sort(np.unique(recognisable(frame).keys, return_index=True)[1])


def _some(places: NDArray[np.intp], most: int, generator: np.random.Generator) -> NDArray[np.intp]:
    return places if len(places) <= most else np.sort(generator.choice(places, most, replace=False))
