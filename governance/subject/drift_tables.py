"""Tables of drift: production, or this version, beside what was known before."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Cell, Shape, Table
from governance.statistics.adwin import Adaptive
from governance.statistics.betting import Bounds
from governance.statistics.change import Alarm, Watch
from governance.statistics.correlation import correlations
from governance.subject.attribution.in_use import InUse, shares
from governance.subject.calibrating import reliability
from governance.subject.changing import Change, most_changed
from governance.subject.estimating import BootstrapParameters
from governance.subject.monitored import Steps
from governance.subject.population import Shift
from governance.subject.quarters import Pooled
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FEWEST = 5
GROUPS = 10
MOST_FEATURES, MOST_PAIRS = 20, 15


def detectors(found: Watch, seen: Steps) -> Table:
    """Each detector with its threshold and, where it sounded, the day of the alarm; ADWIN where the library for it is installed."""
    rows = tuple((name, *_alarm(item, seen), found.own[name] / found.draws) for name, item in found.alarms.items())
    apart = found.adaptive
    own = (_adwin(apart, seen),) if isinstance(apart, Adaptive) else ()
    words = _calibrated(apart) if isinstance(apart, Adaptive) else f"{apart}."
    columns = ("detector", "largest value", "threshold", "alarm on", "drift since", "false alarms")
    note = f"Thresholds from {found.draws} series drawn from validation in blocks of {found.block:.3g} steps on average. {words}"
    return Table("detectors", "What the detectors said", Shape.PLAIN, columns, (*rows, *own), note=note)


def rolling(seen: Steps, promised: float, window: int, points: int) -> tuple[Table, ...]:
    """Skill over a rolling window of production beside what validation promised; nothing where there is one window only."""
    width = max(window, FEWEST, len(seen.losses) // 10)
    if width >= len(seen.losses):
        return ()
    sums = np.cumsum(np.pad(seen.losses, ((1, 0), (0, 0))), axis=0)
    model, naive = (sums[width:] - sums[:-width]).T
    path = np.where(naive > 0, 1 - model / np.where(naive > 0, naive, 1.0), np.nan)
    places = np.unique(np.linspace(0, len(path) - 1, points).round().astype(int))
    rows = tuple((_end(seen, int(place) + width - 1), float(path[place]), promised) for place in places)
    note = f"Each point is the mean over the {width} time steps before it."
    title = "Skill over a rolling window of production"
    return (Table("rolling", title, Shape.CURVE, ("end of window", "production", "validation"), rows, note=note),)


def shares_table(found: InUse) -> Table:
    """The features whose share of the importance changed most."""
    before, after = (shares(sample.mean(axis=0)) for sample in (found.validation, found.production))
    order = np.argsort(-np.abs(after - before), kind="stable")[:MOST_FEATURES]
    rows = tuple((found.features[place], float(before[place]), float(after[place])) for place in order)
    note = f"The {len(rows)} of {len(found.features)} features whose share of the importance changed most."
    columns = ("feature", "share in validation", "share in production")
    return Table("shares", "Importance in use against validation", Shape.PLAIN, columns, rows, note=note)


def production_reliability(subject: Subject) -> Table:
    """What came about in groups of production rows, by what was stated of them."""
    rows = reliability(subject.prediction(Role.PRODUCTION), subject.samples[Role.PRODUCTION].target, GROUPS)
    note = "Groups of equally many production rows; on the diagonal what was stated came true."
    title = "What came about in production by what was stated"
    return Table("reliability", title, Shape.CURVE, ("stated", "outcome", "outcome:low", "outcome:high"), rows, note=note)


def pairs_table(names: list[str], before: Array, after: Array) -> Table:
    """The pairs of ``names`` whose rank correlation changed most."""
    first, second = correlations(before), correlations(after)
    pairs = np.column_stack(np.triu_indices(len(names), 1))
    order = sorted(pairs.tolist(), key=lambda pair: -abs(second[pair[0], pair[1]] - first[pair[0], pair[1]]))[:MOST_PAIRS]
    rows = tuple((f"{names[i]} and {names[j]}", float(first[i, j]), float(second[i, j])) for i, j in order)
    note = f"The {len(rows)} of {len(pairs)} pairs whose rank correlation changed most."
    return Table("pairs", "Pairs of features", Shape.PLAIN, ("pair", "in validation", "in production"), rows, note=note)


def quarters_table(found: Pooled, bounds: Bounds) -> Table:
    """What each quarter saved, and the bounds of the mean up to it; quarters of fewer than `FEWEST` steps are left out."""
    ends = [(bounds.low - 0.5) * found.unit, (bounds.high - 0.5) * found.unit]
    rows = tuple(
        (name, float(saved), float(low), float(high), int(steps))
        for name, saved, low, high, steps in zip(found.quarters, found.saved, *ends, found.steps, strict=True)
        if steps >= FEWEST
    )
    note = "What a quarter saved stands beside the bounds of the mean after it and all quarters before."
    columns = ("quarter", "saved in it", "low so far", "high so far", "steps")
    return Table("quarters", "Quarter by quarter", Shape.PLAIN, columns, rows, note=note)


def features_table(found: list[Shift], of: int) -> Table:
    """The features that moved furthest, by each measure of distance."""
    rows = tuple(
        (item.feature, item.psi, item.critical, item.p_value, item.kolmogorov_smirnov, item.wasserstein) for item in found
    )
    columns = ("feature", "stability index", "chance exceeds, one in twenty", "p-value", "Kolmogorov-Smirnov", "Wasserstein")
    note = (
        f"The {len(rows)} of {of} features that moved furthest; Wasserstein distances are in standard deviations of validation."
    )
    return Table("features", "Features in use against validation", Shape.PLAIN, columns, rows, note=note)


def parts_tables(subject: Subject, found: Change, role: Role, parameters: BootstrapParameters, wanted: int) -> tuple[Table, ...]:
    """The parts whose answers changed most, if any changed."""
    if not found.moved.any():
        return ()
    largest, looked_at = most_changed(subject, role, found, parameters, wanted)
    rows = tuple((name, item.value, item.low, item.high) for name, item in largest.items())
    note = f"The most changed of {looked_at} parts; the intervals hold for all of them together. Change: {found.told}."
    columns = ("part", "mean change", "low", "high")
    return (Table("parts", "Where the answers changed most", Shape.INTERVALS, columns, rows, note=note),) if rows else ()


def _end(seen: Steps, step: int) -> Cell:
    return step if seen.times is None else seen.date(step)


def _alarm(item: Alarm, seen: Steps) -> tuple[Cell, ...]:
    return item.statistic, item.threshold, *_days(item, seen)


def _adwin(item: Adaptive, seen: Steps) -> tuple[Cell, ...]:
    return "ADWIN", None, item.delta, *_days(item, seen), item.false_alarms / item.draws


def _calibrated(item: Adaptive) -> str:
    return (
        f"ADWIN's threshold is its delta, the largest tried at which at most the stated share of {item.draws} such series set it off, and "
        f"of {item.draws} others, whose share is shown; with the stated loss of skill in their later half {item.found / item.draws:.2g} "
        "did. It is not judged."
    )


def _days(item: Alarm | Adaptive, seen: Steps) -> tuple[Cell, Cell]:
    return (None, None) if item.at is None or item.since is None else (seen.date(item.at), seen.date(item.since))
