"""Faults of skill: nothing learned, too much learned, learned the wrong way round, or no longer true."""

from typing import Any

import numpy as np
import pandas as pd

from governance.record.declaration import Role
from planting import models, worlds
from planting.building import found, halves, weighing
from planting.cells import NURSERY, Cell, Made
from planting.models import DIRECTIONS
from planting.oracles import POPULATION, by_construction, of_area, of_mean

F = worlds.FEATURES
LARGE = (300, 3_000, 100_000)
NO_SKILL = ("overfitting.generalization-gap:gap_without_skill", "benchmark.naive:skill", "out-of-sample.performance:r_squared")


def turned(frame: pd.DataFrame, share: float = -1.0) -> pd.DataFrame:
    """The features' signs changed in f0, f1 and f4: a signal that has turned round (or shrunk to ``share``)."""
    signal = worlds.straight(frame)
    return frame.assign(y=frame["y"] - signal + share * signal)


@NURSERY.fault(*NO_SKILL)
def memorising_forest(cell: Cell) -> Made:
    """Grown-out trees on pure noise."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows, signal=0.0))
    model = models.fitted(models.forest(cell.seed, leaf=1), frames, F)
    fresh = worlds.regression(rng, POPULATION, signal=0.0)
    lost = models.squared(model, fresh, F) - models.mean_squared(frames, fresh)
    return Made(found(cell, model, frames, F, "regression"), of_mean(lost, cell.rows, "loss above that of the mean"))


@NURSERY.fault(*NO_SKILL)
def memorising_booster(cell: Cell) -> Made:
    """A LightGBM classifier with three hundred deep trees on classes drawn by lot."""
    rng = cell.generator()
    frames = halves(worlds.binary(rng, 2 * cell.rows, 0.0))
    model = models.fitted(models.lightgbm(cell.seed, classifier=True, monotone=False, trees=300, leaves=63), frames, F)
    fresh = worlds.binary(rng, POPULATION, 0.0)
    lost = models.log_losses(model, fresh, F) - models.base_rate(frames, fresh)
    raw = found(cell, model, frames, F, "binary", flavour="lightgbm")
    return Made(raw, of_mean(lost, cell.rows, "loss above that of the base rate"))


@NURSERY.fault(*NO_SKILL, sizes=(150, 300, 600))
def overfitted_polynomial(cell: Cell) -> Made:
    """Eighty-three terms of the third degree on a weak signal and few rows."""
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures

    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows, signal=0.15))
    model = models.fitted(make_pipeline(PolynomialFeatures(3, include_bias=False), LinearRegression()), frames, F)
    fresh = worlds.regression(rng, POPULATION, signal=0.15)
    lost = models.squared(model, fresh, F) - models.mean_squared(frames, fresh)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(lost, cell.rows, "loss above that of the mean"))


@NURSERY.fault("benchmark.naive:skill", sizes=LARGE)
def persistence_dressed_as_skill(cell: Cell) -> Made:
    """A forecast of a price level repeats the last but one value, with an R squared near one."""
    rng = cell.generator()
    features = ("last", "before")
    frames = halves(worlds.level(rng, 2 * cell.rows))
    model = weighing(frames[Role.TRAINING][list(features)], 0.3, 0.7)
    fresh = worlds.level(rng, POPULATION)
    lost = models.squared(model, fresh, features) - np.square(fresh["y"] - fresh["last"]).to_numpy()
    raw = found(cell, model, frames, features, "regression", expected_directions={"last": "increasing"})
    return Made(raw, of_mean(lost, cell.rows, "loss above that of persistence"))


@NURSERY.fault("out-of-sample.performance:r_squared", "benchmark.naive:skill", sizes=LARGE)
def relation_turned_round(cell: Cell) -> Made:
    """After training the signal has changed its sign."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows, signal=0.5))
    model = models.fitted(models.ridge(), frames, F)
    X = worlds.drawn(rng, POPULATION)
    fresh = worlds.dated(X, -0.5 * worlds.straight(X) + rng.normal(size=POPULATION))
    later = frames[Role.VALIDATION]
    frames[Role.VALIDATION] = later.assign(y=later["y"] - worlds.straight(later))
    lost = models.squared(model, fresh, F) - models.mean_squared(frames, fresh)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(lost, cell.rows, "loss above that of the mean"))


@NURSERY.fault("out-of-sample.performance:auc", sizes=LARGE)
def classes_wrong_way_round(cell: Cell) -> Made:
    """The validation outcomes are coded the other way round."""
    from sklearn.metrics import roc_auc_score

    rng = cell.generator()
    frames = halves(worlds.binary(rng, 2 * cell.rows, 0.8))
    model = models.fitted(models.logistic(), frames, F)
    frames[Role.VALIDATION] = frames[Role.VALIDATION].assign(y=1 - frames[Role.VALIDATION]["y"])
    fresh = worlds.binary(rng, POPULATION, 0.8)
    area = 1 - float(roc_auc_score(fresh["y"], model.predict_proba(fresh[list(F)])[:, 1]))
    raw = found(cell, model, frames, F, "binary", expected_directions=DIRECTIONS)
    return Made(raw, of_area(area, cell.rows, 0.5, "ranks worse than drawing lots"))


@NURSERY.fault("out-of-sample.calibration:slope", "out-of-sample.calibration:excess_brier", "overfitting.calibration-slope:slope")
def overconfident(cell: Cell) -> Made:
    """The log-odds are twice what they should be, and the ranking is right."""
    rng = cell.generator()
    frames = halves(worlds.binary(rng, 2 * cell.rows, 1.0))
    model = models.fitted(models.logistic(), frames, F)
    model[-1].coef_ *= 2.0
    model[-1].intercept_ *= 2.0
    fresh = worlds.binary(rng, POPULATION, 1.0)
    p = model.predict_proba(fresh[list(F)])[:, 1]
    excess = np.sign(p - 0.5) * (p - fresh["y"].to_numpy())
    raw = found(cell, model, frames, F, "binary", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(excess, cell.rows, "confidence above accuracy"))


@NURSERY.fault("out-of-sample.segments:worst_segment_skill")
def failing_segment(cell: Cell) -> Made:
    """On one venue in five the relation is the other way round."""
    rng = cell.generator()
    venues = np.array(["north", "south", "east", "west", "far"])
    frame = worlds.regression(rng, 2 * cell.rows).assign(venue=venues[rng.integers(5, size=2 * cell.rows)])
    frame = frame.assign(y=np.where(frame["venue"] == "far", turned(frame)["y"], frame["y"]))
    frames = halves(frame)
    model = models.fitted(models.ridge(), frames, F)
    fresh = turned(worlds.regression(rng, POPULATION))
    lost = models.squared(model, fresh, F) - models.mean_squared(frames, fresh)
    raw = found(cell, model, frames, F, "regression", segment_columns=["venue"], expected_directions=DIRECTIONS)
    return Made(raw, of_mean(lost, cell.rows / 5, "loss above that of the mean on that venue"))


@NURSERY.fault("out-of-sample.stability:trend", "out-of-sample.stability:worst_window_skill")
def decaying_skill(cell: Cell) -> Made:
    """The signal fades to nothing in the course of validation."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows))
    model = models.fitted(models.ridge(), frames, F)
    later = frames[Role.VALIDATION]
    fading = np.linspace(1.0, 0.0, len(later))
    frames[Role.VALIDATION] = later.assign(y=later["y"] - (1 - fading) * worlds.straight(later))
    fresh = worlds.regression(rng, POPULATION)
    place = rng.random(POPULATION)
    fresh = fresh.assign(y=fresh["y"] - place * worlds.straight(fresh))
    trend = 12**0.5 * (place - 0.5) * models.squared(model, fresh, F)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(trend, cell.rows, "loss that rises with time"))


@NURSERY.fault("out-of-sample.calibration:bias", "out-of-sample.stability:worst_window_skill")
def change_of_regime(cell: Cell) -> Made:
    """Halfway through validation the level of the outcome shifts by two standard deviations."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows))
    model = models.fitted(models.ridge(), frames, F)
    later = frames[Role.VALIDATION]
    after = np.arange(len(later)) >= len(later) // 2
    frames[Role.VALIDATION] = later.assign(y=later["y"] + 3.0 * after)
    fresh = worlds.regression(rng, POPULATION)
    shifted = np.square(np.asarray(model.predict(fresh[list(F)])) - fresh["y"] - 3.0) - models.squared(model, fresh, F)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(shifted.to_numpy(), cell.rows / 2, "loss after the shift above the loss before it"))


@NURSERY.fault("benchmark.simple-challenger:forgone", "overfitting.generalization-gap:gap_without_skill")
def complexity_without_return(cell: Cell) -> Made:
    """One tree, grown down to a dozen rows a leaf, on a linear signal that a ridge regression forecasts better."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows, signal=0.6))
    model = models.fitted(models.tree(cell.seed, leaf=12), frames, F)
    simple = models.fitted(models.ridge(), frames, F)
    fresh = worlds.regression(rng, POPULATION, signal=0.6)
    ridge = models.squared(simple, fresh, F)
    lost = models.squared(model, fresh, F) - ridge - 0.5 * (models.mean_squared(frames, fresh) - ridge)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(lost, cell.rows, "more than half of the gain of ridge is forgone"))


@NURSERY.fault("interpretability.declared-directions:violation_share", sizes=LARGE)
def against_its_direction(cell: Cell) -> Made:
    """The model falls in f0; it was declared to rise."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows))
    model: Any = models.fitted(models.ridge(), frames, F)
    raw = found(cell, model, frames, F, "regression", expected_directions={"f0": "decreasing"})
    return Made(raw, by_construction("the sign of a coefficient"))


@NURSERY.fault("interpretability.declared-directions:violation_share")
def bent_response(cell: Cell) -> Made:
    """The answer falls and rises in f0, which was declared to raise it."""
    rng = cell.generator()
    X = worlds.drawn(rng, 2 * cell.rows)
    frames = halves(worlds.dated(X, np.square(X["f0"]) - 0.5 * X["f1"] + 0.5 * rng.normal(size=len(X))))
    model = models.fitted(models.lightgbm(cell.seed, monotone=False), frames, F)
    raw = found(cell, model, frames, F, "regression", flavour="lightgbm", expected_directions={"f0": "increasing"})
    low = X.iloc[:1].assign(f0=-1.5)
    falls = float(model.predict(low)[0] - model.predict(low.assign(f0=0.0))[0])
    return Made(raw, by_construction("the answer at two values of f0", float(falls > 0)))
