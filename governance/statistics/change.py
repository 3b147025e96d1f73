"""Whether a level rises: detectors that watch a series step by step, their false-alarm rate calibrated on a reference period."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.statistics.adwin import Adaptive, adaptive
from governance.statistics.inputs import vector, within
from governance.statistics.resampling import covering_block, stationary_bootstrap_means, stretched

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Long series are watched as means of consecutive rows: what is drawn to calibrate costs as many steps as are watched.
STEPS = 500
FEWEST_REFERENCE_STEPS = 100
# In standard deviations of a step. A larger allowance would leave the threshold to the few largest values of the reference.
MOST_ALLOWANCE = 0.25
CHUNK = 2_000_000


@dataclass(frozen=True)
class Alarm:
    """One detector on the watched series: its largest value. ``at`` is the first row above the ``threshold``, None without an alarm.

    ``since`` is the row from which a rise to ``at`` is likeliest, were the level before it that of the reference (Hinkley 1970).
    """

    statistic: float
    threshold: float
    at: int | None
    since: int | None


@dataclass(frozen=True)
class Watch:
    """Every detector's answer, and of ``draws`` fresh series how many set off one: without a rise, and with the ``rise`` asked for.

    ``p_value`` is that of the most surprising detector among all, were there no rise. ``own`` counts the false alarms of each. What
    ``adaptive`` windows say, or why none were watched, stands apart: it has a false-alarm rate of its own and changes nothing else.
    None: nobody asked for them.
    """

    alarms: Mapping[str, Alarm]
    p_value: float
    false_alarms: int
    own: Mapping[str, int]
    found: int
    draws: int
    block: float
    adaptive: Adaptive | str | None = None

    @property
    def first(self) -> Alarm | None:
        """The alarm that came first, if any."""
        sounded = [item for item in self.alarms.values() if item.at is not None]
        return min(sounded, key=lambda item: item.at or 0) if sounded else None


def cusum(series: Array, allowance: float) -> Array:
    """(..., m) the one-sided cumulative sum of ``series`` (..., m), of level 0, above ``allowance``: Page (1954).

    C_t = max(0, C_{t-1} + x_t - allowance).
    """
    return _above_lowest(np.cumsum(series - allowance, axis=-1))


def page_hinkley(series: Array, allowance: float) -> Array:
    """(..., m) the same about the mean of the series so far, which needs no known level: Hinkley (1971)."""
    steps = np.arange(1, series.shape[-1] + 1)
    return _above_lowest(np.cumsum(series - np.cumsum(series, axis=-1) / steps - allowance, axis=-1))


DETECTORS: Mapping[str, Callable[[Array, float], Array]] = {"CUSUM": cusum, "Page-Hinkley": page_hinkley}


def watch(
    reference: Array,
    watched: Array,
    *,
    generator: np.random.Generator,
    resamples: int,
    level: float,
    rise: float,
    dependent: bool,
    windows: bool = False,
) -> Watch:
    """Watch for a rise of the mean of ``watched`` (m,) above that of ``reference`` (n,), both in time order.

    Any detector exceeds its threshold within m rows with probability ``level`` where nothing changed, each as often as the others.
    That law is drawn: series of m rows by the stationary bootstrap (Politis & Romano 1994) of the reference, less the mean of a
    second resample of n rows, since the reference's level is itself an estimate, and both `stretched`. Blocks are those of
    `covering_block` where rows are ``dependent``. Fresh draws count how often any detector sounds, without a rise and with ``rise``
    added throughout. The allowance is half the ``rise``, for which the CUSUM is then quickest (Moustakides
    1986), and at most `MOST_ALLOWANCE`. ``windows`` asks for ADWIN too, on some of the same draws.

    Raises ``ValueError`` for fewer than 20 reference rows, or a reference that never varies.
    """
    known, seen = vector(reference, "reference", 20), vector(watched, "watched", 2)
    size = max(1, min(-(-len(seen) // STEPS), len(known) // FEWEST_REFERENCE_STEPS))
    known, seen = _means(known, size), _means(seen, size)
    centre, spread = float(known.mean()), float(known.std())
    if spread <= 1e-12 * abs(centre) or spread == 0.0:
        raise ValueError("the reference never varies: there is nothing to calibrate an alarm with")
    standard, series, added = (known - centre) / spread, (seen - centre) / spread, rise / spread
    block, allowance = covering_block(standard) if dependent else 1.0, min(added / 2, MOST_ALLOWANCE)
    wide = stretched(standard, 0.0, len(standard), block, 1 - within(level, "level"))
    calm, fresh = (_drawn(wide, len(series), resamples, block, generator) for _ in range(2))
    paths = {name: detector(series, allowance) for name, detector in DETECTORS.items()}
    limits, p_value = _calibrated(calm, {name: float(path.max()) for name, path in paths.items()}, level, allowance)
    alarms = {name: _alarm(path, series, limits[name], size) for name, path in paths.items()}
    false, found = (_heard(fresh + more, limits, allowance) for more in (0.0, added))
    own = dict(zip(limits, false.sum(axis=1).tolist(), strict=True))
    apart = _adaptive(series, calm, fresh, level, added, size) if windows else None
    return Watch(alarms, p_value, _any(false), own, _any(found), resamples, block * size, apart)


def _adaptive(series: Array, calm: Array, fresh: Array, level: float, added: float, size: int) -> Adaptive | str:
    """ADWIN on means of as many steps as leave at most `STEPS` of them, its steps told in rows."""
    more = -(-len(series) // STEPS)
    series, calm, fresh = (_means(item, more) for item in (series, calm, fresh))
    found = adaptive(series, calm, fresh, level=level, rise=added)
    if isinstance(found, str) or found.at is None:
        return found
    return replace(found, at=found.at * more * size, since=_since(series, found.at) * more * size)


def _calibrated(calm: Array, seen: Mapping[str, float], level: float, allowance: float) -> tuple[dict[str, float], float]:
    """Thresholds that calm series exceed together with probability ``level``, and the p-value of the largest values ``seen``."""
    largest = {name: detector(calm, allowance).max(axis=-1) for name, detector in DETECTORS.items()}
    laws = {name: np.sort(values) for name, values in largest.items()}
    places = [np.searchsorted(laws[name], values) for name, values in largest.items()]
    highest, own = np.max(places, axis=0), max(int(np.searchsorted(laws[name], seen[name])) for name in laws)
    place = int(np.quantile(highest, 1 - level, method="higher"))
    return {name: float(law[place]) for name, law in laws.items()}, float((1 + np.sum(highest >= own)) / (1 + len(calm)))


def _above_lowest(sums: Array) -> Array:
    return np.asarray(sums - np.minimum(np.minimum.accumulate(sums, axis=-1), 0.0))


def _means(values: Array, size: int) -> Array:
    """Means of ``size`` consecutive rows of ``values`` (..., n); a shorter rest at the end joins no group of its own."""
    if size == 1:
        return values
    rows = values.shape[-1]
    starts = np.arange(rows // size) * size
    return np.asarray(np.add.reduceat(values, starts, axis=-1) / np.diff(np.append(starts, rows)))


def _drawn(values: Array, m: int, resamples: int, block: float, generator: np.random.Generator) -> Array:
    """(resamples, m) series as they come where nothing changed, about a level that was estimated on a series like ``values`` (n,)."""
    n, step = len(values), max(1, CHUNK // m)
    parts = []
    for done in range(0, resamples, step):
        shape = (min(step, resamples - done), m)
        fresh = generator.random(shape) < 1 / max(block, 1.0)
        fresh[:, 0] = True
        begun = np.maximum.accumulate(np.where(fresh, np.arange(m), 0), axis=1)
        starts = np.take_along_axis(generator.integers(0, n, shape), begun, axis=1)
        parts.append(values[(starts + np.arange(m) - begun) % n])
    return np.asarray(np.concatenate(parts) - stationary_bootstrap_means(values[:, None], resamples, block, generator))


def _alarm(path: Array, series: Array, limit: float, size: int) -> Alarm:
    largest = float(path.max())
    if largest <= limit:
        return Alarm(largest, limit, None, None)
    at = int(np.argmax(path > limit))
    return Alarm(largest, limit, at * size, _since(series, at) * size)


def _since(series: Array, at: int) -> int:
    backwards = np.cumsum(series[at::-1]) / np.sqrt(np.arange(1, at + 2))
    return at - int(np.argmax(backwards))


def _heard(series: Array, limits: Mapping[str, float], allowance: float) -> Flags:
    """(detectors, draws): which detector sounds on which of ``series`` (draws, m)."""
    return np.array([detector(series, allowance).max(axis=-1) > limits[name] for name, detector in DETECTORS.items()])


def _any(heard: Flags) -> int:
    return int(heard.any(axis=0).sum())
