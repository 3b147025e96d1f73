"""A book of options under Black and Scholes, whose prices and greeks are known in closed form."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from governance.record.declaration import Role

STRIKE = 100.0


def black_scholes(spot, volatility, years, rate):
    """Price and greeks of a European call with a strike of 100; vega and rho a unit, theta a year."""
    root = volatility * np.sqrt(years)
    d1 = (np.log(spot / STRIKE) + (rate + volatility**2 / 2) * years) / root
    d2, kept = d1 - root, STRIKE * np.exp(-rate * years)
    return {
        "price": spot * norm.cdf(d1) - kept * norm.cdf(d2),
        "delta": norm.cdf(d1),
        "gamma": norm.pdf(d1) / (spot * root),
        "vega": spot * norm.pdf(d1) * np.sqrt(years),
        "theta": -spot * norm.pdf(d1) * volatility / (2 * np.sqrt(years)) - rate * kept * norm.cdf(d2),
        "rho": years * kept * norm.cdf(d2),
    }


def priced(frame):
    return black_scholes(*(frame[name].to_numpy() for name in ("spot", "volatility", "years", "rate")))["price"]


@dataclass
class Market:
    """``inputs`` (n, 4) of one option on consecutive days, with its ``price`` and greeks (n,) by name."""

    inputs: pd.DataFrame
    exact: dict[str, np.ndarray]


@pytest.fixture(scope="session")
def market():
    generator = np.random.default_rng(8)
    n = 500
    inputs = pd.DataFrame({
        "spot": 100 * np.exp(np.cumsum(generator.normal(0, 0.01, n)) * 0.5),
        "volatility": 0.2 * np.exp(0.2 * np.sin(np.arange(n) / 40) + generator.normal(0, 0.01, n)),
        "years": 2.5 - np.arange(n) / 365.25,
        "rate": 0.03 + np.cumsum(generator.normal(0, 0.0002, n)),
    })  # fmt: skip
    return Market(inputs, black_scholes(*inputs.to_numpy().T))


@pytest.fixture
def book(make_subject, market):
    """``book(model, target=None, task="pricing", **columns)``: the option, with its exact greeks; a column of None is left out."""

    def made(model=priced, target=None, task="pricing", **changed):
        named = {name: market.inputs[name] for name in ("spot", "volatility", "rate")}
        given = {**named, **{name: market.exact[name] for name in ("delta", "gamma", "vega", "theta", "rho")}, **changed}
        columns = {name: pd.Series(values, name=name) for name, values in given.items() if values is not None}
        data = (market.inputs, market.exact["price"] if target is None else target)
        return make_subject(task, data, data, model, columns={Role.VALIDATION: columns}, periods_per_year=365.25)

    return made
