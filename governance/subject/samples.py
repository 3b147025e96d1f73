"""A sample: rows under audit, with their columns by role, in time order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.reading.canonical import sha256
from governance.record.declaration import Role
from governance.record.identity import SampleIdentity

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Rows of one role, sorted by time where there is a time column.

    ``features`` (n, p) are the columns the model takes, in its order; ``target`` (n,) is numeric (for classifiers the index of
    the class in the model's order); ``time`` (n,) is datetime64[ns] or a number, or None; ``columns`` holds the other
    declared columns by role (``weight``, ``available_at``, ``label_end``, ``served``, ``benchmark``, ...; of a role that is
    declared as a list, ``factors:NAME``) and
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

    @cached_property
    def rows_a_step(self) -> NDArray[np.int_]:
        """(d,) number of rows at each distinct time, in order of time; none where the time is unknown."""
        return distinct(self.time)[1] if self.time is not None else np.empty(0, dtype=int)

    def group(self, role: str) -> pd.DataFrame:
        """(n, k) the columns that a list declares for ``role``, each under its own name; k is 0 where none is declared."""
        start = f"{role}:"
        return pd.DataFrame({name.removeprefix(start): self.columns[name] for name in self.columns if name.startswith(start)})


def distinct(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int_]]:
    """(d,) the distinct ``values`` (n,) in ascending order, and how often each is there.

    By sorting, which times and steps nearly are already: without counts NumPy looks values up one by one, twenty times as slowly.
    """
    return np.unique(values, return_counts=True)


def digest(frame: pd.DataFrame) -> str:
    """SHA-256 over the names and values of ``frame``, row by row; its index does not count."""
    names = "\0".join(map(str, frame.columns))
    return sha256(names.encode() + pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())


class NotedSamples(Mapping[Role, Sample]):
    """The same samples; ``read`` holds the roles of those that were looked at."""

    def __init__(self, samples: Mapping[Role, Sample]) -> None:
        self._samples = samples
        self.read: set[Role] = set()

    def __getitem__(self, role: Role) -> Sample:
        sample = self._samples[role]
        self.read.add(role)
        return sample

    @property
    def unnoted(self) -> Mapping[Role, Sample]:
        """The samples; looking here is not noted."""
        return self._samples

    def __contains__(self, role: object) -> bool:
        return role in self._samples

    def __iter__(self) -> Iterator[Role]:
        return iter(self._samples)

    def __len__(self) -> int:
        return len(self._samples)
