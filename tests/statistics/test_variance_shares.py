from itertools import permutations

import numpy as np
import pytest

from governance.statistics.variance_shares import lmg, variance_shares


def averaged_over_orders(covariance):
    """LMG as it is defined: what each factor adds to R squared, averaged over every order of entry."""

    def r_squared(chosen):
        if not chosen:
            return 0.0
        among, beside = covariance[np.ix_(chosen, chosen)], covariance[chosen, 0]
        return beside @ np.linalg.solve(among, beside) / covariance[0, 0]

    count = len(covariance) - 1
    shares = np.zeros(count)
    orders = list(permutations(range(1, count + 1)))
    for order in orders:
        for place, factor in enumerate(order):
            shares[factor - 1] += r_squared(list(order[: place + 1])) - r_squared(list(order[:place]))
    return shares / len(orders)


@pytest.fixture
def generator():
    return np.random.default_rng(3)


def resampled(outcome, factors, **given):
    settings = {"resamples": 400, "confidence": 0.95, "dependent": True, **given}
    return variance_shares(outcome, factors, generator=np.random.default_rng(0), **settings)


def test_the_shares_are_those_averaged_over_all_orders(generator):
    draws = generator.normal(size=(60, 4)) @ generator.normal(size=(4, 4))
    covariance = np.cov(draws.T)
    assert lmg(covariance[None])[0] == pytest.approx(averaged_over_orders(covariance))


def test_two_factors_share_as_the_closed_form_says():
    """Grömping (2007), section 3: b1² v1 + b1 b2 c + (b2² v2 - b1² v1) c² / (2 v1 v2), with unit variances."""
    b1, b2, c, noise = 4.0, 1.0, 0.5, 5.0
    variance = b1**2 + b2**2 + 2 * b1 * b2 * c + noise
    covariance = np.array([[variance, b1 + b2 * c, b2 + b1 * c], [b1 + b2 * c, 1, c], [b2 + b1 * c, c, 1]])
    first = (b1**2 + b1 * b2 * c + (b2**2 - b1**2) * c**2 / 2) / variance
    second = (b2**2 + b1 * b2 * c + (b1**2 - b2**2) * c**2 / 2) / variance
    assert lmg(covariance[None])[0] == pytest.approx([first, second])


def test_the_shares_sum_to_r_squared_by_least_squares(generator):
    factors = generator.normal(size=(300, 3)) @ generator.normal(size=(3, 3))
    outcome = factors @ [1.0, -0.5, 0.0] + generator.normal(size=300)
    found = resampled(outcome, factors)
    residual = np.linalg.lstsq(np.column_stack([np.ones(300), factors]), outcome, rcond=None)[1][0]
    assert found.share.sum() == pytest.approx(found.explained)
    assert found.explained == pytest.approx(1 - residual / np.sum((outcome - outcome.mean()) ** 2))


def test_factors_that_explain_nothing_are_not_shown_to_explain_anything(generator):
    found = resampled(generator.normal(size=120), generator.normal(size=(120, 4)))
    assert found.explained > 0
    assert found.explained_low == 0


def test_a_factor_beside_the_outcome_has_an_interval_round_its_share(generator):
    factors = generator.normal(size=(500, 2))
    found = resampled(factors[:, 0] + generator.normal(size=500), factors)
    assert 0.4 < found.low[0] < found.share[0] < found.high[0] < 0.7
    assert found.high[1] < 0.05


def test_more_factors_than_can_be_divided_exactly_are_refused():
    with pytest.raises(ValueError, match="1 to 10 factors"):
        lmg(np.eye(12)[None])


def test_factors_that_repeat_one_another_are_refused(generator):
    factor = generator.normal(size=(100, 1))
    with pytest.raises(ValueError, match="combinations"):
        resampled(generator.normal(size=100), np.hstack([factor, 2 * factor]))
