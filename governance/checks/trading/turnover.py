"""How much a strategy trades, and whether it still trades as it did in training."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate, interval
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.outcomes import convention
from governance.subject.profits import figure
from governance.subject.strategy import trading
from governance.subject.strategy_tables import trading_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
TOLD = "sum of absolute changes of position a step, the first purchase included"


@check(
    title="Turnover",
    asks="How much does the strategy trade, how long does it hold, and did it trade as much in training?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=STRATEGIES,
    metrics=(
        Metric("turnover", "Mean absolute change of position a step", "lower", STRATEGIES, "share of capital"),
        Metric("holding_steps", "Mean holding time", "neither", STRATEGIES, "steps"),
        Metric(
            "turnover_ratio", "Turnover for each unit held, validation over training", "lower", STRATEGIES, "times", sound=1.0
        ),
    ),
    references=(
        "Grinold & Kahn (2000), Active portfolio management, chapter 16: transactions costs, turnover and trading",
        "Little (1961), A proof for the queuing formula L = lambda W, Operations Research 9(3)",
    ),
)
def turnover(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Measure turnover and holding time on the validation sample, and hold the rate of trading against that in training.

    Method: Turnover adds up the absolute changes of position at each step, the first purchase included. A unit is bought once and
    sold once, so that by Little's law it is held twice the mean absolute position over mean turnover. The ratio compares turnover for
    each unit held between validation and training, so that larger positions alone do not raise it; both samples are resampled by
    themselves and all intervals resample positions and turnover together.

    Reads as risk: What trades far more often on new rows than on those it was built on answers noise with orders, and its costs were
    planned from the calmer of the two. Short holding times make every figure hang on fills.

    Limitations: Only changes from row to row are seen; trading within a row is not, nor the rebalancing that drifting prices ask for. A
    livelier market may raise turnover without any fault of the model. Capacity needs volumes, which are not read.
    """
    units = {role: _units(subject, role) for role in (Role.TRAINING, Role.VALIDATION)}
    for role, found in units.items():
        if isinstance(found, str):
            return Evidence.inconclusive(found)
        if len(found) < parameters.smallest_n or min(found.mean(axis=0)) == 0.0:
            return Evidence.inconclusive(f"the {role.value} sample has too few steps of time, or no position is ever taken in it")
    held = {role: found for role, found in units.items() if not isinstance(found, str)}
    generator = subject.generator()
    rates = {role: estimate(subject, values, _rate, parameters, generator) for role, values in held.items()}
    unseen = held[Role.VALIDATION]
    traded = mean(subject, unseen[:, 0], parameters)
    holding = estimate(subject, unseen, lambda means: 2 / _rate(means), parameters)
    measurements = (
        figure(subject, "turnover", traded, TOLD, unit="share of capital"),
        figure(subject, "holding_steps", holding, f"twice the mean absolute position over turnover; {TOLD}", unit="steps"),
        _ratio(subject, rates[Role.TRAINING], rates[Role.VALIDATION]),
    )
    return Evidence.measured(measurements, (trading_table(held, subject.identity.periods_per_year),))


def _units(subject: Subject, role: Role) -> Array | str:
    """(t, 2) turnover and absolute position by step."""
    found = trading(subject, role)
    if isinstance(found, str):
        return found
    if isinstance(found.turnover, str):
        return found.turnover
    return np.column_stack([found.turnover, np.bincount(found.steps, np.abs(found.positions), len(found.gross))])


def _rate(means: Array) -> Array:
    return np.asarray(np.maximum(means[:, 0], 1e-12) / np.maximum(means[:, 1], 1e-12))


def _ratio(subject: Subject, training: Estimate, validation: Estimate) -> Measurement:
    low, high = interval(validation.draws / training.draws, training.confidence)
    return Measurement(
        "turnover_ratio", validation.value / training.value, low, high, validation.n,
        min(training.n_effective, validation.n_effective), Role.VALIDATION, training.confidence, unit="times",
        convention=convention(subject, f"turnover over the mean absolute position; {TOLD}"),
    )  # fmt: skip
