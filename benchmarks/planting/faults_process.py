"""Faults of process: what is registered, logged or served is not one and the same model."""

from typing import Any

import numpy as np

from governance.record.declaration import Role
from planting import models, worlds
from planting.building import Formula, found, halves, honest
from planting.cells import NURSERY, Cell, Made
from planting.models import DIRECTIONS, Frames
from planting.oracles import by_construction, counted

F = worlds.FEATURES
PRICE = 1e8


def prepared(cell: Cell, model: Any) -> tuple[Any, Frames]:
    """The model, fitted, and its samples."""
    frames = halves(worlds.regression(cell.generator(), 2 * cell.rows))
    return models.fitted(model, frames, F), frames


def registered(cell: Cell, model: Any, frames: Frames, **given: Any) -> Any:
    """A regression subject."""
    return found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS, **given)


@NURSERY.fault("process.replication:digest_mismatches")
def another_sample(cell: Cell) -> Made:
    """The validation sample is not the one whose digest was logged."""
    model, frames = prepared(cell, models.ridge())
    raw = registered(cell, model, frames, recorded={Role.VALIDATION: "00000000"})
    return Made(raw, counted(1, "samples with another digest"))


@NURSERY.fault("process.replication:metric_difference")
def flattered_metric(cell: Cell) -> Made:
    """The developer logged an error two per cent below the true one."""
    model, frames = prepared(cell, models.ridge())
    logged = honest(model, frames[Role.VALIDATION], F, "regression")
    told = {name: 0.98 * value for name, value in logged.items()}
    return Made(registered(cell, model, frames, metrics=told), counted(1, "metrics told better than they are"))


@NURSERY.fault("process.replication:metric_difference")
def another_version(cell: Cell) -> Made:
    """The metrics are those of the forest that was fitted before the registered one, from another seed."""
    model, frames = prepared(cell, models.forest(cell.seed, leaf=1))
    before = models.fitted(models.forest(cell.seed + 1000, leaf=1), frames, F)
    logged = honest(before, frames[Role.VALIDATION], F, "regression")
    apart = abs(logged["test_rmse"] / honest(model, frames[Role.VALIDATION], F, "regression")["test_rmse"] - 1)
    oracle = counted(int(apart > 1e-4), "metrics that differ in the fourth digit")
    return Made(registered(cell, model, frames, metrics=logged), oracle)


@NURSERY.fault("process.served-predictions:share_differing")
def served_by_another(cell: Cell) -> Made:
    """What was served in production came from a model fitted on the first half of training."""
    model, frames = prepared(cell, models.ridge())
    training = frames[Role.TRAINING]
    old = models.fitted(models.ridge(), {Role.TRAINING: training.iloc[: len(training) // 2]}, F)
    middle = len(frames[Role.VALIDATION]) // 2
    later = frames[Role.VALIDATION].iloc[middle:].reset_index(drop=True)
    frames[Role.VALIDATION] = frames[Role.VALIDATION].iloc[:middle]
    frames[Role.PRODUCTION] = later.assign(answered=old.predict(later[list(F)]))
    raw = registered(cell, model, frames, columns={"served": "answered"})
    return Made(raw, counted(len(later), "served answers that differ"))


class Wavering:
    """Ridge with an answer that is never twice the same."""

    def __init__(self, inner: Any, seed: int) -> None:
        self.inner, self.rng = inner, np.random.default_rng(seed)

    def __call__(self, X: Any) -> Any:
        """(n,) answers with noise of a hundredth."""
        answer = self.inner.predict(X)
        return answer + 0.01 * self.rng.normal(size=len(answer))


@NURSERY.fault("process.determinism:repeat_difference")
def wavering_answers(cell: Cell) -> Made:
    """The model answers the same row differently each time."""
    inner, frames = prepared(cell, models.ridge())
    inner = inner.fit(frames[Role.TRAINING][list(F)].to_numpy(), frames[Role.TRAINING]["y"])
    model = Formula(Wavering(inner, cell.seed)).fit(frames[Role.TRAINING][list(F)])
    return Made(registered(cell, model, frames), by_construction("two answers to the same row"))


def over_the_base(X: Any) -> Any:
    """(n,) a multiple of the distance of two prices that single precision cannot tell apart."""
    return 0.4 * (X[:, 1] - X[:, 0])


@NURSERY.fault("process.determinism:precision_difference")
def needs_double_precision(cell: Cell) -> Made:
    """The model subtracts two large prices; in single precision nothing is left of the difference."""
    rng = cell.generator()
    frame = worlds.regression(rng, 2 * cell.rows, signal=0.5)
    frame["f1"] = PRICE + frame["f0"]
    frame["f0"] = PRICE
    frames = halves(frame)
    model = Formula(over_the_base).fit(frames[Role.TRAINING][list(F)])
    raw = found(cell, model, frames, F, "regression", expected_directions={"f1": "increasing"})
    return Made(raw, by_construction("the same row in single and in double precision"))


@NURSERY.fault("process.documentation:missing_statements")
def nobody_owns_it(cell: Cell) -> Made:
    """No owner, purpose, approved use or limits are declared."""
    model, frames = prepared(cell, models.ridge())
    silent = dict.fromkeys(("owner", "purpose", "approved_use", "limits"), "")
    return Made(registered(cell, model, frames, **silent), counted(4, "declarations that are missing"))
