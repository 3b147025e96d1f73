"""Faults in the samples: what should not be there, was known too late, or stands in the wrong order."""

from typing import Any

import numpy as np
import pandas as pd

from governance.record.declaration import Role
from planting import models, worlds
from planting.building import found, halves
from planting.cells import NURSERY, Cell, Made
from planting.models import DIRECTIONS, Frames
from planting.oracles import POPULATION, by_construction, counted, of_mean

F = worlds.FEATURES
DAY_OF_BARS = 24
# Twice the variance of a signal of a tenth: more than any honest forecast of it could save.
KNOWABLE = 0.02


def plain(cell: Cell, frames: Frames, features: tuple[str, ...] = F, **given: Any) -> Any:
    """A ridge regression on these samples."""
    model = models.fitted(models.ridge(), frames, features)
    return found(cell, model, frames, features, "regression", expected_directions=DIRECTIONS, **given)


def clean(cell: Cell, **world: float) -> Frames:
    """Samples without a fault, to plant one in."""
    return halves(worlds.regression(cell.generator(), 2 * cell.rows, **world))


@NURSERY.fault("data.sample-overlap:exact_overlap", sizes=(300, 3_000, 100_000))
def copied_rows(cell: Cell) -> Made:
    """One validation row in twenty is copied from training, outcome and all."""
    frames = clean(cell)
    count = cell.rows // 20
    places = cell.generator().choice(cell.rows - 1, count, replace=False)
    columns = [*F, "y"]
    validation = frames[Role.VALIDATION].copy()
    validation.loc[places, columns] = frames[Role.TRAINING].loc[places, columns].to_numpy()
    return Made(plain(cell, {**frames, Role.VALIDATION: validation}), counted(count, "copies"))


@NURSERY.fault("data.duplicates:duplicate_share")
def repeated_rows(cell: Cell) -> Made:
    """One training row in ten stands there twice."""
    frames, count = clean(cell), cell.rows // 10
    training = frames[Role.TRAINING]
    twice = pd.concat([training, training.iloc[:count]]).sort_values("time", kind="stable").reset_index(drop=True)
    return Made(plain(cell, {**frames, Role.TRAINING: twice}), counted(count, "repeated rows"))


@NURSERY.fault("data.temporal-order:share_violating", sizes=(300, 3_000, 100_000))
def shuffled_split(cell: Cell) -> Made:
    """Training and validation were drawn at random from the same period."""
    frame = worlds.regression(cell.generator(), 2 * cell.rows)
    order = cell.generator().permutation(len(frame))
    frames = {
        role: frame.iloc[np.sort(order[part])].reset_index(drop=True)
        for role, part in ((Role.TRAINING, slice(None, cell.rows)), (Role.VALIDATION, slice(cell.rows, None)))
    }
    return Made(plain(cell, frames), counted(cell.rows, "training rows after the first validation row"))


@NURSERY.fault("data.temporal-order:violating_rows", "data.temporal-order:share_violating")
def missing_purge(cell: Cell) -> Made:
    """Labels span five bars and the samples adjoin."""
    frame = worlds.regression(cell.generator(), 2 * cell.rows)
    frames = {
        Role.TRAINING: frame.iloc[: cell.rows].reset_index(drop=True),
        Role.VALIDATION: frame.iloc[cell.rows :].reset_index(drop=True),
    }
    return Made(plain(cell, frames, horizon=5), counted(5, "labels that reach over the seam"))


@NURSERY.fault("data.temporal-order:violating_rows", "data.temporal-order:share_violating")
def labels_end_late(cell: Cell) -> Made:
    """The declared label ends of the last training rows lie twelve bars on, in the validation period."""
    frames = {
        role: frame.assign(ends=frame["time"] + pd.Timedelta(hours=12 if role is Role.TRAINING else 1))
        for role, frame in clean(cell).items()
    }
    return Made(plain(cell, frames, columns={"label_end": "ends"}), counted(11, "labels that reach over the seam"))


@NURSERY.fault("data.target-leakage:answered_alone")
def target_in_a_feature(cell: Cell) -> Made:
    """One feature is the outcome itself with a little noise."""
    frame = worlds.regression(cell.generator(), 2 * cell.rows)
    frame["f5"] = frame["y"] + 0.05 * cell.generator().normal(size=len(frame))
    residual = 0.05**2 * 2
    return Made(plain(cell, halves(frame)), by_construction(f"one feature leaves {residual:.1%} of the variance"))


@NURSERY.fault("data.look-ahead:rows_ahead", "data.target-leakage:answered_alone")
def tomorrow_in_a_feature(cell: Cell) -> Made:
    """A rolling feature is centred: it holds the bar that is forecast."""
    rng = cell.generator()
    frames, fresh = halves(_centred(rng, 2 * cell.rows)), _centred(rng, POPULATION)
    model = models.fitted(models.ridge(), frames, F)
    saved = models.mean_squared(frames, fresh) - models.squared(model, fresh, F)
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(saved - KNOWABLE, cell.rows, "skill beyond what can be known"))


def _centred(rng: np.random.Generator, n: int) -> pd.DataFrame:
    frame = worlds.regression(rng, n, signal=0.1)
    window = frame["y"].rolling(3, min_periods=1).mean().shift(-1)
    return frame.assign(f5=window.fillna(0.0))


@NURSERY.fault("data.look-ahead:rows_ahead")
def published_after_the_forecast(cell: Cell) -> Made:
    """One row in ten rests on figures that were available only six hours after it."""
    frames, late = {}, 0
    for role, frame in clean(cell).items():
        behind = np.arange(len(frame)) % 10 == 0
        late += int(behind.sum())
        frames[role] = frame.assign(seen=frame["time"] + pd.to_timedelta(np.where(behind, 6, -1), unit="h"))
    return Made(plain(cell, frames, columns={"available_at": "seen"}), counted(late, "rows available too late"))


@NURSERY.fault("data.missing-values:informative_features")
def missing_where_it_hurts(cell: Cell) -> Made:
    """A feature is missing far more often where the outcome is high, and the model learns from its absence."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    rng = cell.generator()
    frame = worlds.regression(rng, 2 * cell.rows)
    gone = rng.random(len(frame)) < np.where(frame["y"] > frame["y"].quantile(0.8), 0.5, 0.05)
    frame.loc[gone, "f3"] = np.nan
    frames = halves(frame)
    model = models.fitted(make_pipeline(SimpleImputer(add_indicator=True), models.ridge()), frames, F)
    excess = gone * (frame["y"] - frame["y"].mean()).to_numpy()
    return Made(
        found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS),
        of_mean(excess, cell.rows, "outcome above average where the feature is missing"),
    )


@NURSERY.fault("data.stale-values:frozen_share")
def frozen_feed(cell: Cell) -> Made:
    """A feature stands still over the last fifth of validation."""
    frames = clean(cell)
    validation = frames[Role.VALIDATION].copy()
    count = cell.rows // 5
    validation.loc[len(validation) - count :, "f0"] = validation["f0"].iloc[-count]
    return Made(plain(cell, {**frames, Role.VALIDATION: validation}), counted(count, "bars without a change"))


@NURSERY.fault("data.time-axis:repeated_stamps", "data.time-axis:missing_steps")
def broken_clock(cell: Cell) -> Made:
    """One bar in fifty bears the time of the bar before it, and two days are gone."""
    frame = worlds.regression(cell.generator(), 2 * cell.rows)
    twice = np.arange(len(frame)) % 50 == 49
    frame["time"] = frame["time"].mask(twice, frame["time"].shift(1))
    start = len(frame) // 4
    frame = frame.drop(index=range(start, start + 2 * DAY_OF_BARS)).reset_index(drop=True)
    return Made(plain(cell, halves(frame)), counted(int(twice.sum()), "repeated times"))


@NURSERY.fault("data.preprocessing-leakage:share_leaked")
def scaler_saw_the_future(cell: Cell) -> Made:
    """The scaler was fitted on training and validation together, between which the features move."""
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    frame = worlds.regression(cell.generator(), 2 * cell.rows)
    frame.loc[cell.rows :, "f3"] += 1.0
    frames, columns = halves(frame), list(F)
    scaler = StandardScaler().fit(frame[columns])
    training = frames[Role.TRAINING]
    model = make_pipeline(scaler, Ridge().fit(scaler.transform(training[columns]), training["y"]))
    moved = worlds.drawn(cell.generator(), POPULATION)["f3"].to_numpy() + 0.5
    raw = found(cell, model, frames, F, "regression", expected_directions=DIRECTIONS)
    return Made(raw, of_mean(moved, cell.rows, "the scaler's centre lies off the training mean"))
