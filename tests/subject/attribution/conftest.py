import numpy as np
import pytest


@pytest.fixture
def data():
    """Two samples of 1200 and 900 daily rows with three features and a linear outcome."""
    generator = np.random.default_rng(0)
    X = generator.normal(size=(2100, 3))
    y = 2 * X[:, 0] - X[:, 1] + generator.normal(size=2100)
    return (X[:1200], y[:1200]), (X[1200:], y[1200:])
