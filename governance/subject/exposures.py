"""What is to be explained by risk factors, and the factors that its owner declared, step by step of time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.outcomes import realised_variance, variance
from governance.subject.profits import profits
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
UNDECLARED = 'no factor returns are declared: governance.columns, such as {"factors": ["market", "carry"]}'
DEPENDENT = "the declared factors are constant or combinations of one another"


@dataclass(frozen=True)
class Exposed:
    """``outcome`` (t,) by step of time beside ``factors`` (t, k), whose columns are ``names``; steps without a factor are left out.

    ``told`` says in words what the outcome is.
    """

    outcome: Array
    factors: Array
    names: tuple[str, ...]
    told: str


def exposed(subject: Subject, role: Role, smallest: int) -> Exposed | str:
    """The results of a strategy, or the errors of a forecast, beside the declared factors, or why they cannot be held together.

    A strategy's results are net of declared costs. Errors are outcome less answer (less probability, for two classes), of a variance
    realised over forecast, less one. Rows of one step are averaged, results added up.
    """
    given = subject.samples[role].group("factors")
    found = _outcome(subject, role, smallest)
    if isinstance(found, str):
        return found
    if given.empty:
        return UNDECLARED
    outcome, told = found
    factors = by_step(subject.samples[role], given.to_numpy(dtype=float))
    known = np.isfinite(factors).all(axis=1)
    if int(known.sum()) < smallest:
        return f"{int(known.sum())} steps have all factors; fewer than {smallest} are not measured"
    held = factors[known]
    centred = (held - held.mean(axis=0)) / np.maximum(held.std(axis=0), np.finfo(float).tiny)
    if np.linalg.matrix_rank(centred) < held.shape[1]:
        return DEPENDENT
    return Exposed(outcome[known], held, tuple(map(str, given.columns)), told)


def by_step(sample: Sample, values: Array) -> Array:
    """(t, k) means over the rows of each step of time; a step with a missing value is missing."""
    steps = np.arange(sample.rows) if sample.time is None else np.unique(sample.time, return_inverse=True)[1]
    counts = np.bincount(steps)
    return np.column_stack([np.bincount(steps, column) / counts for column in values.T])


def _outcome(subject: Subject, role: Role, smallest: int) -> tuple[Array, str] | str:
    if subject.task is Task.STRATEGY:
        earned = profits(subject, role, smallest)
        return earned if isinstance(earned, str) else (earned.returns, earned.told)
    sample, answer = subject.samples[role], subject.prediction(role)
    if subject.task is Task.VOLATILITY:
        if not (answer > 0).all():
            return "some variance forecasts are not positive, so that they have no relative error"
        error, told = (
            realised_variance(subject, role) / variance(subject, answer) - 1,
            "realised over forecast variance, less one",
        )
    else:
        error, told = sample.target - answer, "outcome less answer"
    found = by_step(sample, error[:, None])[:, 0]
    if not np.isfinite(found).all() or float(np.ptp(found)) == 0.0:
        return "the errors are not all finite, or all the same"
    return found, told
