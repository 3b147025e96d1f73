import numpy as np
import pytest

from governance.statistics import resampling
from governance.subject.estimating import BootstrapParameters, equal_accuracy, estimate, proportion


def mean(means):
    return means[:, 0]


@pytest.mark.parametrize("dependence", [0.0, 0.8])
def test_many_rows_are_resampled_in_groups_and_keep_their_interval(make_subject, monkeypatch, dependence):
    generator = np.random.default_rng(0)
    noise, values = generator.normal(size=20_000), np.zeros(20_000)
    for row in range(1, 20_000):
        values[row] = dependence * values[row - 1] + noise[row]
    subject = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    grouped = estimate(subject, values[:, None], mean, BootstrapParameters())
    monkeypatch.setattr(resampling, "GROUPS", 20_000)
    plain = estimate(subject, values[:, None], mean, BootstrapParameters())
    assert grouped.value == pytest.approx(values.mean())
    assert grouped.high - grouped.low == pytest.approx(plain.high - plain.low, rel=0.2)
    assert grouped.n_effective == pytest.approx(plain.n_effective, rel=0.3)
    assert grouped.n == 20_000


def test_losses_that_differ_by_a_constant_leave_nothing_to_test(make_subject):
    losses = np.random.default_rng(1).normal(size=50)
    subject = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    assert equal_accuracy(subject, losses + 1.0, losses) is None


def test_losses_that_differ_by_rounding_alone_leave_nothing_to_test(make_subject):
    losses = np.random.default_rng(1).normal(size=50) ** 2
    subject = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    assert equal_accuracy(subject, losses * (1 + 2e-16), losses) is None


def test_a_share_of_none_has_an_interval_that_says_how_little_was_seen(make_subject):
    subject = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    found = proportion(subject, np.zeros(100), BootstrapParameters())
    assert found.value == 0.0
    assert (found.low, found.high) == pytest.approx(resampling.wilson(0, 100, 0.95))


def test_marks_that_come_in_runs_widen_the_interval_of_their_share(make_subject):
    subject = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    turns = np.random.default_rng(2).random(2000) < 0.05
    runs, spread = (proportion(subject, np.cumsum(marks) % 2.0, BootstrapParameters()) for marks in (turns, np.ones(2000)))
    assert runs.high - runs.low > 2 * (spread.high - spread.low)
