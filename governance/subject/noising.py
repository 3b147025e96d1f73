"""Features replaced by noise of their own kind: drawn anew from their own rows, so that they keep all but their meaning."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import stationary_rows
from governance.subject.model.interface import Failure
from governance.subject.relearning import lost, outcome_block
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Columns = NDArray[np.int64]


def noised(subject: Subject, sample: Sample, noisy: Columns, generator: np.random.Generator) -> tuple[Array, Array] | Failure:
    """What refits to ``sample`` lose, its columns ``noisy`` drawn anew together in blocks of rows: by place, never by value.

    (validation rows, 2): with the noise, and with the columns constant instead. (learned rows, 3): of the refit with the noise on its own
    rows, on these with the noise drawn anew once more, and with all other columns drawn anew instead.
    """
    block, validation = outcome_block(subject, sample), subject.samples[Role.VALIDATION]
    signal = np.setdiff1d(np.arange(sample.features.shape[1]), noisy)

    def anew(given: Sample, columns: Columns) -> Sample:
        return _with_rows(given, columns, stationary_rows(given.rows, block, generator))

    def still(given: Sample) -> Sample:
        return _with_rows(given, noisy, np.zeros(given.rows, dtype=np.int64), sample.features)

    told = anew(sample, noisy)
    asked = (
        (told, anew(validation, noisy)),
        (still(sample), still(validation)),
        (told, told),
        (told, anew(told, noisy)),
        (told, anew(told, signal)),
    )
    losses = []
    for learned, held in asked:
        found = lost(subject, learned, held)
        if isinstance(found, Failure):
            return found
        losses.append(found)
    return np.column_stack(losses[:2]), np.column_stack(losses[2:])


def _with_rows(sample: Sample, columns: Columns, rows: NDArray[np.int64], source: pd.DataFrame | None = None) -> Sample:
    """The sample with ``columns`` taken from these rows of ``source``, or of its own features."""
    given = sample.features if source is None else source
    taken = {name: given.iloc[:, place].array.take(rows) for place, name in enumerate(given.columns) if place in columns}
    return replace(sample, features=sample.features.assign(**taken))
