import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm
from scipy.stats import t as student

from governance.statistics.var_backtests import (
    acerbi_szekely,
    binomial_z,
    christoffersen,
    conditional_coverage,
    dynamic_quantile,
    implied_degrees_of_freedom,
    kupiec,
    minimum_detectable_rate,
    traffic_light,
    transitions,
)


@pytest.mark.parametrize("name", ["kupiec_1", "kupiec_3"])
def test_kupiec_gives_the_published_ratio(published, name):
    case = published[name]
    given = case["inputs"]
    found = kupiec(given["n"], given["exceptions"], given["p"])
    assert found.statistic == pytest.approx(case["expected"]["lr"], abs=case["tolerance"])
    assert found.p_value == pytest.approx(case["expected"]["p_value"], abs=case["tolerance"])


def test_christoffersen_gives_the_published_ratio(published):
    case = published["christ_ind"]
    found = christoffersen(**case["inputs"])
    assert found.statistic == pytest.approx(case["expected"]["lr"], abs=case["tolerance"])
    assert found.p_value == pytest.approx(case["expected"]["p_value"], abs=case["tolerance"])


def test_the_binomial_score_is_the_published_one(published):
    case = published["var_binz"]
    found = binomial_z(case["inputs"]["n"], case["inputs"]["exceptions"], case["inputs"]["p"])
    assert found.statistic == pytest.approx(case["expected"]["z"], abs=case["tolerance"])
    assert found.p_value == pytest.approx(case["expected"]["tail_prob"], abs=case["tolerance"])


def test_no_exception_and_nothing_but_exceptions_have_finite_ratios():
    assert kupiec(250, 0, 0.01).statistic == pytest.approx(-2 * 250 * np.log(0.99))
    assert kupiec(10, 10, 0.01).statistic == pytest.approx(-2 * 10 * np.log(0.01))
    assert kupiec(250, 0, 0.01).low == 0.0


def test_the_interval_of_the_rate_is_the_exact_one_of_scipy():
    from scipy.stats import binomtest

    found, expected = kupiec(500, 12, 0.01), binomtest(12, 500).proportion_ci(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


@given(st.integers(1, 2000), st.data(), st.floats(0.001, 0.2))
def test_the_ratio_is_never_negative_and_none_at_the_expected_rate(n, data, level):
    exceptions = data.draw(st.integers(0, n))
    assert kupiec(n, exceptions, level).statistic >= 0.0
    if 0 < exceptions < n:
        assert kupiec(n, exceptions, exceptions / n).statistic == pytest.approx(0.0, abs=1e-8)


def test_successive_rows_are_counted_and_the_parts_of_conditional_coverage_add_up():
    hits = np.array([0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0.0])
    assert transitions(hits) == (2, 3, 3, 3)
    whole = conditional_coverage(hits, 0.3)
    assert whole.statistic == pytest.approx(kupiec(12, 6, 0.3).statistic + christoffersen(2, 3, 3, 3).statistic)


def test_independence_agrees_with_the_likelihood_ratio_of_the_contingency_table():
    from scipy.stats import chi2_contingency

    table = chi2_contingency([[900, 50], [50, 10]], correction=False, lambda_="log-likelihood")
    assert christoffersen(900, 50, 50, 10).statistic == pytest.approx(table.statistic)


def test_clustered_exceptions_of_the_right_number_are_found():
    hits = np.zeros(1000)
    for start in range(100, 1000, 200):
        hits[start : start + 10] = 1.0
    assert kupiec(1000, 50, 0.05).p_value > 0.9
    assert christoffersen(*transitions(hits)).p_value < 1e-6
    assert conditional_coverage(hits, 0.05).p_value < 1e-6
    assert dynamic_quantile(hits, np.ones(1000), 0.05).p_value < 1e-6


@pytest.mark.parametrize("runs", [200, pytest.param(500, marks=pytest.mark.slow)])
def test_each_test_of_exceptions_rejects_about_as_often_as_it_says_under_the_null(runs):
    generator, rejected = np.random.default_rng(9), np.zeros(3)
    for _ in range(runs):
        hits = (generator.random(2000) < 0.05).astype(float)
        known = np.exp(generator.normal(size=2000))
        rejected += [
            kupiec(2000, int(hits.sum()), 0.05).p_value < 0.05,
            conditional_coverage(hits, 0.05).p_value < 0.05,
            dynamic_quantile(hits, known, 0.05).p_value < 0.05,
        ]
    assert np.all((rejected / runs >= 0.02) & (rejected / runs <= 0.08))


def test_the_dynamic_quantile_is_the_explained_sum_of_squares_of_least_squares():
    import statsmodels.api as sm

    generator = np.random.default_rng(10)
    hits, known = (generator.random(400) < 0.1).astype(float), generator.normal(size=400)
    found = dynamic_quantile(hits, known, 0.1, lags=2)
    less = hits - 0.1
    design = np.column_stack([np.ones(398), less[1:-1], less[:-2], known[2:]])
    fitted = sm.OLS(less[2:], design).fit().fittedvalues
    assert found.statistic == pytest.approx(np.sum(fitted**2) / 0.09)
    assert found.degrees_of_freedom == 4


def test_the_dynamic_quantile_finds_exceptions_that_the_forecast_foretells_and_drops_constants():
    generator = np.random.default_rng(11)
    known = generator.uniform(1.0, 2.0, size=1500)
    hits = (generator.random(1500) < 0.1 * (known - 1.0)).astype(float)
    assert dynamic_quantile(hits, known, 0.05).p_value < 1e-4
    assert dynamic_quantile(hits, np.ones(1500), 0.05).degrees_of_freedom == 5


def test_the_traffic_light_has_the_committees_zones_for_a_year_of_days():
    zones = [traffic_light(250, exceptions).zone for exceptions in range(12)]
    assert zones == ["green"] * 5 + ["yellow"] * 5 + ["red"] * 2
    assert traffic_light(250, 4).cumulative == pytest.approx(0.8922, abs=5e-5)
    assert traffic_light(250, 5).p_value == pytest.approx(binom.sf(4, 250, 0.01))


def test_a_year_of_days_cannot_tell_two_per_cent_of_exceptions_from_one():
    rate = minimum_detectable_rate(250, 0.01)
    assert rate > 0.03
    power = sum(binom.pmf(x, 250, rate) for x in range(3, 251) if kupiec(250, x, 0.01).p_value < 0.05)
    assert power == pytest.approx(0.8, abs=1e-6)
    assert minimum_detectable_rate(10_000, 0.01) < 0.014
    assert minimum_detectable_rate(1, 0.2) is None


def forecasts(n, freedom=None, level=0.025):
    if freedom is None:
        return np.full(n, -norm.ppf(level)), np.full(n, norm.pdf(norm.ppf(level)) / level)
    quantile = student.ppf(level, freedom)
    shortfall = student.pdf(quantile, freedom) / level * (freedom + quantile**2) / (freedom - 1)
    return np.full(n, -quantile), np.full(n, shortfall)


def test_both_scores_of_expected_shortfall_are_those_of_the_paper():
    generator = np.random.default_rng(12)
    pnl, (limit, shortfall) = generator.normal(size=500) * 1.3, forecasts(500)
    found = acerbi_szekely(pnl, limit, shortfall, 0.025, generator=generator)
    hit = pnl < -limit
    assert found.z1.statistic == pytest.approx(np.mean(pnl[hit] / shortfall[hit]) + 1)
    assert found.z2.statistic == pytest.approx(np.sum(pnl[hit] / shortfall[hit]) / (500 * 0.025) + 1)
    assert found.exceptions == hit.sum()
    assert np.isinf(found.degrees_of_freedom)


@pytest.mark.parametrize(("freedom", "critical"), [(np.inf, -0.70), (100, -0.70), (10, -0.71), (5, -0.74), (3, -0.82)])
def test_the_critical_values_of_the_second_score_are_those_of_the_paper(freedom, critical):
    pnl, (limit, shortfall) = np.random.default_rng(13).normal(size=250), forecasts(250)
    found = acerbi_szekely(
        pnl, limit, shortfall, 0.025, generator=np.random.default_rng(0), degrees_of_freedom=freedom, draws=100_000
    )
    assert found.z2.critical_value == pytest.approx(critical, abs=0.02)


@pytest.mark.parametrize("freedom", [None, 4])
@pytest.mark.parametrize("runs", [200, pytest.param(500, marks=pytest.mark.slow)])
def test_the_scores_reject_about_as_often_as_they_say_under_the_null(runs, freedom):
    generator, rejected = np.random.default_rng(14), np.zeros(2)
    limit, shortfall = forecasts(500, freedom)
    for _ in range(runs):
        pnl = generator.normal(size=500) if freedom is None else generator.standard_t(freedom, size=500)
        found = acerbi_szekely(pnl, limit, shortfall, 0.025, generator=generator, draws=1000)
        rejected += [found.z1.p_value < 0.05, found.z2.p_value < 0.05]
    assert np.all((rejected / runs >= 0.02) & (rejected / runs <= 0.08))


def test_a_shortfall_that_is_too_small_is_found_mostly():
    generator = np.random.default_rng(15)
    limit, shortfall = forecasts(500)
    found = [
        acerbi_szekely(generator.standard_t(4, size=500), limit, shortfall, 0.025, generator=generator, draws=1000)
        for _ in range(50)
    ]
    assert np.mean([each.z2.p_value < 0.05 for each in found]) > 0.9


def test_without_exceptions_only_the_second_score_stands():
    limit, shortfall = forecasts(200)
    found = acerbi_szekely(np.ones(200), limit, shortfall, 0.025, generator=np.random.default_rng(0))
    assert found.z1 is None
    assert (found.z2.statistic, found.z2.p_value) == (1.0, 1.0)


def test_the_implied_degrees_of_freedom_are_those_of_the_forecasts():
    assert implied_degrees_of_freedom(*forecasts(10, 4.5), 0.025) == pytest.approx(4.5)
    assert np.isinf(implied_degrees_of_freedom(*forecasts(10), 0.025))
    assert implied_degrees_of_freedom(np.ones(3), np.full(3, 100.0), 0.025) == 1.05


def test_a_hundred_thousand_rows_are_no_burden():
    generator = np.random.default_rng(16)
    limit, shortfall = forecasts(100_000)
    found = acerbi_szekely(generator.normal(size=100_000), limit, shortfall, 0.025, generator=generator, draws=500)
    assert found.z2.p_value > 0.001
    assert np.isfinite(dynamic_quantile((generator.random(100_000) < 0.01).astype(float), limit, 0.01).statistic)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: kupiec(0, 0, 0.01), "at least one row"),
        (lambda: kupiec(10, 11, 0.01), "among"),
        (lambda: kupiec(10, 1, 0.0), "level"),
        (lambda: christoffersen(100, 0, 0, 0), "follow an exception"),
        (lambda: christoffersen(0, 0, 0, 5), "follow none"),
        (lambda: transitions(np.array([0.0, 2.0])), "0 or 1"),
        (lambda: dynamic_quantile(np.zeros(100), np.ones(100), 0.01), "without any exception"),
        (lambda: dynamic_quantile(np.ones(8), np.ones(8), 0.01), "too few"),
        (lambda: traffic_light(250, -1), "among"),
        (
            lambda: acerbi_szekely(np.ones(5), np.ones(5), np.zeros(5), 0.025, generator=np.random.default_rng(0)),
            "at least as large",
        ),
        (lambda: implied_degrees_of_freedom(np.ones(3), np.ones(3), 0.7), "level"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
