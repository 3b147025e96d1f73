"""The strategy against the same positions taken at other times."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import wilson
from governance.statistics.surrogates import exceedance, shifted_means, shuffled_spells, spells
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.profits import figure, panel
from governance.subject.strategy import describe_returns
from governance.subject.strategy_tables import entries_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
SHIFTS, SPELLS = "circular shifts", "shuffled holding spells"
FIXED = "the positions do not vary against the returns: there is no timing to examine"


@dataclass(frozen=True)
class EntryParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the ``draws`` of shuffled holding spells."""

    draws: int = field(default=999, metadata={"stricter": "larger", "least": 99})


@check(
    title="Random entry",
    asks="Does the strategy earn more than the same positions, held as long but entered at other times?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(
        Metric("timing_mean", "Mean return a step beyond that of the same positions at other times", "higher", STRATEGIES),
        Metric("percentile", "Share of random entries that earned less", "higher", STRATEGIES, "share"),
    ),
    references=(
        "Aronson (2006), Evidence-based technical analysis: Monte Carlo permutation of positions",
        "Phipson & Smyth (2010), Permutation p-values should never be zero, Stat. Appl. in Genetics and Molecular Biology 9(1)",
        "Politis & Romano (1992), A circular block-resampling procedure for stationary data, in Exploring the limits of bootstrap",
    ),
)
def random_entry(subject: Subject, parameters: EntryParameters) -> Evidence:
    """Compare the mean return of the validation sample with that of the same positions moved in time.

    Method: The positions are shifted round the sample by every number of steps, all series together, which keeps their sizes, their
    holding times and the market as it was, and breaks only the bond between the two. The mean over all shifts is what exposure earns
    by itself; the rest is timing, whose interval resamples the products of departures from the means. The percentile counts all
    shifts; its p-value (1 + those that earn as much) / (1 + the others) is exact for stationary series. For one series the runs of one
    sign are shuffled as well, each whole. All before costs, which no shift changes.

    Reads as risk: A strategy that earns no more than its own positions at other times owes its return to being in the market, which is
    to be had for less. One that earns less is in the market at the wrong times.

    Limitations: What a strategy earns by holding the right series all the time is exposure here, not timing: for a slow
    cross-sectional strategy this says nothing against it. A trend common to positions and returns passes for timing. The p-value
    speaks of this sample alone and is not corrected for the trials that led to the strategy.
    """
    found = panel(subject, Role.VALIDATION)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    positions, returns = found
    if len(positions) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(positions)} steps of time; fewer than {parameters.smallest_n} are not measured")
    means = shifted_means(positions, returns)
    if float(np.ptp(means)) <= 1e-9 * float(np.abs(positions * returns).sum(axis=1).mean()):
        return Evidence.inconclusive(FIXED)
    nulls = {SHIFTS: means[1:]} | _shuffled(subject, positions, returns, parameters)
    together = ((positions - positions.mean(axis=0)) * (returns - returns.mean(axis=0))).sum(axis=1)
    timing = estimate(subject, together[:, None], lambda columns: columns[:, 0], parameters)
    told = f"beyond the mean of all {len(means)} circular shifts; {describe_returns(subject, net=False)}"
    measurements = (
        figure(subject, "timing_mean", timing, told),
        *(_percentile(name, draws, float(means[0]), len(means)) for name, draws in nulls.items()),
    )
    return Evidence.measured(measurements, (entries_table(nulls, float(means[0])),))


def _shuffled(subject: Subject, positions: Array, returns: Array, parameters: EntryParameters) -> dict[str, Array]:
    """Means under shuffled spells: of one series with spells enough that shuffles differ."""
    if positions.shape[1] > 1 or len(spells(positions[:, 0])[0]) < 10:
        return {}
    generator, held, met = subject.generator(), positions[:, 0], returns[:, 0]
    return {SPELLS: np.array([np.dot(shuffled_spells(held, generator), met) / len(met) for _ in range(parameters.draws)])}


def _percentile(name: str, draws: Array, real: float, steps: int) -> Measurement:
    p_value = exceedance(draws, real)
    value, whole = 1 - p_value, name == SHIFTS
    low, high = (value, value) if whole else wilson(value * len(draws), len(draws), 0.95)
    told = f"one minus (1 + those that earn as much) / (1 + {len(draws)} {name})"
    return Measurement(
        "percentile", value, low, high, steps, float(len(draws)), Role.VALIDATION, None if whole else 0.95, p_value, name,
        "share", told if whole else f"{told}; Wilson interval of the draws",
    )  # fmt: skip
