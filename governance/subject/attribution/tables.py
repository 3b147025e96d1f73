"""Importance as tables: shares, ranks, how the shares move over time, what shuffling costs, and how often a feature stands out."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Cell, Measurement, Shape, Table
from governance.statistics.importance import Importance
from governance.statistics.resampling import Estimate
from governance.subject.attribution.explaining import Attribution
from governance.subject.subject import Subject

Array = NDArray[np.float64]
NAMED = 20
# A cell of the heat map is a mean of at least as many rows: enough to be read, and no single row shows through.
ROWS_A_CELL = 50
MOST_PERIODS, MOST_FEATURES = 12, 10


def importance_tables(subject: Subject, found: Attribution, shares: Importance) -> tuple[Table, ...]:
    """Intervals of the shares, a list with ranks, the shares by output where there are several, and by period where there is a time."""
    order = np.argsort(-shares.share, kind="stable")
    several = (*_by_output(subject, found, order), *_by_period(subject, found, order))
    return (_intervals(found, shares, order), _list(found, shares, order), *several)


def permutation_table(shown: tuple[Measurement, ...], looks: int) -> Table:
    """The features that add the most to the loss when they are shuffled, of ``looks`` that were."""
    rows = tuple((item.segment, item.value, item.low, item.high) for item in shown)
    left = f" {looks - len(rows)} less important ones are not shown." if looks > len(rows) else ""
    note = f"Where the interval holds zero, the answers are not shown to be worse without the feature.{left}"
    title = "Loss added by shuffling, over the mean loss"
    return Table("permutation", title, Shape.INTERVALS, ("feature", "added loss", "low", "high"), rows, note=note)


def clear_table(each: Mapping[str, Estimate]) -> Table:
    """By feature, the share of windows in which its mean attribution stands out."""
    rows = tuple((name, item.value, item.low, item.high) for name, item in each.items())
    note = "Shares of windows; a feature without any signal stands out in about one window in twenty by chance."
    return Table("clear", "How often a feature stands out", Shape.INTERVALS, ("feature", "share", "low", "high"), rows, note=note)


def _intervals(found: Attribution, shares: Importance, order: NDArray[np.int_]) -> Table:
    rows = tuple(
        (found.features[place], float(shares.share[place]), float(shares.low[place]), float(shares.high[place]))
        for place in order[:NAMED]
    )
    rest = len(order[NAMED:])
    left = f"; {rest} other features share what is left" if rest else ""
    note = f"Shares of the mean absolute contribution; all features together make one{left}."
    return Table("importance", "Importance", Shape.INTERVALS, ("feature", "share", "low", "high"), rows, note=note)


def _list(found: Attribution, shares: Importance, order: NDArray[np.int_]) -> Table:
    sizes = found.magnitudes.mean(axis=0)
    rows: list[tuple[Cell, ...]] = [
        (
            found.features[place], float(sizes[place]), float(shares.share[place]), int(shares.rank[place]),
            int(shares.rank_low[place]), int(shares.rank_high[place]), _sampling_error(found, int(place)),
        )
        for place in order[:NAMED]
    ]  # fmt: skip
    rest = order[NAMED:]
    if len(rest):
        rows.append((f"{len(rest)} others", float(sizes[rest].sum()), float(shares.share[rest].sum()), None, None, None, None))
    columns = ("feature", "mean absolute contribution", "share", "rank", "lowest rank", "highest rank", "Monte-Carlo error")
    note = (
        "Where the interval of a feature's rank holds more than one number, the sample does not tell it from its neighbours. "
        "The Monte-Carlo error is that of one contribution; an exact method has none."
    )
    return Table("ranks", "Contributions and ranks", Shape.PLAIN, columns, tuple(rows), unit=found.contributions.scale, note=note)


def _sampling_error(found: Attribution, place: int) -> float | None:
    errors = found.contributions.standard_error
    return None if errors is None else float(np.sqrt(np.mean(np.square(errors[:, place]))))


def _by_output(subject: Subject, found: Attribution, order: NDArray[np.int_]) -> tuple[Table, ...]:
    sizes = np.abs(found.contributions.values).mean(axis=0)
    if sizes.shape[1] < 2:
        return ()
    names = subject.scoring.model.classes or tuple(range(sizes.shape[1]))
    cells = tuple(
        (
            found.features[place],
            str(name),
            float(sizes[place, output] / sizes[:, output].sum()) if sizes[:, output].any() else None,
        )
        for place in order[:MOST_FEATURES]
        for output, name in enumerate(names)
    )
    note = (
        "A column is a class of the outcome; its shares are of all features, so that each class shows what moves its own answer."
    )
    return (Table("by-output", "Importance by class", Shape.HEAT_MAP, ("feature", "class", "share"), cells, note=note),)


def _by_period(subject: Subject, found: Attribution, order: NDArray[np.int_]) -> tuple[Table, ...]:
    time = subject.samples[Role.VALIDATION].time
    periods = min(MOST_PERIODS, len(found.positions) // ROWS_A_CELL)
    if time is None or periods < 2:
        return ()
    cells = _cells(found, np.array_split(np.arange(len(found.positions)), periods), time[found.positions], order[:MOST_FEATURES])
    note = "A column is a period, named by its first day, with about as many rows as the others; its shares are of all features."
    title = "Importance over time"
    return (Table("over-time", title, Shape.HEAT_MAP, ("feature", "period", "share"), tuple(cells), note=note),)


def _cells(
    found: Attribution, periods: list[NDArray[np.int_]], time: NDArray[np.generic], features: NDArray[np.int_]
) -> Iterator[tuple[Cell, ...]]:
    sizes = np.stack([found.magnitudes[period].mean(axis=0) for period in periods])
    for place in features:
        for period, size in zip(periods, sizes, strict=True):
            share = float(size[place] / size.sum()) if size.any() else None
            yield found.features[place], str(time[period[0]])[:10], share
