"""One table with numbers and text, and targets of every kind that depend on it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits


@dataclass(frozen=True)
class Table:
    """``numbers`` (400, 3) and ``mixed``, the same with a column of text; targets by name."""

    numbers: pd.DataFrame
    mixed: pd.DataFrame
    value: np.ndarray
    positive: np.ndarray
    binary: np.ndarray
    multiclass: np.ndarray

    @property
    def categorical(self) -> pd.DataFrame:
        return self.mixed.assign(venue=self.mixed["venue"].astype("category"))


@pytest.fixture(autouse=True)
def one_thread():
    """Small models answer fastest on one thread, whatever else the machine is doing."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def table() -> Table:
    generator = np.random.default_rng(7)
    numbers = pd.DataFrame(generator.normal(size=(400, 3)), columns=["momentum", "carry", "flow"])
    mixed = numbers.assign(venue=pd.Series(generator.choice(["xetra", "nyse", "tse"], 400)))
    value = (
        numbers["momentum"] + numbers["carry"] * numbers["flow"] + (mixed["venue"] == "nyse") + 0.3 * generator.normal(size=400)
    )
    value = value.to_numpy()
    return Table(numbers, mixed, value, np.exp(0.3 * value), (value > 0.3).astype(int), np.digitize(value, [-0.5, 0.8]))


@pytest.fixture(scope="session")
def adds_up():
    """Values and base sum to what the model says, to a share of its range, and ``as_scores`` is the score itself."""

    def hold(found, scores, share=1e-6):
        spread = np.ptp(found.explained)
        assert np.abs(found.values.sum(axis=1) + found.base - found.explained).max() <= share * spread
        positive = scores[:, -1:] if scores.shape[1] == 2 else scores
        rows = slice(None) if found.positions is None else found.positions
        np.testing.assert_allclose(found.as_scores, positive[rows], atol=1e-6)
        assert found.values.shape == (len(found.explained), len(found.features), len(found.base))

    return hold
