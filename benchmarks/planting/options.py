"""An option book whose greeks are known: one call on a spot that moves, with a sound pricer and greeks that may be wrong."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_array

from planting import worlds
from planting.building import Array, found, halves
from planting.cells import NURSERY, Cell, Made
from planting.models import Frames
from planting.oracles import POPULATION, by_construction, of_mean

INPUTS = ("spot", "volatility", "years", "rate")
GREEKS = ("delta", "gamma", "vega", "theta")
STRIKE, NOISE, HOURS = 100.0, 0.02, 8760
DECLARED = {name: name for name in (*GREEKS, "spot", "volatility", "rate", "pnl")}


class Pricer(RegressorMixin, BaseEstimator):
    """Black and Scholes (1973) for a call; it refuses what is not a finite number."""

    def fit(self, X: Any, y: Any = None) -> "Pricer":
        """Nothing is learned."""
        del y
        self.n_features_in_ = np.shape(X)[1]
        return self

    def predict(self, X: Any) -> Array:
        """(n,) prices."""
        return valued(*check_array(X).T)["price"]


def valued(spot: Array, volatility: Array, years: Array, rate: Array) -> dict[str, Array]:
    """Price and greeks; vega a unit, theta a year."""
    volatility, years = np.maximum(volatility, 1e-3), np.maximum(years, 1e-4)
    root = volatility * np.sqrt(years)
    first = (np.log(np.maximum(spot, 1e-3) / STRIKE) + (rate + volatility**2 / 2) * years) / root
    kept = STRIKE * np.exp(-rate * years)
    return {
        "price": spot * norm.cdf(first) - kept * norm.cdf(first - root),
        "delta": norm.cdf(first),
        "gamma": norm.pdf(first) / (spot * root),
        "vega": spot * norm.pdf(first) * np.sqrt(years),
        "theta": -spot * norm.pdf(first) * volatility / (2 * np.sqrt(years)) - rate * kept * norm.cdf(first - root),
    }


def quoted(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Hourly quotes of a call of four years, with its greeks and the profit of holding it to the next bar."""
    spot = 100 * np.exp(0.1 * worlds.autoregressive(rng, n, 0.99))
    volatility = 0.4 * np.exp(0.1 * worlds.autoregressive(rng, n, 0.98))
    years = 4.0 + max(n / HOURS - 3.0, 0.0) - np.arange(n) / HOURS
    frame = pd.DataFrame({"spot": spot, "volatility": volatility, "years": years, "rate": 0.03})
    value = valued(*frame[list(INPUTS)].to_numpy().T)
    for name in GREEKS:
        frame[name] = value[name]
    profit = np.diff(value["price"], prepend=value["price"][:1])
    return worlds.dated(frame.assign(pnl=profit), value["price"] + NOISE * rng.normal(size=n))


def book(cell: Cell, frames: Frames) -> Any:
    """The subject: the pricer, and what the frames say of greeks and profit."""
    directions = {"spot": "increasing", "volatility": "increasing"}
    return found(
        cell, Pricer().fit(np.zeros((1, 4))), frames, INPUTS, "pricing", columns=DECLARED, expected_directions=directions
    )


@NURSERY.fault("events.greeks-explain:greek_difference", "events.greeks-explain:unexplained_ratio")
def vega_is_forgotten(cell: Cell) -> Made:
    """The book declares no sensitivity to volatility, which moves its price as much as the spot does."""
    frames = {role: frame.assign(vega=0.0) for role, frame in halves(quoted(cell.generator(), 2 * cell.rows)).items()}
    return Made(book(cell, frames), by_construction("the model's own difference under a small move of volatility"))


@NURSERY.fault("events.greeks-explain:rank_correlation", "events.greeks-explain:unexplained_ratio")
def delta_of_the_other_side(cell: Cell) -> Made:
    """The declared delta has the wrong sign."""
    frames = {
        role: frame.assign(delta=-frame["delta"]) for role, frame in halves(quoted(cell.generator(), 2 * cell.rows)).items()
    }
    return Made(book(cell, frames), by_construction("the sign of delta"))


@NURSERY.sound()
def sound_pricer(cell: Cell) -> Made:
    """Black and Scholes on a call, with the greeks that follow from it."""
    rng = cell.generator()
    frames, fresh = halves(quoted(rng, 2 * cell.rows)), quoted(rng, POPULATION)
    last = np.square(fresh["y"].diff().fillna(0.0).to_numpy())
    own = np.square(Pricer().fit(np.zeros((1, 4))).predict(fresh[list(INPUTS)]) - fresh["y"].to_numpy())
    return Made(book(cell, frames), of_mean(last - own, cell.rows, "skill over the last price", lags=20))
