import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "data.missing-values"


@pytest.fixture
def found(make_subject, measure):
    def measured(X, y, task="regression", **parameters):
        half = len(X) // 2
        model = {"regression": lambda frame: np.zeros(len(frame)), "binary": lambda frame: np.full((len(frame), 2), 0.5)}[task]
        return measure(CHECK, make_subject(task, (X[:half], y[:half]), (X[half:], y[half:]), model), **parameters)

    return measured


def gapped(seed, chance):
    generator = np.random.default_rng(seed)
    X, y = generator.normal(size=(1200, 4)), generator.normal(size=1200)
    X[generator.random(1200) < chance(y), 1] = np.nan
    return X, y


def test_shares_are_exact_and_the_change_between_samples_shows(found, only):
    X, y = np.random.default_rng(0).normal(size=(200, 2)), np.random.default_rng(1).normal(size=200)
    X[:10, 0], X[100:140, 1] = np.nan, np.nan
    evidence = found(X, y)
    largest, change = (only(evidence, name) for name in ("largest_share", "largest_change"))
    assert (largest.low, largest.value, largest.convention) == (0.4, 0.4, "of x1; exact count")
    assert change.value == 0.4


def test_absence_that_goes_with_the_outcome_is_informative(found, only):
    evidence = found(*gapped(0, lambda y: np.where(y > 0, 0.5, 0.1)))
    assert only(evidence, "informative_features").value == 1
    assert "informative: x1" in only(evidence, "informative_features").convention


def test_for_classes_too(found, only):
    X, y = gapped(1, lambda y: np.where(y > 0, 0.5, 0.1))
    assert only(found(X, (y > 0).astype(float), "binary"), "informative_features").value == 1


def test_absence_by_chance_is_rarely_called_informative(found, only):
    told = [only(found(*gapped(seed, lambda y: np.full(len(y), 0.2))), "informative_features").value for seed in range(40)]
    assert sum(told) <= 2


def test_spells_of_absence_in_a_persistent_series_are_not_taken_for_many_independent_gaps(found, only):
    told = 0
    for seed in range(30):
        generator = np.random.default_rng(seed)
        y, spell = np.zeros(1200), np.zeros(1200)
        for row in range(1, 1200):
            y[row] = 0.97 * y[row - 1] + generator.normal()
            spell[row] = 0.97 * spell[row - 1] + generator.normal()
        X = generator.normal(size=(1200, 1))
        X[spell > 3, 0] = np.nan
        told += only(found(X, y), "informative_features").value
    assert told <= 2


def test_the_rate_is_the_policys_and_nothing_missing_is_nothing(found, only):
    X, y = gapped(3, lambda y: np.where(y > 0, 0.27, 0.18))
    assert only(found(X, y, rate=1.0), "informative_features").value == 1
    assert only(found(X, y, rate=0.0), "informative_features").value == 0
    whole = found(np.nan_to_num(X), y)
    assert only(whole, "largest_share").value == 0
    assert whole.tables == ()


def test_it_needs_both_samples(make_subject, measure):
    alone = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    assert measure(CHECK, alone).status is Status.INCONCLUSIVE
