"""Daily returns in which wild weeks are planted, and a model that answers two signals; and an option with known greeks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from governance.record.declaration import Role

ROWS = {Role.TRAINING: 900, Role.VALIDATION: 700}
WEIGHTS = (1.0, -0.5, 0.0)
# Validation rows in which everything is five times as large, and the rows before them are calm.
WILD = ((200, 225), (450, 475))


@pytest.fixture
def eventful(make_subject, additive):
    """``eventful(wild=True, flips=(), ...)``: returns driven by three features.

    ``flips`` names rows of validation on which the relation is turned round; ``weights`` are those of the model; ``change(frame)``
    alters the validation features before the model sees them.
    """

    def made(
        task="regression", *, wild=True, flips=None, weights=WEIGHTS, seed=5, model=None, change=None, calendar=(), **options
    ):
        import dataclasses

        generator = np.random.default_rng(seed)
        samples, columns = [], {}
        for role, rows in ROWS.items():
            scale = np.ones(rows)
            if wild and role is Role.VALIDATION:
                for first, last in WILD:
                    scale[first:last] = 5.0
            # A probability does not grow bolder with the size of everything, so that a classifier's features stay as they are.
            grown = np.ones(rows) if task == "binary" else scale
            X = generator.normal(size=(rows, 3)) * grown[:, None]
            signal = X @ np.array(WEIGHTS) * scale / grown
            if flips is not None and role is Role.VALIDATION:
                signal = np.where(np.isin(np.arange(rows), flips), -signal, signal)
            y = signal + scale * generator.normal(size=rows)
            frame = pd.DataFrame(X, columns=["momentum", "carry", "flow"])
            if change is not None and role is Role.VALIDATION:
                frame = change(frame)
            samples.append((frame, y))
            columns[role] = {"returns": pd.Series(y)}
        target = [(frame, (y > 0).astype(float)) if task == "binary" else (frame, y) for frame, y in samples]
        columns = options.pop("columns", columns)
        # The logistic curve is nearest to the normal one at this slope.
        bold = {"weights": 1.7 * np.array(weights), "link": "logit", "classes": (0, 1)}
        given = model or additive(**(bold if task == "binary" else {"weights": weights}))
        subject = make_subject(task, *target, given, columns=columns, periods_per_year=252, **options)
        return dataclasses.replace(subject, calendar=tuple(calendar))

    return made


@pytest.fixture
def rows_of_events():
    """Validation rows on which the planted weeks were known."""
    return [row for first, last in WILD for row in range(first + 2, last + 8)]


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
