"""Whether a strategy earns in production what it earned in validation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.moments import average, deviation, moments
from governance.statistics.resampling import Estimate, interval
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.outcomes import convention
from governance.subject.profits import profits
from governance.subject.strategy_tables import cone_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LiveParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the ``points`` of the cone."""

    points: int = 60


@check(
    title="Live against backtest",
    asks="Does the strategy earn in production what validation promised, as steadily?",
    needs=(Role.VALIDATION, Role.PRODUCTION),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(
        Metric(
            "mean_shortfall", "Mean return that production lacks, in standard deviations of a step in validation", "lower",
            STRATEGIES, sound=0.0,
        ),
        Metric(
            "volatility_ratio", "Standard deviation of returns, production over validation", "neither", STRATEGIES, "times", sound=1.0
        ),
    ),
    references=(
        "Wiecki, Campbell, Lent & Stauth (2016), All that glitters is not gold, Journal of Investing 25(3)",
        "Bailey, Borwein, López de Prado & Zhu (2014), Pseudo-mathematics and financial charlatanism, Notices of the AMS 61(5)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)  # fmt: skip
def live_against_backtest(subject: Subject, parameters: LiveParameters) -> Evidence:
    """Compare the returns of the production sample with those of the validation sample.

    Method: Returns by step, both net of the declared cost where there is one, both from the audited model's positions. Validation and
    production are resampled by themselves, in blocks. The shortfall is the difference of the means in standard deviations of
    a step in validation, so that it is a loss of Sharpe ratio a step; the ratio of the standard deviations says whether the risk
    is what it was. The cone shows what was to be expected of the returns added up: the validation mean with
    the range that its own error and the long-run variance of a path leave.

    Reads as risk: A backtest that production does not repeat was chosen too well, or rests on prices, fills or data that are not to be had.
    More volatile returns at the same mean are more risk for the same pay.

    Limitations: Few production rows can show only a gross shortfall. A change of the market looks the same as a backtest that flattered.
    Production returns are recomputed from positions and outcomes: what orders really made is for slippage and for the funding identity.
    """
    backtest = profits(subject, Role.VALIDATION, parameters.smallest_n)
    live = profits(subject, Role.PRODUCTION, parameters.smallest_n)
    if isinstance(backtest, str):
        return Evidence.inconclusive(backtest)
    if isinstance(live, str):
        return Evidence.inconclusive(live)
    generator = subject.generator()
    means, deviations = (
        [estimate(subject, moments(found.returns), statistic, parameters, generator) for found in (backtest, live)]
        for statistic in (average, deviation)
    )
    told = convention(subject, f"both samples resampled by themselves; {live.told}")
    spread = deviations[0].value
    measurements = (
        _measurement(
            "mean_shortfall", (means[0].value - means[1].value) / spread, (means[0].draws - means[1].draws) / spread, means, told
        ),
        _measurement(
            "volatility_ratio", deviations[1].value / spread, deviations[1].draws / deviations[0].draws, deviations, told
        ),
    )
    return Evidence.measured(measurements, cone_table(live, means[0], spread, parameters.points))


def _measurement(metric: str, value: float, draws: Array, pair: list[Estimate], told: str) -> Measurement:
    low, high = interval(draws, pair[0].confidence)
    return Measurement(
        metric, value, low, high, pair[1].n, min(item.n_effective for item in pair), Role.PRODUCTION, pair[0].confidence,
        convention=told,
    )  # fmt: skip
