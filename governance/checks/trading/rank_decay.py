"""Whether the trials that did well first did well later."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.trials import cluster_trials, implied_independent_trials
from governance.subject.earning import SharpeParameters, quantile
from governance.subject.search import AS_LOGGED, ratios, trial_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FEWEST_TRIALS = 5
MOST_SHOWN = 60
LARGEST = 1 - 1e-9
# Variance of Fisher's z of a rank correlation, times n - 3 (Fieller, Hartley & Pearson 1957).
RANKS = 1.06


@check(
    title="Decay of the trials' ranks",
    asks="Do the trials that were good in the first half of the backtest stay good in the second?",
    needs=(),
    reads=Reads.SAMPLE,
    tasks=STRATEGIES,
    metrics=(Metric("rank_correlation", "Rank correlation of the trials' ratios in both halves", "higher", STRATEGIES),),
    references=(
        "Bailey, Borwein, López de Prado & Zhu (2014), Pseudo-mathematics and financial charlatanism, Notices of the AMS 61(5)",
        "Fieller, Hartley & Pearson (1957), Tests for rank correlation coefficients, Biometrika 44",
    ),
)
def rank_decay(subject: Subject, parameters: SharpeParameters) -> Evidence:
    """Correlate the ranks of the trials' Sharpe ratios in the first half of the time with those in the second.

    Method: Spearman's rank correlation over the trials whose returns were logged. Its interval is that of Fisher's transformation with the
    variance of rank correlations, for as many trials as the logged ones amount to: those that move together count once.

    Reads as risk: Ranks that are not kept say that the order of the trials was luck; ranks that turn round, that the search settled on
    what had just worked and was about to stop.

    Limitations: Trials of one and the same skill have no order to keep, and show none. The two halves are one split of many; the
    probability of backtest overfitting uses them all. With few independent trials the interval is as wide as the scale.
    """
    from scipy.stats import norm, spearmanr

    table = trial_table(subject, 2 * parameters.smallest_n)
    if isinstance(table, str):
        return Evidence.inconclusive(table)
    independent = min(float(cluster_trials(table.returns).count), implied_independent_trials(table.returns))
    if independent < FEWEST_TRIALS:
        return Evidence.inconclusive(
            f"the trials amount to {independent:.3g} independent ones; fewer than {FEWEST_TRIALS} are not ranked"
        )
    first, second = (ratios(half) for half in np.array_split(table.returns, 2))
    if min(np.ptp(first), np.ptp(second)) == 0.0:
        return Evidence.inconclusive("the trials cannot be ranked: their ratios are all the same in one half of the time")
    value = float(spearmanr(first, second).statistic)
    z, error = float(np.arctanh(np.clip(value, -LARGEST, LARGEST))), float(np.sqrt(RANKS / (independent - 3)))
    half = quantile(parameters) * error
    measurement = Measurement(
        "rank_correlation", value, min(value, float(np.tanh(z - half))), max(value, float(np.tanh(z + half))), first.size,
        independent, None, parameters.confidence, float(2 * norm.sf(abs(z) / error)),
        convention=f"halves of {len(table.returns)} periods; n counts trials; {AS_LOGGED}",
    )  # fmt: skip
    return Evidence.measured((measurement,), (_table(first, second),))


def _table(first: Array, second: Array) -> Table:
    order = np.argsort(-first, kind="stable")[:MOST_SHOWN]
    rows = tuple((place, float(first[trial]), float(second[trial])) for place, trial in enumerate(order, start=1))
    note = "A second line that falls with the first keeps the order; a level one keeps nothing of it."
    columns = ("rank in the first half", "first half", "second half")
    return Table("ranks", "Ratios a period of the trials, best first", Shape.CURVE, columns, rows, note=note)
