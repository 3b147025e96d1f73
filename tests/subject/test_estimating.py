import numpy as np
import pytest

from governance.subject.estimating import BootstrapParameters, estimate, estimate_in_groups


def mean(means):
    return means[:, 0]


@pytest.mark.parametrize("dependence", [0.0, 0.8])
def test_groups_of_neighbours_give_the_interval_of_the_rows_at_less_cost(make_subject, dependence):
    generator = np.random.default_rng(0)
    noise, values = generator.normal(size=20_000), np.zeros(20_000)
    for row in range(1, 20_000):
        values[row] = dependence * values[row - 1] + noise[row]
    subject = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    one, other = (
        estimator(subject, values[:, None], mean, BootstrapParameters()) for estimator in (estimate, estimate_in_groups)
    )
    assert other.value == pytest.approx(values.mean())
    assert other.high - other.low == pytest.approx(one.high - one.low, rel=0.2)
    assert other.n_effective == pytest.approx(one.n_effective, rel=0.3)
    assert other.n == 20_000


def test_few_rows_are_not_grouped(make_subject):
    values = np.random.default_rng(1).normal(size=(300, 1))
    subject = make_subject("regression", (np.zeros((9, 1)), np.zeros(9)), None, lambda frame: frame["x0"])
    one, other = (estimator(subject, values, mean, BootstrapParameters()) for estimator in (estimate, estimate_in_groups))
    assert (one.low, one.high) == (other.low, other.high)
