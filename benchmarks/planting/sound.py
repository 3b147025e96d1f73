"""Subjects in which nothing was planted: several tasks and flavours, each with skill of its own."""

from typing import Any

import numpy as np
import pandas as pd

from governance.record.declaration import Role
from governance.subject.subject import Trial, TrialReturns, Trials
from planting import models, worlds
from planting.building import found, halves, weighing
from planting.cells import NURSERY, Cell, Made, Oracle
from planting.models import Array
from planting.oracles import POPULATION, of_mean, of_skill

F = worlds.FEATURES
LARGE = (300, 3_000, 100_000)


def regressor(cell: Cell, model: Any, *, flavour: str = "sklearn", bend: bool = False, **world: float) -> Made:
    """A regression subject with declared directions; the oracle shows its skill over the training mean."""
    rng = cell.generator()
    frames = halves(worlds.regression(rng, 2 * cell.rows, bend=bend, **world))
    models.fitted(model, frames, F)
    fresh = worlds.regression(rng, POPULATION, bend=bend, **world)
    raw = found(cell, model, frames, F, "regression", flavour=flavour, expected_directions=models.DIRECTIONS)
    return Made(raw, beats_mean(cell, model, frames, fresh))


def beats_mean(cell: Cell, model: Any, frames: models.Frames, fresh: pd.DataFrame, lags: int = 1) -> Oracle:
    """The oracle of a regression's skill over the training mean."""
    both = [(models.squared(model, rows, F), models.mean_squared(frames, rows)) for rows in (frames[Role.TRAINING], fresh)]
    return of_skill(*both, cell.rows, "the mean", lags)


def classifier(cell: Cell, model: Any, *, flavour: str = "sklearn", bend: bool = False, slope: float = 1.5) -> Made:
    """A binary subject with declared directions; the oracle shows its skill over the base rate."""
    rng = cell.generator()
    frames = halves(worlds.binary(rng, 2 * cell.rows, slope, bend=bend))
    models.fitted(model, frames, F)
    fresh = worlds.binary(rng, POPULATION, slope, bend=bend)
    both = [(models.log_losses(model, rows, F), models.base_rate(frames, rows)) for rows in (frames[Role.TRAINING], fresh)]
    raw = found(cell, model, frames, F, "binary", flavour=flavour, expected_directions=models.DIRECTIONS)
    return Made(raw, of_skill(*both, cell.rows, "the base rate"))


@NURSERY.sound(sizes=LARGE)
def sound_ridge(cell: Cell) -> Made:
    """Scaler and ridge on a linear signal."""
    return regressor(cell, models.ridge())


@NURSERY.sound()
def sound_weak_ridge(cell: Cell) -> Made:
    """Ridge on returns of which four per cent can be forecast."""
    return regressor(cell, models.ridge(), signal=0.2)


@NURSERY.sound()
def sound_forest(cell: Cell) -> Made:
    """A random forest on a curved signal."""
    return regressor(cell, models.forest(cell.seed, leaf=max(10, cell.rows // 50)), bend=True)


@NURSERY.sound(sizes=LARGE)
def sound_lightgbm(cell: Cell) -> Made:
    """LightGBM, constrained, on a curved signal."""
    return regressor(cell, models.lightgbm(cell.seed), flavour="lightgbm", bend=True)


@NURSERY.sound()
def sound_xgboost(cell: Cell) -> Made:
    """XGBoost, constrained, on a curved signal."""
    return regressor(cell, models.xgboost(cell.seed), flavour="xgboost", bend=True)


@NURSERY.sound()
def sound_catboost(cell: Cell) -> Made:
    """CatBoost, constrained, on a curved signal."""
    return regressor(cell, models.catboost(cell.seed), flavour="catboost", bend=True)


@NURSERY.sound()
def sound_logistic(cell: Cell) -> Made:
    """Scaler and logistic regression."""
    return classifier(cell, models.logistic())


@NURSERY.sound()
def sound_lightgbm_classes(cell: Cell) -> Made:
    """A LightGBM classifier, constrained."""
    return classifier(cell, models.lightgbm(cell.seed, classifier=True, trees=60), flavour="lightgbm", bend=True)


@NURSERY.sound()
def sound_xgboost_classes(cell: Cell) -> Made:
    """An XGBoost classifier, constrained."""
    return classifier(cell, models.xgboost(cell.seed, classifier=True), flavour="xgboost", bend=True)


@NURSERY.sound()
def sound_five_bars_ahead(cell: Cell) -> Made:
    """Overlapping sums of the next five bars from slow features, purged at the seam."""
    rng = cell.generator()
    frames = halves(_five_bars(rng, 2 * cell.rows))
    frames[Role.TRAINING] = frames[Role.TRAINING].iloc[:-5]
    model = models.fitted(models.ridge(), frames, F)
    fresh = _five_bars(rng, POPULATION)
    directions = {"f4": "increasing"}
    raw = found(cell, model, frames, F, "regression", horizon=5, expected_directions=directions)
    return Made(raw, beats_mean(cell, model, frames, fresh, lags=50))


def _five_bars(rng: np.random.Generator, n: int) -> pd.DataFrame:
    X = worlds.drawn(rng, n + 5, slow=0.95)
    steps = 0.3 * X["f4"] + rng.normal(size=n + 5)
    ahead = steps.rolling(5).sum().shift(-4)
    return worlds.dated(X.iloc[:n], ahead.iloc[:n].to_numpy())


@NURSERY.sound()
def sound_panel(cell: Cell) -> Made:
    """Five assets a bar in one regression, the asset declared as segment."""
    rng = cell.generator()
    frames = halves(_panel(rng, 2 * cell.rows // 5))
    model = models.fitted(models.ridge(), frames, F)
    fresh = _panel(rng, POPULATION // 5)
    raw = found(cell, model, frames, F, "regression", segment_columns=["asset"], expected_directions=models.DIRECTIONS)
    return Made(raw, beats_mean(cell, model, frames, fresh))


def _panel(rng: np.random.Generator, bars: int) -> pd.DataFrame:
    whole = pd.concat([worlds.regression(rng, bars, signal=0.7).assign(asset=f"asset {index}") for index in range(5)])
    return whole.sort_values(["time", "asset"], kind="stable").reset_index(drop=True)


@NURSERY.sound()
def sound_heavy_tails(cell: Cell) -> Made:
    """Ridge on a signal in noise of Student's t with four degrees of freedom."""
    rng = cell.generator()
    frames = halves(_tailed(rng, 2 * cell.rows))
    model = models.fitted(models.ridge(), frames, F)
    fresh = _tailed(rng, POPULATION)
    raw = found(cell, model, frames, F, "regression", expected_directions=models.DIRECTIONS)
    return Made(raw, beats_mean(cell, model, frames, fresh))


def _tailed(rng: np.random.Generator, n: int) -> pd.DataFrame:
    X = worlds.drawn(rng, n)
    return worlds.dated(X, 0.5 * worlds.straight(X) + rng.standard_t(4, n) / np.sqrt(2))


@NURSERY.sound()
def sound_volatility(cell: Cell) -> Made:
    """A log-linear HAR model of realised variance."""
    rng = cell.generator()
    frames = halves(worlds.variance(rng, 2 * cell.rows))
    model = models.fitted(models.gamma(), frames, worlds.HAR)
    fresh = worlds.variance(rng, POPULATION)
    both = [_over_persistence(model, rows) for rows in (frames[Role.TRAINING], fresh)]
    raw = found(
        cell, model, frames, worlds.HAR, "volatility",
        target_unit="variance", columns={"returns": "ret"}, expected_directions={"last": "increasing"},
    )  # fmt: skip
    return Made(raw, of_skill(*both, cell.rows, "persistence", lags=20))


def _over_persistence(model: Any, rows: pd.DataFrame) -> tuple[Array, Array]:
    own = models.variance_losses(rows, model.predict(rows[list(worlds.HAR)]))
    return own, models.variance_losses(rows, np.exp(rows["last"]))


@NURSERY.sound(sizes=(1_000, 3_000, 30_000))
def sound_strategy(cell: Cell) -> Made:
    """A position in a true signal, chosen among five, that earns its costs several times over."""
    rng = cell.generator()
    frames = halves(worlds.traded(rng, 2 * cell.rows, edge=0.12))
    features = ("signal", "noise")
    model = weighing(frames[Role.TRAINING][list(features)], 0.5, 0.0)
    raw = found(
        cell, model, frames, features, "strategy",
        cost_bps=0.5, expected_directions={"signal": "increasing"}, trials=few_trials(rng, frames[Role.VALIDATION]),
    )  # fmt: skip
    fresh = worlds.traded(rng, POPULATION, edge=0.12)
    earned = 0.5 * fresh["signal"] * fresh["y"] - 0.5e-4 * (0.5 * fresh["signal"]).diff().abs().fillna(0)
    return Made(raw, of_mean(earned.to_numpy(), cell.rows, "mean return after costs"))


def few_trials(rng: np.random.Generator, frame: pd.DataFrame) -> Trials:
    """Five trials whose returns mix the chosen signal with noise, the chosen one first."""
    shares = (1.0, 0.9, 0.7, 0.4, 0.0)
    positions = [share * frame["signal"] + np.sqrt(1 - share**2) * rng.normal(size=len(frame)) for share in shares]
    return tried({f"trial {index}": 0.5 * held * frame["y"] for index, held in enumerate(positions)}, frame["time"], "trial 0")


def tried(returns: dict[str, Any], times: "pd.Series[Any]", chosen: str) -> Trials:
    """A search with a logged return a bar for each trial."""
    table = pd.DataFrame({name: np.asarray(series) for name, series in returns.items()}, index=pd.DatetimeIndex(times))
    sharpes = table.mean() / table.std()
    runs = tuple(
        Trial(name, name, {"setting": name}, {"test_sharpe": float(sharpes[name])}, chosen=name == chosen) for name in table
    )
    return Trials(runs, returns=TrialReturns(table, chosen))
