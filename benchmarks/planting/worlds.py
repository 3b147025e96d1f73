"""Processes that data are drawn from. Rows are hourly bars; ``y`` is what is forecast from what was known before the bar."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
Generator = np.random.Generator
START = "2001-01-01"
FEATURES = tuple(f"f{index}" for index in range(6))
HAR = ("last", "week", "month")


def drawn(rng: Generator, n: int, slow: float = 0.9) -> pd.DataFrame:
    """(n, 6) standard normal features: four without memory, and two that are slow (first-order autocorrelation ``slow``)."""
    X = rng.normal(size=(n, len(FEATURES)))
    for column in (4, 5):
        X[:, column] = autoregressive(rng, n, slow)
    return pd.DataFrame(X, columns=FEATURES)


def autoregressive(rng: Generator, n: int, memory: float) -> Array:
    """(n,) a stationary first-order autoregression of unit variance."""
    from scipy.signal import lfilter

    shocks = rng.normal(size=n) * np.sqrt(1 - memory**2)
    shocks[0] /= np.sqrt(1 - memory**2)
    return np.asarray(lfilter([1.0], [1.0, -memory], shocks))


def straight(X: pd.DataFrame) -> Array:
    """A linear signal of variance near one: up in f0 and f4, down in f1."""
    return (0.8 * X["f0"] - 0.5 * X["f1"] + 0.3 * X["f4"]).to_numpy()


def curved(X: pd.DataFrame) -> Array:
    """A signal with a bend and an interaction, still rising in f0 and falling in f1."""
    bent = np.tanh(2 * X["f0"]) - 0.5 * X["f1"] + np.sin(2 * X["f2"]) * (X["f3"] > 0) + 0.3 * X["f4"]
    return np.asarray(bent)


def dated(frame: pd.DataFrame, y: Array, start: str = START) -> pd.DataFrame:
    """The frame with its outcome and times."""
    return frame.assign(y=y, time=pd.date_range(start, periods=len(frame), freq="h"))


def regression(rng: Generator, n: int, signal: float = 1.0, noise: float = 1.0, *, bend: bool = False) -> pd.DataFrame:
    """Signal and Gaussian noise."""
    X = drawn(rng, n)
    return dated(X, signal * (curved(X) if bend else straight(X)) + noise * rng.normal(size=n))


def binary(rng: Generator, n: int, slope: float = 1.5, *, bend: bool = False) -> pd.DataFrame:
    """A class drawn with log-odds of ``slope`` times the signal."""
    X = drawn(rng, n)
    odds = slope * (curved(X) if bend else straight(X))
    return dated(X, (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int))


def level(rng: Generator, n: int, step: float = 1.0) -> pd.DataFrame:
    """A random walk, to be forecast from its last two values."""
    walk = 100 + np.cumsum(step * rng.normal(size=n + 2))
    return dated(pd.DataFrame({"last": walk[1:-1], "before": walk[:-2]}), walk[2:])


def variance(rng: Generator, n: int, memory: float = 0.97, spread: float = 0.6) -> pd.DataFrame:
    """Realised variance (chi-squared, 20 degrees) round a log-normal autoregression, with HAR features and the bar's return."""
    burn = 60
    true = np.exp(spread * autoregressive(rng, n + burn, memory))
    realised = pd.Series(true * rng.chisquare(20, n + burn) / 20)
    past = realised.shift(1)
    X = pd.DataFrame(
        {"last": past, "week": past.rolling(5).mean(), "month": past.rolling(22).mean(), "slow": past.rolling(60).mean()}
    )
    returns = np.sqrt(true) * rng.normal(size=n + burn)
    frame = np.log(X).assign(true=true, ret=returns).iloc[burn:].reset_index(drop=True)
    return dated(frame, realised.to_numpy()[burn:])


def traded(rng: Generator, n: int, edge: float, memory: float = 0.9, drift: float = 0.0) -> pd.DataFrame:
    """Returns of a hundredth a bar, of which the signal known before explains a correlation of ``edge``."""
    signal = autoregressive(rng, n, memory)
    returns = 0.01 * (edge * signal + np.sqrt(1 - edge**2) * rng.normal(size=n) + drift)
    return dated(pd.DataFrame({"signal": signal, "noise": rng.normal(size=n)}), returns)
