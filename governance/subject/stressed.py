"""Windows of stress in the validation sample: declared dates, and those in which the features lay furthest from the usual."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import Estimate
from governance.subject.copies import movable, training_scales
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import paired, skill, strongest
from governance.subject.past import has_past
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FEWEST = 5
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Window:
    """``rows`` (m,) of one window of the validation sample, by position; ``name`` says when it was and why it was taken."""

    name: str
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class Stressed:
    """The ``windows``, and the ``skill`` in them; ``losses`` (n, 2) of the model and the naive forecast ``against`` on all rows."""

    windows: list[Window]
    losses: Array
    against: str
    skill: Estimate


def in_stress(
    subject: Subject, parameters: BootstrapParameters, *, steps: int, count: int, dates: Sequence[str]
) -> Stressed | str:
    """The skill over the naive forecast, the strongest in training, on all rows of the `stress_windows` together, or why there is none."""
    if not has_past(subject):
        return "the rows are declared to have no order in time, so that there are no windows"
    windows, chosen = stress_windows(subject, steps=steps, count=count, dates=dates), strongest(subject)
    values = paired(subject, Role.VALIDATION)[chosen]
    rows = np.unique(np.concatenate([item.rows for item in windows])) if windows else np.empty(0, dtype=np.int64)
    known = values[rows][np.isfinite(values[rows]).all(axis=1)]
    if len(known) < parameters.smallest_n:
        return f"the windows hold {len(known)} rows; fewer than {parameters.smallest_n} are not measured"
    return Stressed(windows, values, chosen, estimate(subject, known, skill, parameters))


def declared_dates(text: str) -> list[str] | Failure:
    """ISO dates separated by commas; a `Failure` names those that are none."""
    dates = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [date for date in dates if not _is_date(date)]
    return Failure(f"these are no ISO dates: {', '.join(wrong)}") if wrong else dates


def stress_windows(subject: Subject, *, steps: int, count: int, dates: Sequence[str]) -> list[Window]:
    """The declared windows, which begin at the first stamp not before each of ``dates``, and ``count`` that the features tell.

    A window has so many ``steps`` of time. Those of the second kind are consecutive windows with the largest mean absolute robust
    deviation of the numeric features from their training medians: chosen without a look at outcome or loss. Windows of fewer than
    `FEWEST` rows are left out.
    """
    sample = subject.samples[Role.VALIDATION]
    stamps: Any = np.arange(sample.rows) if sample.time is None else sample.time
    step, unique = pd.factorize(stamps, sort=True)
    found = [
        _window(sample.time, np.flatnonzero((step >= at) & (step < at + steps)), "declared") for at in _starts(unique, dates)
    ]
    groups = pd.Series(_unrest(subject)).groupby(step // steps)
    unrest = groups.mean()[groups.size() >= FEWEST]
    worst = unrest.sort_values(ascending=False, kind="stable").index[:count]
    found += [_window(sample.time, np.flatnonzero(step // steps == group), "unusual features") for group in worst]
    return [item for item in found if len(item.rows) >= FEWEST]


def _is_date(text: str) -> bool:
    return DATE.fullmatch(text) is not None and not pd.isna(pd.to_datetime(text, errors="coerce"))


def _starts(unique: Any, dates: Sequence[str]) -> list[int]:
    """The first step not before each date that lies within the sample; none where stamps are no dates."""
    if not np.issubdtype(np.asarray(unique).dtype, np.datetime64):
        return []
    wanted = np.array(dates, dtype="datetime64[ns]")
    inside = wanted[(wanted >= unique[0]) & (wanted <= unique[-1])]
    return [int(place) for place in np.searchsorted(unique, inside)]


def _unrest(subject: Subject) -> Array:
    scales, later = training_scales(subject), subject.samples[Role.VALIDATION].features
    found = np.zeros(len(later))
    for name in (name for name in later.columns if movable(later[name])):
        usual, values = scales[name], later[name].to_numpy(dtype=float, na_value=np.nan)
        if usual.spread > 0:
            found += np.nan_to_num(np.abs(values - usual.median) / usual.spread)
    return found


def _window(time: Any, rows: NDArray[np.int64], why: str) -> Window:
    if time is None or len(rows) == 0:
        return Window(f"rows {rows[0] + 1} to {rows[-1] + 1} ({why})" if len(rows) else why, rows)
    return Window(f"{str(time[rows[0]])[:10]} to {str(time[rows[-1]])[:10]} ({why})", rows)
