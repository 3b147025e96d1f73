"""What really happened to orders, where a sample declares it: fills, the prices they were decided at, fees and funding."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.subject import Subject

Array = NDArray[np.float64]
SIDES = {"buy": 1.0, "b": 1.0, "long": 1.0, "sell": -1.0, "s": -1.0, "short": -1.0}


def declared(subject: Subject, names: tuple[str, ...]) -> tuple[Role, pd.DataFrame] | str:
    """The columns ``names`` of the production sample where it has them all, else of the validation sample; or which is missing."""
    for role in (Role.PRODUCTION, Role.VALIDATION):
        if role in subject.samples and all(name in subject.samples[role].columns for name in names):
            columns = subject.samples[role].columns
            return role, pd.DataFrame({name: columns[name].to_numpy() for name in names})
    known = subject.samples[Role.VALIDATION].columns
    missing = next((name for name in names if name not in known), names[0])
    return f"no column is declared as {missing} (governance.columns), which is needed beside {', '.join(names)}"


def filled(subject: Subject, names: tuple[str, ...], smallest: int) -> tuple[Role, dict[str, Array]] | str:
    """The rows with a ``fill_price``, as numbers by name, or why they cannot be read; ``side`` is 1 for a buy and -1 for a sale.

    Rows without a fill price are rows without a trade. Prices are above zero; a side is a signed number or one of buy, sell, long, short.
    """
    found = declared(subject, names)
    if isinstance(found, str):
        return found
    role, frame = found
    traded = frame[frame["fill_price"].notna()]
    if len(traded) < smallest:
        return f"the {role.value} sample has {len(traded)} fills; fewer than {smallest} are not measured"
    values = {name: signs(traded[name]) if name == "side" else numbers(traded[name]) for name in names}
    for name, column in values.items():
        unread = int((~(np.abs(column) == 1.0) if name == "side" else ~(np.isfinite(column) & (column > 0))).sum())
        if unread:
            return f"{unread} of {len(traded)} fills have no usable {name.replace('_', ' ')}"
    return role, values


def numbers(column: "pd.Series[Any]") -> Array:
    """(n,) as floats; what is no number is NaN."""
    return np.asarray(pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan))


def signs(column: "pd.Series[Any]") -> Array:
    """(n,) 1 for a buy, -1 for a sale; what is neither is NaN or 0."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return np.sign(numbers(column))
    return np.asarray(column.astype(str).str.strip().str.lower().map(SIDES).to_numpy(dtype=float))
