"""Signed errors, and the two sides of a decision between which they may differ; how far they do, and the table of it."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.record.evidence import Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.executions import signs
from governance.subject.naive import last_known
from governance.subject.outcomes import variance
from governance.subject.past import has_past, seen_before
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.bool_]


def signed_errors(subject: Subject) -> Array | str:
    """(n,) forecast less outcome on validation rows, over the outcomes' standard deviation; or why there is none.

    Of a variance it is one less realised over forecast, so that a wild day weighs no more than a calm one.
    """
    target, answer = subject.samples[Role.VALIDATION].target, subject.prediction(Role.VALIDATION)
    if subject.task is Task.VOLATILITY:
        if not (answer > 0).all():
            return "a variance is forecast that is not above zero"
        return np.asarray(1 - variance(subject, target) / variance(subject, answer))
    spread = float(target.std())
    if spread == 0.0:
        return "the validation outcomes are all the same"
    return np.asarray((answer - target) / spread)


def groups(subject: Subject, smallest: int) -> dict[str, tuple[Rows, Rows]]:
    """By name: the validation rows in a group, and the others it is held against; both have at least ``smallest``.

    A declared ``side``, the side of the answer, the last move of the outcome that was known, and each value of a declared segment
    column. Of two sides one is held against the other, once.
    """
    return {
        name: (inside, others)
        for name, inside, others in _groups(subject)
        if min(int(inside.sum()), int(others.sum())) >= smallest
    }


def difference(
    subject: Subject, errors: Array, weight: Array, pair: tuple[Rows, Rows], parameters: BootstrapParameters
) -> Estimate:
    """Mean of the ``errors`` (n,), weighted, in the first of the ``pair`` of groups less that in the other."""
    inside, others = (rows * weight for rows in pair)
    return estimate(subject, np.column_stack([inside * errors, inside, others * errors, others]), _apart, parameters)


def _apart(means: Array) -> Array:
    return np.asarray(means[:, 0] / means[:, 1] - means[:, 2] / means[:, 3])


def bias_table(found: Mapping[str, Estimate]) -> Table:
    """By group, its mean signed error less that of the others."""
    rows = tuple((name, item.value, item.low, item.high) for name, item in found.items())
    note = "Above zero the forecasts of the first group are too high against those of the others. The intervals hold together."
    columns = ("group", "difference of mean error", "low", "high")
    return Table("bias", "Signed errors by group", Shape.INTERVALS, columns, rows, note=note)


def _groups(subject: Subject) -> Iterator[tuple[str, Rows, Rows]]:
    sample = subject.samples[Role.VALIDATION]
    if "side" in sample.columns:
        side = signs(sample.columns["side"])
        yield "buys against sells", side > 0, side < 0
    answer = subject.prediction(Role.VALIDATION) - _level(subject)
    yield "answers above against below", answer > 0, answer < 0
    if has_past(subject):
        move = _last_move(subject)
        yield "after a rise against after a fall", move > 0, move < 0
    for name, column in sample.segments.items():
        values = column.astype(str).to_numpy()
        for value in sorted(map(str, column.dropna().unique())):
            yield f"{name}: {value}", values == value, values != value


def _level(subject: Subject) -> Array | float:
    """What an answer is above or below: 0 for outcomes of both signs, the training frequency, else the last known outcome."""
    if subject.task is Task.BINARY:
        return float(subject.samples[Role.TRAINING].target.mean())
    if _two_signs(subject):
        return 0.0
    return last_known(subject, Role.VALIDATION) if has_past(subject) else float(subject.samples[Role.TRAINING].target.mean())


def _last_move(subject: Subject) -> Array:
    """(n,) the last known outcome where it is a move itself (a return, a class), else its change over the step before."""
    known = last_known(subject, Role.VALIDATION)
    if subject.task is Task.BINARY:
        return known - 0.5
    if _two_signs(subject):
        return known
    steps = subject.identity.horizon + 1
    return np.asarray(known - seen_before(subject, Role.VALIDATION, steps, lambda sample: sample.target.reshape(-1, 1))[:, 0])


def _two_signs(subject: Subject) -> bool:
    target = subject.samples[Role.TRAINING].target
    return bool(target.min() < 0 < target.max())
