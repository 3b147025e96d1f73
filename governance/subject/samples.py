"""A sample: rows under audit, with their columns by role, in time order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.identity import SampleIdentity

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Rows of one role, sorted by time where there is a time column.

    ``features`` (n, p) are the columns the model takes, in its order; ``target`` (n,) is numeric (for classifiers the index of
    the class in the model's order); ``time`` (n,) is datetime64[ns] or a number, or None; ``columns`` holds the other
    declared columns by role (``weight``, ``available_at``, ``label_end``, ``served``, ``benchmark``, ...) and
    ``segments`` those that split the sample by name.
    """

    identity: SampleIdentity
    features: pd.DataFrame
    target: Array
    time: NDArray[np.generic] | None = None
    columns: Mapping[str, pd.Series] = field(default_factory=dict)
    segments: Mapping[str, pd.Series] = field(default_factory=dict)

    @property
    def role(self) -> Role:
        """What the sample was for."""
        return self.identity.role

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.target)
