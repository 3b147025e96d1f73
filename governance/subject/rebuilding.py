"""Features rebuilt from the outcomes that are logged: which outcomes does each need, and were they known?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.samples import distinct
from governance.subject.subject import Subject

Array = NDArray[np.float64]
PAST, AHEAD, MOST_ROWS, ROWS_A_COLUMN = 70, 25, 3000, 4
# Share of a feature's variance that may be left where it counts as rebuilt; stored decimals leave less.
REBUILT = 1e-6
# The known outcomes must leave this many times more than all of them before the later ones count as needed.
NEEDED = 1e3


@dataclass(frozen=True)
class Rebuilt:
    """A feature that is a linear function of outcomes; ``needs_later`` where those known at its time do not suffice."""

    name: str
    reading: str
    needs_later: bool


def rebuilt(subject: Subject, role: Role) -> tuple[Rebuilt, ...] | str:
    """The features of a sample with times that outcomes near their row give exactly, or why none can be sought.

    A feature is read as it is, as its exponential and as its change since the step before; rows of one time stamp are averaged, which
    keeps linear functions of them. Outcomes up to ``PAST`` steps before the last known one and ``AHEAD`` steps after the row.
    """
    steps = _steps(subject, role)
    outcomes, horizon = steps["outcome"].to_numpy(), subject.identity.horizon
    past = min(PAST, (len(steps) - horizon) // (2 * ROWS_A_COLUMN) - horizon)
    if past < 5:
        return f"the {role.value} sample has too few steps of time to rebuild features from outcomes"
    ahead = min(AHEAD, past)
    shifts = np.arange(-(horizon + past) + 1, ahead + 1)
    rows = np.arange(horizon + past - 1, len(steps) - ahead)[-MOST_ROWS:]
    design = np.column_stack([np.ones(len(rows)), outcomes[rows[:, None] + shifts] - outcomes.mean()])
    known = np.concatenate([[True], shifts <= -horizon])
    every, early = (np.linalg.qr(columns)[0] for columns in (design, design[:, known]))
    found = {}
    for name, reading, values in _readings(steps.drop(columns="outcome")):
        wanted = values[rows]
        if name not in found and np.isfinite(wanted).all() and float(np.ptp(wanted)) > 0:
            whole, part = _left(every, wanted), _left(early, wanted)
            if whole < REBUILT:
                found[name] = Rebuilt(name, reading, part > max(REBUILT, NEEDED * whole))
    return tuple(found.values())


def _steps(subject: Subject, role: Role) -> pd.DataFrame:
    """The last steps of a sample: the mean of features and outcome at each."""
    sample = subject.samples[role]
    times = np.asarray(sample.time)
    first = distinct(times)[0][-(MOST_ROWS + 2 * subject.identity.horizon + PAST + AHEAD) :][0]
    last = times >= first
    frame = sample.features.loc[last].select_dtypes(include=["number", "bool"]).astype(float)
    frame.columns = [f"feature {name}" for name in frame.columns]
    means: pd.DataFrame = frame.assign(outcome=sample.target[last]).groupby(times[last]).mean()
    return means


def _readings(frame: pd.DataFrame) -> Iterator[tuple[str, str, Array]]:
    for column in frame.columns:
        values, name = frame[column].to_numpy(), str(column).removeprefix("feature ")
        yield name, "as it is", values
        yield name, "its change", np.concatenate([[0.0], np.diff(values)])
        if float(np.nanmax(np.abs(values), initial=0.0)) < 30:
            yield name, "its exponential", np.exp(values)


def _left(basis: Array, wanted: Array) -> float:
    """Share of the variance of ``wanted`` that least squares on an orthonormal ``basis`` leaves."""
    return float(np.mean((wanted - basis @ (basis.T @ wanted)) ** 2) / np.var(wanted))
