"""Faults of variance forecasts: biased, blunt in stress, no better than what is free, and wrong in the tail."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import norm

from governance.record.declaration import Role
from planting import models, worlds
from planting.building import Formula, found, halves
from planting.cells import NURSERY, Cell, Made
from planting.models import Frames
from planting.oracles import POPULATION, of_mean, of_rate

F = worlds.HAR
LEVEL = 0.01


def forecasting(cell: Cell, model: Any, frames: Frames, features: tuple[str, ...] = F, **given: Any) -> Any:
    """A variance subject."""
    return found(
        cell, model, frames, features, "volatility",
        target_unit="variance", columns={"returns": "ret"}, expected_directions={features[0]: "increasing"}, **given,
    )  # fmt: skip


class After:
    """A fitted model's answer, changed."""

    def __init__(self, inner: Any, change: Callable[[Any], Any]) -> None:
        self.inner, self.change = inner, change

    def __call__(self, X: Any) -> Any:
        """(n,) changed answers."""
        return self.change(self.inner.predict(X))


def changed(frames: Frames, change: Callable[[Any], Any]) -> Formula:
    """The sound HAR model with its answers changed."""
    training = frames[Role.TRAINING]
    inner = models.gamma().fit(training[list(F)].to_numpy(), training["y"])
    return Formula(After(inner, change)).fit(training[list(F)])


@NURSERY.fault("volatility.stress-bias:under_forecast", "volatility.stress-bias:beyond_challenger")
def blunt_in_stress(cell: Cell) -> Made:
    """The forecast is capped at the seventieth percentile of training."""
    rng = cell.generator()
    frames = halves(worlds.variance(rng, 2 * cell.rows))
    cap = float(frames[Role.TRAINING]["y"].quantile(0.7))
    model = changed(frames, lambda answer: np.minimum(answer, cap))
    fresh = worlds.variance(rng, POPULATION)
    stressed = fresh[fresh["true"] >= fresh["true"].quantile(0.9)]
    short = np.log(stressed["y"] / model.predict(stressed[list(F)])).to_numpy()
    return Made(forecasting(cell, model, frames), of_mean(short, cell.rows / 10, "under-forecast in the top decile", lags=20))


@NURSERY.fault(
    "volatility.stress-bias:under_forecast", "volatility.stress-bias:beyond_challenger",
    "volatility.rationality:slope", "volatility.loss:qlike_skill", "benchmark.naive:skill",
)  # fmt: skip
def half_of_the_variance(cell: Cell) -> Made:
    """The forecast is half of what it should be."""
    rng = cell.generator()
    frames = halves(worlds.variance(rng, 2 * cell.rows))
    model = changed(frames, lambda answer: 0.5 * answer)
    fresh = worlds.variance(rng, POPULATION)
    short = np.log(fresh["y"] / model.predict(fresh[list(F)])).to_numpy() - 0.2
    return Made(forecasting(cell, model, frames), of_mean(short, cell.rows, "under-forecast by more than a fifth", lags=20))


@NURSERY.fault("volatility.loss:qlike_skill", "benchmark.naive:skill")
def slower_than_smoothing(cell: Cell) -> Made:
    """The forecast is the mean of the last sixty bars, which exponential smoothing beats."""
    rng = cell.generator()
    frames = halves(worlds.variance(rng, 2 * cell.rows))
    features = ("slow",)
    model = Formula(lambda X: np.exp(X[:, 0])).fit(frames[Role.TRAINING][list(features)])
    fresh = worlds.variance(rng, POPULATION)
    smooth = fresh["y"].ewm(alpha=0.06).mean().shift(1).bfill()
    lost = models.variance_losses(fresh, np.exp(fresh["slow"])) - models.variance_losses(fresh, smooth)
    raw = forecasting(cell, model, frames, features)
    return Made(raw, of_mean(lost[60:], cell.rows, "QLIKE above that of smoothing", lags=40))


@NURSERY.fault("benchmark.naive:skill", "volatility.loss:qlike_skill", "overfitting.generalization-gap:gap_without_skill")
def forecast_of_nothing(cell: Cell) -> Made:
    """The forecast moves with a feature that has nothing to do with the variance."""
    rng = cell.generator()
    frames = {
        role: frame.assign(stray=rng.normal(size=len(frame)))
        for role, frame in halves(worlds.variance(rng, 2 * cell.rows)).items()
    }
    features = ("stray",)
    model = Formula(lambda X: np.exp(0.8 * X[:, 0])).fit(frames[Role.TRAINING][list(features)])
    fresh = worlds.variance(rng, POPULATION)
    stray = models.variance_losses(fresh, np.exp(0.8 * rng.normal(size=POPULATION)))
    lost = stray - models.variance_losses(fresh, np.exp(fresh["last"]))
    return Made(forecasting(cell, model, frames, features), of_mean(lost, cell.rows, "QLIKE above persistence", lags=20))


@NURSERY.fault("volatility.value-at-risk:exception_ratio")
def four_times_the_exceptions(cell: Cell) -> Made:
    """The variance is forecast so that a one-per-cent value at risk is passed on four bars in a hundred."""
    rng = cell.generator()
    frames = halves(worlds.variance(rng, 2 * cell.rows))
    share = float((norm.ppf(0.04) / norm.ppf(LEVEL)) ** 2)
    model = changed(frames, lambda answer: share * answer)
    fresh = worlds.variance(rng, POPULATION)
    limit = norm.ppf(LEVEL) * np.sqrt(model.predict(fresh[list(F)]))
    rate = float((fresh["ret"] < limit).mean())
    return Made(forecasting(cell, model, frames), of_rate(rate, 2 * LEVEL, cell.rows, "exceptions above two in a hundred"))
