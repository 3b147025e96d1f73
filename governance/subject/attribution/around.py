"""How straight the model is around single rows, inside jumps and outside: local surrogates against small moves they were not fitted to."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Shape, Table
from governance.statistics.local_surrogate import local_surrogates
from governance.statistics.resampling import Estimate, Statistic
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Key = tuple[str, str | None]
EACH, LEAST = 5, 60


def straightness(subject: Subject, rows: NDArray[np.int_], spread: float) -> Array | Failure:
    """(r, 2) squares of the answers around each validation row that its surrogate leaves, and of the answers about their mean.

    Around a row every floating-point feature moves by normal draws of ``spread`` of its training standard deviation; a linear
    surrogate is fitted to five draws a coefficient (sixty at least) and held against half as many others. One minus the ratio of the two
    is the local R squared.
    """
    learned = subject.samples[Role.TRAINING].features.select_dtypes("float")
    deviations = learned.std().to_numpy(dtype=float)
    moving = [name for name, deviation in zip(learned.columns, deviations, strict=True) if deviation > 0]
    if not moving:
        return Failure("no feature is a floating-point number that varies, so that there is nothing to move")
    fitted = max(LEAST, EACH * (len(moving) + 1))
    around, total = subject.generator(), fitted + fitted // 2
    offsets = around.normal(size=(len(rows), total, len(moving)))
    frame = subject.samples[Role.VALIDATION].features.iloc[np.repeat(rows, total)].reset_index(drop=True)
    steps = offsets.reshape(-1, len(moving)) * spread * learned[moving].std().to_numpy(dtype=float)
    moved = {name: frame[name] + pd.Series(steps[:, place]).astype(frame[name].dtype) for place, name in enumerate(moving)}
    scores = subject.scoring.frame(frame.assign(**{str(name): column for name, column in moved.items()}))
    if isinstance(scores, Failure):
        return Failure(f"moved copies of rows cannot be scored: {scores.reason}")
    answers = scores[:, -1].reshape(len(rows), total)
    found = local_surrogates(offsets, answers - answers.mean(axis=1, keepdims=True), np.ones(answers.shape), total - fitted)
    return np.column_stack([found.left, found.whole])


def fidelities(
    subject: Subject, chosen: list[NDArray[np.int_]], squares: tuple[Array, Array], parameters: BootstrapParameters
) -> dict[Key, Estimate]:
    """By metric and segment: local R squared of the rows inside and outside jumps, each side pooled, and outside less inside.

    ``chosen`` are the rows of both sides and ``squares`` their `straightness`. Rows are resampled in the order of the sample, each with
    zeros in the columns of the other side.
    """
    inside, outside = squares
    paired = np.block([[inside, np.zeros_like(inside)], [np.zeros_like(outside), outside]])[np.argsort(np.concatenate(chosen))]
    recipes: dict[Key, Statistic] = {
        ("fidelity_gap", None): lambda means: means[:, 0] / means[:, 1] - means[:, 2] / means[:, 3],
        ("fidelity", "inside jumps"): lambda means: 1 - means[:, 0] / means[:, 1],
        ("fidelity", "outside jumps"): lambda means: 1 - means[:, 2] / means[:, 3],
    }
    return {key: estimate(subject, paired, recipe, parameters) for key, recipe in recipes.items()}


def fidelity_table(items: Mapping[Key, Estimate]) -> Table:
    """The `fidelities` of the two sides."""
    rows = tuple((segment, item.value, item.low, item.high) for (_, segment), item in items.items() if segment is not None)
    return Table(
        "fidelity", "Local fidelity inside and outside jumps", Shape.INTERVALS, ("rows", "R squared", "low", "high"), rows
    )
