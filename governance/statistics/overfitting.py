"""Whether the best of many trials is the best by luck: the probability of backtest overfitting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix, vector, within
from governance.statistics.resampling import block_length, stationary_bootstrap_means, stationary_rows

Array = NDArray[np.float64]
Performance = Callable[[Array], Array | float]
MOST_PARTITIONS = 20
MOST_SPLITS = 1_000
CHUNK = 2_000_000


@dataclass(frozen=True)
class BacktestOverfitting:
    """``probability`` that the trial chosen in sample falls into the lower half out of sample, over all symmetric splits.

    ``logits`` (c,) of its relative rank out of sample, ``chosen`` (c,) its performance in sample and ``realised`` (c,) out of sample;
    ``loss_probability`` is the share of splits with ``realised`` below 0. ``slope`` regresses ``realised`` on ``chosen`` and is None
    where the best performance is the same in every split.
    """

    probability: float
    logits: Array
    slope: float | None
    loss_probability: float
    chosen: Array
    realised: Array

    @property
    def losing_probability(self) -> float:
        """Share of splits in which the chosen trial falls into the lower half and earns nothing out of sample.

        Among trials of one and the same skill the rank is a matter of luck, so that ``probability`` is near one half however good
        they are; this share is near 0 then.
        """
        return float(np.mean(_overfitted(self.logits, self.realised, losing=True)))


@dataclass(frozen=True)
class OverfittingInterval:
    """``low`` and ``high`` of the probability, within [0, 1]; ``draws`` (B,) are the bootstrap values.

    ``dispersion`` is the share of the spread between the trials' ratios that their sampling error does not explain.
    """

    low: float
    high: float
    standard_error: float
    dispersion: float
    block: float
    draws: Array


def probability_of_backtest_overfitting(
    returns: Array, partitions: int, performance: Performance | None = None
) -> BacktestOverfitting:
    """Combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado & Zhu (2017).

    ``returns`` (n, k): time by trials, all that were tried. The rows are cut into an even number of ``partitions`` of equal length (up to
    one row); every half of them is once in sample. ``performance`` maps (rows, k) returns in time order to (k,) figures, or (rows,) of one
    trial to one; larger is better. By default it is the Sharpe ratio per period, where a trial that never moves and earns nothing has 0.
    The rank is from 1 (worst) to k, over k + 1; tied ones share their mean rank, and of trials tied in sample the worst out of sample
    counts.
    Raises ``ValueError`` for fewer than two trials, two rows a partition, or for a trial that is constant but not zero.
    """
    table = matrix(returns, "returns", 2)
    _refuse(table, partitions)
    logits, chosen, realised = _judged(table, halves(partitions), performance)
    spread = float(np.var(chosen))
    steady = spread <= 1e-24 * float(np.mean(chosen**2))
    slope = None if steady else float(np.mean((chosen - chosen.mean()) * realised) / spread)
    return BacktestOverfitting(
        float(np.mean(logits <= 0)), logits, slope, float(np.mean(realised < 0)), chosen, realised,
    )  # fmt: skip


def overfitting_interval(
    returns: Array,
    partitions: int,
    *,
    generator: np.random.Generator,
    resamples: int,
    confidence: float = 0.95,
    performance: Performance | None = None,
    losing: bool = False,
) -> OverfittingInterval:
    """Interval of `probability_of_backtest_overfitting` or, if ``losing``, of its `losing_probability`.

    The probability differs much between samples (on noise by 0.18 in standard deviation).

    Rows of all trials are drawn together by the stationary bootstrap. In the sample the luckiest trial really is the best, so that a
    plain bootstrap would take its luck for skill and give far too narrow an interval, in the wrong place. Here the trials' ratios are first
    drawn together to the spread that is left when their sampling error is taken out, as an empirical Bayes estimate does
    (Efron & Morris 1975); the interval is the estimate plus and minus the normal quantile times the standard deviation of the draws.
    Each draw uses at most 1,000 of the splits.
    """
    from scipy.stats import norm

    found = probability_of_backtest_overfitting(returns, partitions, performance)
    estimate = found.losing_probability if losing else found.probability
    table = matrix(returns, "returns", 2)
    block = float(np.mean([block_length(column) for column in table.T]))
    drawn, dispersion = _drawn_together(table, block, resamples, generator)
    choice = halves(partitions)
    draws = np.empty(resamples)
    for index in range(resamples):
        splits = choice if len(choice) <= MOST_SPLITS else choice[generator.choice(len(choice), MOST_SPLITS, replace=False)]
        draws[index] = _probability(drawn[stationary_rows(len(table), block, generator)], splits, performance, losing)
    deviation = float(draws.std())
    half = float(norm.ppf((1 + within(confidence, "confidence")) / 2)) * deviation
    return OverfittingInterval(max(0.0, estimate - half), min(1.0, estimate + half), deviation, dispersion, block, draws)


def halves(partitions: int) -> Array:
    """(c, partitions) of 0 and 1: which partitions are in sample, in every way of choosing half of them."""
    picks = np.array(list(combinations(range(partitions), partitions // 2)))
    found = np.zeros((len(picks), partitions))
    found[np.arange(len(picks))[:, None], picks] = 1.0
    return found


def _refuse(table: Array, partitions: int) -> None:
    if table.shape[1] < 2:
        raise ValueError("the probability of backtest overfitting needs at least two trials to choose from")
    if partitions % 2 or not 2 <= partitions <= MOST_PARTITIONS:
        raise ValueError(f"partitions must be an even number from 2 to {MOST_PARTITIONS}, not {partitions}")
    if len(table) < 2 * partitions:
        raise ValueError(f"{partitions} partitions need at least {2 * partitions} rows, not {len(table)}")


def _drawn_together(table: Array, block: float, resamples: int, generator: np.random.Generator) -> tuple[Array, float]:
    """The returns with the spread between the trials' ratios reduced to what sampling error leaves, and that share of the spread."""
    moving = np.ptp(table, axis=0) > 0
    scale = np.where(moving, table.std(axis=0), 1.0)
    ratios = table.mean(axis=0) / scale
    deviations = stationary_bootstrap_means(table / scale, resamples, block, generator) - ratios
    error, spread = float(np.var(deviations, axis=1).mean()), float(np.var(ratios))
    dispersion = max(0.0, 1 - error / spread) if spread > 0 else 0.0
    shift = scale * (np.sqrt(dispersion) - 1) * (ratios - ratios.mean())
    return table + np.where(moving, shift, 0.0), dispersion


def _probability(table: Array, splits: Array, performance: Performance | None, losing: bool) -> float:
    logits, _, realised = _judged(table, splits, performance)
    return float(np.mean(_overfitted(logits, realised, losing=losing)))


def _overfitted(logits: Array, realised: Array, *, losing: bool) -> NDArray[np.bool_]:
    return (logits <= 0) & (realised <= 0) if losing else logits <= 0


def _judged(table: Array, splits: Array, performance: Performance | None) -> tuple[Array, Array, Array]:
    figures = _sharpe_figures(table, splits) if performance is None else _figures(table, splits, performance)
    parts = [_judge(inside, outside) for inside, outside in figures]
    logits, chosen, realised = (np.concatenate(column) for column in zip(*parts, strict=True))
    return logits, chosen, realised


def _sharpe_figures(table: Array, splits: Array) -> Iterator[tuple[Array, Array]]:
    mean = table.mean(axis=0)
    scale = np.abs(table).max(axis=0)
    pieces = np.array_split(table - mean, splits.shape[1])
    lengths = np.array([float(len(piece)) for piece in pieces])
    sums = np.array([piece.sum(axis=0) for piece in pieces])
    squares = np.array([np.square(piece).sum(axis=0) for piece in pieces])
    step = max(1, CHUNK // table.shape[1])
    for start in range(0, len(splits), step):
        inside = splits[start : start + step]
        yield (
            _sharpe(inside @ lengths, inside @ sums, inside @ squares, mean, scale),
            _sharpe((1 - inside) @ lengths, (1 - inside) @ sums, (1 - inside) @ squares, mean, scale),
        )


def _sharpe(n: Array, sums: Array, squares: Array, mean: Array, scale: Array) -> Array:
    """(c, k) ratios from sums of returns less ``mean`` (k,), which keeps the variance free of cancellation."""
    rows = n[:, None]
    average = mean + sums / rows
    variance = (squares - sums**2 / rows) / (rows - 1)
    still = variance <= (1e-10 * scale) ** 2
    if np.any(still & (np.abs(average) > 1e-10 * scale)):
        raise ValueError("a trial has constant returns over half of the partitions: its Sharpe ratio is not defined")
    return np.where(still, 0.0, average / np.sqrt(np.where(still, 1.0, variance)))


def _figures(table: Array, splits: Array, performance: Performance) -> Iterator[tuple[Array, Array]]:
    rows = np.array_split(np.arange(len(table)), splits.shape[1])
    for choice in splits:
        inside = np.concatenate([piece for piece, chosen in zip(rows, choice, strict=True) if chosen])
        outside = np.concatenate([piece for piece, chosen in zip(rows, choice, strict=True) if not chosen])
        yield _scored(performance, table[inside]), _scored(performance, table[outside])


def _scored(performance: Performance, block: Array) -> Array:
    figures = np.asarray(performance(block), dtype=float)
    if figures.ndim == 0:
        figures = np.array([float(performance(column)) for column in block.T])
    return vector(figures, "performance", block.shape[1])[None, :]


def _judge(inside: Array, outside: Array) -> tuple[Array, Array, Array]:
    best = inside.max(axis=1, keepdims=True)
    realised = np.where(inside == best, outside, np.inf).min(axis=1, keepdims=True)
    rank = (outside < realised).sum(axis=1) + ((outside == realised).sum(axis=1) + 1) / 2
    share = rank / (outside.shape[1] + 1)
    return np.log(share / (1 - share)), best[:, 0], realised[:, 0]
