"""Declared directions and scenarios as tables: shares against them, the sizes of steps, and the curves."""

from collections.abc import Mapping

import numpy as np

from governance.record.evidence import Shape, Table
from governance.statistics.directions import ShareAgainst
from governance.subject.attribution.directions import Followed

# Curves of the features that keep their declaration worst; the lists hold every feature.
MOST_CURVES = 8
BAND = (0.1, 0.9)


def direction_tables(followed: Mapping[str, Followed], shares: Mapping[str, ShareAgainst]) -> tuple[Table, ...]:
    """Both mappings by feature; ``shares`` with the worst first, which is the order of the tables."""
    return (_intervals(shares), _sizes(followed, shares), *(_curve(followed[name]) for name in list(shares)[:MOST_CURVES]))


def scenario_table(shares: Mapping[str, ShareAgainst]) -> Table:
    """The share of rows that goes against each scenario."""
    rows = tuple((name.replace("_", " "), item.value, item.low, item.high) for name, item in shares.items())
    note = "At zero every answer keeps to the scenario. The intervals hold for all scenarios together."
    columns = ("scenario", "share of rows", "low", "high")
    return Table("scenarios", "Answers against a declared scenario", Shape.INTERVALS, columns, rows, note=note)


def _intervals(shares: Mapping[str, ShareAgainst]) -> Table:
    rows = tuple((name, item.value, item.low, item.high) for name, item in shares.items())
    note = "At zero every step goes as declared. The intervals hold for all features together."
    title = "Steps against the declared direction"
    return Table("against", title, Shape.INTERVALS, ("feature", "share of steps", "low", "high"), rows, note=note)


def _sizes(followed: Mapping[str, Followed], shares: Mapping[str, ShareAgainst]) -> Table:
    rows = tuple(
        (
            name, followed[name].direction.value, len(followed[name].curves.grid), followed[name].found.size, share.value,
            *(float(size) for size in np.quantile(followed[name].furthest, [0.5, 0.95, 1.0])),
        )
        for name, share in shares.items()
    )  # fmt: skip
    note = "The sizes are of each row's largest step against the direction, over the central range of the answers."
    columns = ("feature", "declared", "points", "steps", "share against", "median size", "95th percentile", "largest")
    return Table("sizes", "Size of the steps against the declared direction", Shape.PLAIN, columns, rows, note=note)


def _curve(item: Followed) -> Table:
    change = item.curves.answers - item.curves.answers[:, :1]
    mean, (low, high) = change.mean(axis=0), np.quantile(change, BAND, axis=0)
    rows = tuple(
        (float(at), float(middle), float(lower), float(upper))
        for at, middle, lower, upper in zip(item.curves.grid, mean, low, high, strict=True)
    )
    columns = (item.feature, "change of the answer", "change of the answer:low", "change of the answer:high")
    note = "Mean change of the answer from the feature's lowest value shown; the band holds the middle 80 % of the rows."
    title = f"{item.feature}, declared {item.direction.value}"
    return Table(f"curve-{item.feature}", title, Shape.CURVE, columns, rows, note=note)
