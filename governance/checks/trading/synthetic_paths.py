"""The positions held against returns that could have been."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import block_length, stationary_rows, wilson
from governance.statistics.surrogates import exceedance, phase_randomised
from governance.subject.profits import panel, profits
from governance.subject.strategy_tables import paths_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
BLOCKS, PHASES = "block bootstrap", "phase randomised"


@dataclass(frozen=True)
class PathParameters:
    """The number of ``paths`` of each kind, and the fewest steps of time that are measured at all."""

    paths: int = field(default=499, metadata={"stricter": "larger", "least": 99})
    smallest_n: int = field(default=100, metadata={"stricter": "larger"})


@check(
    title="Synthetic paths",
    asks="Would the same positions have looked as good on returns that they could know nothing of?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(Metric("percentile", "Share of synthetic paths with a lower Sharpe ratio", "higher", STRATEGIES, "share"),),
    references=(
        "Theiler, Eubank, Longtin, Galdrikian & Farmer (1992), Testing for nonlinearity: the method of surrogate data, Physica D 58",
        "Prichard & Theiler (1994), Generating surrogate data for time series with several variables, Physical Review Letters 73(7)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
        "Phipson & Smyth (2010), Permutation p-values should never be zero, Stat. Appl. in Genetics and Molecular Biology 9(1)",
    ),
)
def synthetic_paths(subject: Subject, parameters: PathParameters) -> Evidence:
    """Hold the positions of the validation sample against synthetic returns and rank the real Sharpe ratio among theirs.

    Method: Two kinds of path keep what the returns are and lose what the positions may know of them. The stationary bootstrap
    draws blocks that suit the squared returns, so that heavy tails and clustered volatility stay; phase randomisation keeps means,
    autocorrelations and cross-correlations exactly and makes the rest normal. All series of a step move together. Costs are those
    of the positions and stay as they are. The p-value is (1 + paths that do as well) / (1 + paths), for each kind.

    Reads as risk: A ratio that synthetic paths often reach needs no skill to explain it: capital is then put behind a coincidence of
    positions and returns that another course of the same market would not have brought.

    Limitations: The positions are those taken on the real path and are not decided anew, since the features of a path that never
    was are not known; what is examined is whether positions and returns belong together. A drift of the market that a
    one-sided position earns stays in the paths and counts as luck. Not corrected for the trials that led to the strategy.
    """
    found, real = panel(subject, Role.VALIDATION), profits(subject, Role.VALIDATION, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if isinstance(real, str):
        return Evidence.inconclusive(real)
    positions, returns = found
    spent = (positions * returns).sum(axis=1) - real.returns
    generator, value = subject.generator(), _sharpe(real.returns)
    block = block_length((returns**2).sum(axis=1))
    kinds: dict[str, Callable[[], Array]] = {
        BLOCKS: lambda: returns[stationary_rows(len(returns), block, generator)],
        PHASES: lambda: phase_randomised(returns, generator),
    }
    drawn = {
        name: np.array([_sharpe((positions * path()).sum(axis=1) - spent) for _ in range(parameters.paths)])
        for name, path in kinds.items()
    }
    told = f"one minus (1 + paths that do as well) / (1 + {parameters.paths}); Sharpe ratio of {real.told}; Wilson interval of the draws"
    measurements = tuple(_percentile(name, draws, value, len(returns), told) for name, draws in drawn.items())
    return Evidence.measured(measurements, (paths_table(drawn, value),))


def _sharpe(returns: Array) -> float:
    deviation = float(returns.std(ddof=1))
    return float(returns.mean()) / deviation if deviation > 0 else 0.0


def _percentile(name: str, draws: Array, real: float, steps: int, told: str) -> Measurement:
    p_value = exceedance(draws, real)
    low, high = wilson((1 - p_value) * len(draws), len(draws), 0.95)
    return Measurement(
        "percentile", 1 - p_value, low, high, steps, float(len(draws)), Role.VALIDATION, 0.95, p_value, name, "share", told
    )
