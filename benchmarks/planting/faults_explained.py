"""Faults of explanation and use: contributions that lie, answers that turn over in events, feeds that fail, relations that end."""

from dataclasses import replace
from typing import Any

import lightgbm
import numpy as np
import pandas as pd

from governance.record.declaration import Role
from governance.subject.subject import CalendarEvent
from planting import models, worlds
from planting.building import Formula, found, halves, weighing
from planting.cells import NURSERY, Cell, Made
from planting.models import DIRECTIONS, Frames
from planting.oracles import POPULATION, by_construction, of_mean

F = worlds.FEATURES
TWINS = 40.0
# Days come in turns of eight, of which the last two belong to an event.
TURN, FIRST = 8, 6


class Misdealing(lightgbm.Booster):
    """A booster that says of each feature what the one before it does; its contributions still add up."""

    def predict(self, *given: Any, **asked: Any) -> Any:
        """As a booster does, but for the order of contributions."""
        answer = super().predict(*given, **asked)
        if not asked.get("pred_contrib"):
            return answer
        return np.hstack([np.roll(answer[:, :-1], 1, axis=1), answer[:, -1:]])


@NURSERY.fault("interpretability.fidelity:deletion_gain", "interpretability.fidelity:insertion_gain")
def contributions_of_others(cell: Cell) -> Made:
    """The model's contributions add up and belong to the wrong features."""
    frames = halves(worlds.regression(cell.generator(), 2 * cell.rows))
    honest = models.fitted(models.lightgbm(cell.seed), frames, F)
    model = Misdealing(model_str=honest.booster_.model_to_string())
    raw = found(cell, model, frames, F, "regression", flavour="lightgbm", expected_directions=DIRECTIONS)
    return Made(raw, by_construction("the order of the contributions"))


@NURSERY.fault("robustness.noise:amplification")
def nearly_equal_twins(cell: Cell) -> Made:
    """Forty times the difference of two features that differ by a hundredth, on top of a true signal."""
    frame = worlds.regression(cell.generator(), 2 * cell.rows)
    frame["f5"] = frame["f0"] + 0.01 * frame["f5"]
    frames = halves(frame)
    model = weighing(frames[Role.TRAINING][list(F)], 0.8 + TWINS, -0.5, 0.0, 0.0, 0.3, -TWINS)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, by_construction("weights of forty on features that are nearly equal"))


def turning(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[CalendarEvent, ...]]:
    """Validation rows whose relation turns over on two days in eight, and the calendar of those days."""
    days = frame["time"].dt.normalize()
    place = (days - days.iloc[0]).dt.days.to_numpy()
    inside = place % TURN >= FIRST
    starts = days[inside & (place % TURN == FIRST)].drop_duplicates()
    calendar = tuple(
        CalendarEvent(f"event {index}", f"{day:%Y-%m-%d}", f"{day + pd.Timedelta(days=1):%Y-%m-%d}")
        for index, day in enumerate(starts)
    )
    return frame.assign(y=frame["y"] - 2 * inside * worlds.straight(frame)), calendar


@NURSERY.fault("events.performance:event_skill")
def turned_in_events(cell: Cell) -> Made:
    """On the days that the calendar names, the relation is the other way round."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows))
    model = models.fitted(models.ridge(), frames, F)
    frames[Role.VALIDATION], calendar = turning(frames[Role.VALIDATION])
    fresh = worlds.regression(rng, POPULATION)
    fresh = fresh.assign(y=fresh["y"] - 2 * worlds.straight(fresh))
    lost = models.squared(model, fresh, F) - 1.5 * models.mean_squared(frames, fresh)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    oracle = of_mean(lost, cell.rows * (TURN - FIRST) / TURN, "loss in events above one and a half times that of the mean")
    return Made(replace(raw, calendar=calendar), oracle)


def in_use(rng: np.random.Generator, frames: Frames, rows: int, *, turned: bool) -> Frames:
    """The samples with a production one after them, in which the relation may be the other way round."""
    start = frames[Role.VALIDATION]["time"].iloc[-1] + pd.Timedelta(hours=1)
    later = worlds.regression(rng, rows)
    if turned:
        later = later.assign(y=later["y"] - 2 * worlds.straight(later))
    return {**frames, Role.PRODUCTION: later.assign(time=pd.date_range(start, periods=rows, freq="h"))}


@NURSERY.fault("stability.concept:lost_without_skill", "stability.concept:skill_lost")
def turned_in_production(cell: Cell) -> Made:
    """Since the model is in use, the relation is the other way round."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows))
    model = models.fitted(models.ridge(), frames, F)
    fresh = worlds.regression(rng, POPULATION)
    fresh = fresh.assign(y=fresh["y"] - 2 * worlds.straight(fresh))
    lost = models.squared(model, fresh, F) - models.mean_squared(frames, fresh)
    raw = found(cell, model, in_use(rng, frames, cell.rows, turned=True), F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(lost, cell.rows, "loss in production above that of the mean"))


@NURSERY.fault("robustness.missing-feed:loss_when_stale", "robustness.missing-feed:answers_beyond")
def rests_on_two_legs(cell: Cell) -> Made:
    """The forecast is a multiple of the small difference of two feeds; when one stands still, what is left is their level."""
    rng = cell.generator()
    level = 10 * worlds.autoregressive(rng, 2 * cell.rows, 0.9)
    gap = worlds.autoregressive(rng, 2 * cell.rows, 0.5)
    frame = worlds.dated(pd.DataFrame({"near": level + gap, "far": level}), gap + rng.normal(size=2 * cell.rows))
    features = ("near", "far")
    frames = halves(frame)
    model = models.fitted(models.ridge(), frames, features)
    raw = found(cell, model, frames, features, "regression", expected_directions={"near": "increasing"})
    return Made(raw, by_construction("a level ten times as large as what is forecast"))


@NURSERY.fault("robustness.undefined-input:silent_share")
def passes_gaps_on(cell: Cell) -> Made:
    """The model answers a missing input with a missing answer, without a word."""
    frames = halves(worlds.regression(cell.generator(), 2 * cell.rows))
    model = Formula(lambda X: 0.8 * X[:, 0] - 0.5 * X[:, 1] + 0.3 * X[:, 4]).fit(frames[Role.TRAINING][list(F)])
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, by_construction("the answer to a missing input"))


@NURSERY.fault(
    "stability.concept:skill_lost", "stability.concept:lost_without_skill",
    "stability.population:answer_shift", "short-history.alternative-data:marginal_value",
)  # fmt: skip
def feed_that_drifts(cell: Cell) -> Made:
    """In production the values of an alternative feed come in another unit, and the model goes on as before."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows))
    frames = in_use(rng, frames, cell.rows, turned=False)
    model = models.fitted(models.ridge(), frames, F)
    fresh = worlds.regression(rng, POPULATION)
    fresh = fresh.assign(f0=fresh["f0"] + 6.0)
    lost = models.squared(model, fresh, F) - models.mean_squared(frames, fresh)
    later = frames[Role.PRODUCTION]
    frames[Role.PRODUCTION] = later.assign(f0=later["f0"] + 6.0)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS, columns={"group:news": ["f0"]})
    return Made(raw, of_mean(lost, cell.rows, "loss in production above that of the mean"))


@NURSERY.fault("short-history.alternative-data:excess_staleness", "data.stale-values:frozen_share")
def feed_that_stands_still(cell: Cell) -> Made:
    """From the middle of validation on, an alternative feed delivers every value eight times over."""
    frames = halves(worlds.regression(cell.generator(), 2 * cell.rows))
    model = models.fitted(models.ridge(), frames, F)
    later = frames[Role.VALIDATION]
    held = np.arange(len(later)) // 8 * 8
    stale = np.where(np.arange(len(later)) >= len(later) // 2, later["f0"].to_numpy()[held], later["f0"])
    frames[Role.VALIDATION] = later.assign(f0=stale)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS, columns={"group:news": ["f0"]})
    return Made(raw, by_construction("rows on which nothing has changed since the row before"))


@NURSERY.fault("interpretability.forbidden-features:rebuilt")
def forbidden_by_proxy(cell: Cell) -> Made:
    """A column that must not be used is no input, and two inputs give it away."""
    frame = worlds.regression(cell.generator(), 2 * cell.rows)
    frame["origin"] = (frame["f0"] + frame["f4"] > 0) * 1.0
    frames = halves(frame)
    model = models.fitted(models.ridge(), frames, F)
    raw = found(
        cell, model, frames, F, "regression", expected_directions=DIRECTIONS, columns={"forbidden": ["origin"]}
    )  # fmt: skip
    return Made(raw, by_construction("a rule of two inputs"))


@NURSERY.fault("interpretability.declared-shape:violation_share")
def bends_the_other_way(cell: Cell) -> Made:
    """The answer to f0 was declared convex and is concave."""
    rng = cell.generator()
    X = worlds.drawn(rng, 2 * cell.rows)
    frames = halves(worlds.dated(X, -np.square(X["f0"]) - 0.5 * X["f1"] + 0.5 * rng.normal(size=len(X))))
    model = models.fitted(models.lightgbm(cell.seed, monotone=False), frames, F)
    declared = {"f0": "convex", "f1": "decreasing"}
    raw = found(cell, model, frames, F, "regression", flavour="lightgbm", expected_directions=declared)
    return Made(raw, by_construction("the answer at three values of f0"))


@NURSERY.sound()
def sound_in_use(cell: Cell) -> Made:
    """A ridge regression that has been in use as long as it was validated, with a calendar of events that changed nothing."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows))
    model = models.fitted(models.ridge(), frames, F)
    fresh = worlds.regression(rng, POPULATION)
    lost = models.mean_squared(frames, fresh) - models.squared(model, fresh, F)
    _, calendar = turning(frames[Role.VALIDATION])
    raw = found(cell, model, in_use(rng, frames, cell.rows, turned=False), F, "regression", expected_directions=DIRECTIONS)
    return Made(replace(raw, calendar=calendar), of_mean(lost, cell.rows, "skill over the mean"))
