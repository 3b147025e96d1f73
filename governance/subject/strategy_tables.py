"""Tables of strategies: what they trade and fall, and their results beside those of luck."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Cell, Shape, Table
from governance.statistics.resampling import interval
from governance.statistics.sharpe import SharpeRatio, expected_maximum_sharpe
from governance.subject.search import Search
from governance.subject.strategy import BASIS_POINT, Trading, break_even

Array = NDArray[np.float64]


def trading_table(held: dict[Role, Array], periods: float | None) -> Table:
    """Positions and turnover of each sample; a year's where its steps are known."""
    rows = tuple(
        (role.value, len(values), float(exposure), float(traded), None if periods is None else float(traded * periods))
        for role, values in held.items()
        for traded, exposure in [values.mean(axis=0)]
    )
    columns = ("sample", "steps", "mean absolute position", "turnover a step", "turnover a year")
    return Table("trading", "Positions and turnover", Shape.PLAIN, columns, rows)


def by_cost(found: Trading, turnover: Array, points: int) -> Table:
    """The mean return a step of ``turnover`` (t,) at ``points`` costs, to twice the break-even or the declared one."""
    gross, traded = float(found.gross.mean()), float(turnover.mean())
    even = float(break_even(np.array([[gross, traded]]))[0])
    furthest = min(max(2 * even, 2 * (found.cost_bps or 0.0), 10.0), 500.0)
    grid = np.linspace(0.0, furthest, points)
    rows = tuple((float(cost), gross - float(cost) * BASIS_POINT * traded) for cost in grid)
    title, note = "Mean return a step by cost", "Where the line crosses zero the strategy breaks even."
    return Table("net", title, Shape.CURVE, ("cost in basis points", "net mean"), rows, note=note)


def path_table(returns: Array, times: NDArray[np.generic] | None, points: int) -> tuple[Table, ...]:
    """The returns added up and their fall from the peak at so many ``points``; nothing where times are unknown or too few."""
    if times is None or len(returns) < 5 * points:
        return ()
    path = np.cumsum(returns)
    fall = path - np.maximum(np.maximum.accumulate(path), 0.0)
    ends = np.linspace(0, len(path) - 1, points + 1).astype(int)[1:]
    rows = tuple((str(times[end])[:10], float(path[end]), float(fall[end])) for end in ends)
    columns = ("date", "returns added up", "below the peak")
    return (Table("path", "Returns added up, and the fall from their peak", Shape.CURVE, columns, rows),)


def entries_table(nulls: Mapping[str, Array], real: float) -> Table:
    """The mean return of the strategy beside those of random entries, (draws,) of each kind."""
    note, columns = "Random entries: their mean and central 95 %.", ("entries", "mean return", "low", "high")
    return Table("entries", "Mean return a step", Shape.INTERVALS, columns, _beside(nulls, real), note=note)


def paths_table(drawn: Mapping[str, Array], real: float) -> Table:
    """The Sharpe ratio of the strategy beside those on synthetic paths, (draws,) of each kind."""
    note, columns = "Synthetic paths: their mean and central 95 %.", ("path", "Sharpe ratio", "low", "high")
    return Table("paths", "Sharpe ratio a step", Shape.INTERVALS, columns, _beside(drawn, real), note=note)


def search_table(ratio: SharpeRatio, found: Search, even: float) -> Table:
    """The search, and the ratio that it explains beside that of the strategy."""
    rows = (
        ("runs counted as trials", float(found.runs)),
        ("independent trials they amount to", found.effective),
        ("trials at which the ratio breaks even", even),
        ("standard deviation of the trials' ratios", found.variance**0.5),
        ("best ratio expected by luck", expected_maximum_sharpe(found.effective, found.variance)),
        ("ratio of the strategy, after costs", ratio.value),
    )
    note = "Ratios are a period; a break-even of 0 means that even a single trial falls short, 10^12 stands for that and more."
    return Table("search", "The search and what it explains", Shape.PLAIN, ("quantity", "value"), rows, note=note)


def _beside(drawn: Mapping[str, Array], real: float) -> tuple[tuple[Cell, ...], ...]:
    each = ((name, float(draws.mean()), *interval(draws, 0.95)) for name, draws in drawn.items())
    return (("the strategy", real, real, real), *each)
