"""A small world whose true conditional variance is known, with returns and a noisy realised variance."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role


@dataclass(frozen=True)
class World:
    """(n,) the best forecast of each row's variance, the realised variance, and the return of the same period."""

    forecast: np.ndarray
    realised: np.ndarray
    returns: np.ndarray


@pytest.fixture(scope="session")
def world():
    """``world(seed, n=3500, leverage=0.0)``: log-variance with a slow and a quick part; returns with six degrees of freedom."""

    def made(seed, n=3500, leverage=0.0):
        generator = np.random.default_rng(seed)
        slow, quick = np.zeros(n + 300), np.zeros(n + 300)
        shocks = generator.standard_t(6, n + 300) * np.sqrt(4 / 6)
        jolts = generator.normal(size=(n + 300, 2)) * [0.10, 0.25]
        for row in range(1, n + 300):
            slow[row] = 0.985 * slow[row - 1] + jolts[row, 0] - leverage * shocks[row - 1]
            quick[row] = 0.7 * quick[row - 1] + jolts[row, 1]
        known = 0.985 * slow[:-1] + 0.7 * quick[:-1] - leverage * shocks[:-1]
        variance = np.exp(slow + quick)[1:]
        realised = variance * generator.gamma(2.5, 1 / 2.5, n + 299)
        forecast = np.exp(known + (0.01 + 0.0625) / 2)
        return World(*(item[-n:] for item in (forecast, realised, np.sqrt(variance) * shocks[1:])))

    return made


@pytest.fixture
def audited(make_subject):
    """``audited(world, forecast, training=2000)``: a subject whose model answers ``forecast`` (n,), with the world's returns."""

    def made(world, forecast, training=2000, returns=True, columns=None, **identity):
        X = np.asarray(forecast, dtype=float)[:, None]
        parts = {Role.TRAINING: slice(None, training), Role.VALIDATION: slice(training, None)}
        every = {**({"returns": world.returns} if returns else {}), **(columns or {})}
        given = {role: {name: pd.Series(values[part]) for name, values in every.items()} for role, part in parts.items()}
        data = [(X[part], world.realised[part]) for part in parts.values()]
        return make_subject(
            "volatility", *data, lambda frame: frame.iloc[:, 0], columns=given, **{"target_unit": "variance", **identity}
        )

    return made
