"""The quantiles that columns declare, and the rows by the width and the time of the intervals that they make."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.subject import Subject

Array = NDArray[np.float64]
QUANTILE = re.compile(r"quantile_(0\.\d+)")


def declared_quantiles(subject: Subject) -> dict[float, Array]:
    """The declared quantiles (n,) of the validation rows by level, in order of it."""
    columns = subject.samples[Role.VALIDATION].columns
    found = [(match, name) for name in columns if (match := QUANTILE.fullmatch(name)) is not None]
    return dict(sorted((float(match[1]), columns[name].to_numpy(dtype=float)) for match, name in found))


def thirds(width: Array) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Rows of each third by ``width`` (n,) and by order, in the sample's order within each."""
    narrow_first, rows = np.argsort(width, kind="stable"), np.arange(len(width))
    for name, part in zip(("narrow", "middle", "wide"), np.array_split(narrow_first, 3), strict=True):
        yield f"{name} intervals", np.sort(part)
    yield from zip(("first third", "second third", "last third"), np.array_split(rows, 3), strict=True)
