"""Rows that lie outside of what the model learned from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.neighbours import remoteness
from governance.statistics.sampling import evenly_drawn
from governance.subject.subject import Subject

Mask = NDArray[np.bool_]
LARGEST_REFERENCE = 5_000


@dataclass(frozen=True)
class Support:
    """Of the drawn rows ``positions`` (m,): ``beyond`` (m, p) its training range, by feature; ``far`` (m,) from all training rows."""

    positions: NDArray[np.int_]
    features: tuple[str, ...]
    beyond: Mask
    far: Mask

    @property
    def outside(self) -> Mask:
        """(m,) outside by either measure."""
        return np.asarray(self.beyond.any(axis=1) | self.far)


def support(subject: Subject, role: Role, rows: int, share: float) -> Support | str:
    """Drawn rows of a sample against the training sample in its numeric features, or why they cannot be compared.

    A row is far where it lies further from the nearest training row than ``share`` of the later half of training lay from the nearest
    row of the earlier half. Of more than ``LARGEST_REFERENCE`` training rows that many are taken, evenly over their order.
    """
    training = _numbers(subject.samples[Role.TRAINING].features)
    if training.shape[1] == 0:
        return "no feature is a number"
    generator = subject.under("explained rows").generator()
    positions = evenly_drawn(subject.prediction(role), rows, generator)
    asked = _numbers(subject.samples[role].features[training.columns].iloc[positions]).to_numpy(dtype=float)
    known = training.to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        beyond = (asked < np.nanmin(known, axis=0)) | (asked > np.nanmax(known, axis=0))
    known = known[np.unique(np.linspace(0, len(known) - 1, LARGEST_REFERENCE).astype(int))]
    earlier, later = known[: len(known) // 2], known[len(known) // 2 :]
    own, distance = remoteness(earlier, later[:: max(1, len(later) // rows)], known, asked)
    return Support(positions, tuple(map(str, training.columns)), beyond, distance > float(np.quantile(own, share)))


def _numbers(features: pd.DataFrame) -> pd.DataFrame:
    return features.select_dtypes(include=["number", "bool"]).dropna(axis=1, how="all")
