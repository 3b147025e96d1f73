"""Contributions over decision windows, consecutive rows that are acted on together, and how much of them stands out of its error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import Estimate
from governance.statistics.signal import signal
from governance.subject.attribution.rows import background_rows
from governance.subject.attribution.tables import NAMED
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.model.interface import Failure
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.int_]
DAY = np.timedelta64(1, "D")
FEWEST_ROWS = 5
SPREAD = 25
# As many rows as the attribution explains unless told otherwise.
ATTRIBUTED = 2000


@dataclass(frozen=True)
class Windows:
    """``values`` holds (rows, features) contributions of each window, in time order; ``told`` says what a window is, and of how many."""

    values: list[Array]
    features: tuple[str, ...]
    told: str


def explained_windows(subject: Subject, length: int, rows: int, background: int) -> Windows | Failure:
    """Contributions to the answer on validation windows, evenly spread, that together hold at most ``rows`` rows.

    A window is a calendar day where most rows follow one another within less than a day, else ``length`` rows. Windows of fewer
    than `FEWEST_ROWS` rows are left out, and longer ones thinned evenly to what leaves `SPREAD` windows. A sample that the
    attribution explains whole is explained by the same call, in all its windows. A `Failure` where the model gives no contributions
    for all rows.
    """
    sample = subject.samples[Role.VALIDATION]
    every, told = _windows(sample, length)
    if not every:
        return Failure(f"no window has {FEWEST_ROWS} rows")
    whole = sample.rows <= ATTRIBUTED
    chosen = every if whole else _spread(every, rows)
    drawn = np.arange(sample.rows) if whole else np.concatenate(chosen)
    given = subject.scoring.contributions(sample.features.iloc[drawn], background_rows(subject, background))
    if isinstance(given, Failure):
        return given
    if given.positions is not None and len(given.positions) < len(drawn):
        return Failure(f"{given.method} explains only some of the rows, so that no window is whole")
    values = given.values[:, :, -1]
    if not np.isfinite(values).all() or not values.any():
        return Failure("the contributions are not all finite numbers, or all zero")
    held = [values[np.searchsorted(drawn, window)] for window in chosen]
    return Windows(held, given.features, f"{len(chosen)} of {len(every)} windows, each {told}; {given.method}")


def standing_out(
    subject: Subject, found: Windows, errors: float, parameters: BootstrapParameters
) -> tuple[Estimate, dict[str, Estimate]]:
    """Of the windows' absolute mean attributions, the share that is beyond ``errors`` times its error; by feature, that of windows.

    The features are those that lead.
    """
    signals = [signal(values, subject.identity.horizon) for values in found.values]
    sizes = np.abs([item.mean for item in signals])
    clear = np.array([item.stands_out(errors) for item in signals], dtype=float)
    pairs = np.column_stack([(sizes * clear).sum(axis=1), sizes.sum(axis=1)])
    whole = estimate(subject, pairs, lambda means: means[:, 0] / means[:, 1], parameters, bounds=(0.0, 1.0))
    leading = np.argsort(-sizes.sum(axis=0), kind="stable")[:NAMED]
    each = {found.features[place]: mean(subject, clear[:, place], parameters, (0.0, 1.0)) for place in leading}
    return whole, each


def _spread(every: list[Rows], rows: int) -> list[Rows]:
    most = max(FEWEST_ROWS, rows // SPREAD)
    chosen = [every[place] for place in np.unique(np.linspace(0, len(every) - 1, max(1, rows // most)).astype(int))]
    return [window[np.unique(np.linspace(0, len(window) - 1, most).astype(int))] for window in chosen]


def _windows(sample: Sample, length: int) -> tuple[list[Rows], str]:
    places = np.arange(sample.rows)
    if sample.time is not None and np.issubdtype(sample.time.dtype, np.datetime64):
        stamps = np.unique(sample.time.astype("datetime64[ns]"))
        if len(stamps) > 1 and np.median(np.diff(stamps)) < DAY:
            starts = np.flatnonzero(np.diff(sample.time.astype("datetime64[D]").astype(np.int64))) + 1
            days = np.split(places, starts)
            return [day for day in days if len(day) >= FEWEST_ROWS], "a day"
    whole = sample.rows // length * length
    return np.split(places[sample.rows - whole :], whole // length) if whole else [], f"{length} consecutive rows"
