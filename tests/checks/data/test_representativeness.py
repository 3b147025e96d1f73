import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Status

CHECK = "data.representativeness"


@pytest.fixture
def separability(make_subject, measure, only):
    def measured(training, validation, **parameters):
        rows = [(X, np.zeros(len(X))) for X in (training, validation)]
        return only(
            measure(CHECK, make_subject("regression", *rows, lambda frame: np.zeros(len(frame))), **parameters), "separability"
        )

    return measured


def test_samples_of_one_population_cannot_be_told_apart(separability):
    generator = np.random.default_rng(0)
    found = separability(generator.normal(size=(800, 3)), generator.normal(size=(600, 3)))
    assert 0.45 < found.value < 0.55


def test_a_shifted_sample_can_be(separability):
    generator = np.random.default_rng(1)
    found = separability(generator.normal(size=(800, 3)), generator.normal([2.0, 0.0, 0.0], size=(600, 3)))
    from scipy.stats import norm

    assert found.value == pytest.approx(norm.cdf(2 / np.sqrt(2)), abs=0.03)


def test_a_new_category_is_seen(separability):
    known, new = (pd.DataFrame({"venue": names}) for names in (["a", "b"] * 200, ["a", "c"] * 200))
    assert separability(known, new).low > 0.6


def test_it_draws_as_many_rows_as_it_is_told_and_refuses_few(separability, make_subject, measure):
    X = np.random.default_rng(2).normal(size=(400, 2))
    assert separability(X, X, rows=100).n == 200
    small = make_subject("regression", (X, X[:, 0]), (X[:20], X[:20, 0]), lambda frame: frame["x0"])
    assert measure(CHECK, small).status is Status.INCONCLUSIVE
