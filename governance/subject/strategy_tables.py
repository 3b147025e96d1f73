"""Tables of strategies: what they trade, gain and fall, and their results beside those of luck and beside what was promised."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Cell, Shape, Table
from governance.statistics.overfitting import BacktestOverfitting
from governance.statistics.resampling import Estimate, interval
from governance.statistics.sharpe import SharpeRatio, expected_maximum_sharpe
from governance.subject.profits import Profits
from governance.subject.search import Search
from governance.subject.strategy import BASIS_POINT, Trading, break_even

Array = NDArray[np.float64]
COUNTS = (5, 10, 20, 50)


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


def overfitting_tables(found: BacktestOverfitting) -> tuple[Table, Table]:
    """The ranks out of sample of the trials chosen in sample, and what the choice brought."""
    ranks = 1 / (1 + np.exp(-found.logits))
    counts = np.histogram(ranks, np.linspace(0, 1, 11))[0]
    rows = tuple((f"{index / 10:.1f} to {(index + 1) / 10:.1f}", float(share)) for index, share in enumerate(counts / len(ranks)))
    note = "Relative rank out of sample of the trial that was best in sample; bars on the left are choices that went wrong."
    columns = ("relative rank", "share of splits")
    return Table("ranks", "Where the chosen trial came out", Shape.BARS, columns, rows, note=note), _splits(found)


def best_days_table(days: Array) -> tuple[Table, ...]:
    """The share of the profits ``days`` (d,) that the best of them made; nothing without a profit in all."""
    from scipy.stats import norm

    n, total, ordered = len(days), float(days.sum()), np.sort(days)[::-1]
    normal = days.mean() + days.std(ddof=1) * norm.isf((np.arange(1, n + 1) - 0.375) / (n + 0.25))
    if total <= 0:
        return ()
    rows = tuple(
        (count, float(ordered[:count].sum() / total), float(normal[:count].sum() / total)) for count in COUNTS if count < n
    )
    note = "The last column is what normal profits of the same mean and variance would show."
    columns = ("best days", "share of the profit", "share if normal")
    return (Table("best", "Share of the profit that the best days made", Shape.PLAIN, columns, rows, note=note),)


def cone_table(live: Profits, mean: Estimate, spread: float, points: int) -> tuple[Table, ...]:
    """Production returns added up, beside what the ``mean`` and the ``spread`` of a step in validation let expect.

    Nothing where times are unknown, or there are fewer than five steps for each of ``points``.
    """
    from scipy.stats import norm

    steps = len(live.returns)
    if live.times is None or steps < 5 * points:
        return ()
    path, ends = np.cumsum(live.returns), np.linspace(0, steps - 1, points + 1).astype(int)[1:]
    after = ends + 1
    reach = norm.ppf((1 + mean.confidence) / 2) * spread * np.sqrt(mean.n / mean.n_effective * after * (1 + after / mean.n))
    rows = tuple(
        (str(live.times[end])[:10], float(path[end]), float(middle), float(middle - half), float(middle + half))
        for end, middle, half in zip(ends, mean.value * after, reach, strict=True)
    )
    columns = ("date", "production", "expected", "expected:low", "expected:high")
    return (Table("cone", "Production returns added up, and what validation let expect", Shape.CURVE, columns, rows),)


def _splits(found: BacktestOverfitting) -> Table:
    rows = (
        ("share of splits with a negative ratio out of sample", found.loss_probability),
        ("slope of the ratio out of sample on that in sample", found.slope),
        ("mean ratio of the chosen trial in sample", float(found.chosen.mean())),
        ("mean ratio of the chosen trial out of sample", float(found.realised.mean())),
    )
    return Table("splits", "What the choice brought, a period", Shape.PLAIN, ("quantity", "value"), rows)


def _beside(drawn: Mapping[str, Array], real: float) -> tuple[tuple[Cell, ...], ...]:
    each = ((name, float(draws.mean()), *interval(draws, 0.95)) for name, draws in drawn.items())
    return (("the strategy", real, real, real), *each)
