"""Tables of drift: what the detectors said, and skill along the time of production."""

import numpy as np

from governance.record.evidence import Cell, Shape, Table
from governance.statistics.adwin import Adaptive
from governance.statistics.change import Alarm, Watch
from governance.subject.monitored import Steps

FEWEST = 5


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
