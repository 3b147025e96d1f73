import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kurtosis, skew
from statsmodels.stats.multitest import multipletests

from governance.statistics.sharpe import (
    break_even_trials,
    deflated_sharpe_ratio,
    expected_maximum_sharpe,
    haircut_sharpe,
    minimum_backtest_length,
    minimum_track_record_length,
    probabilistic_sharpe_ratio,
    sharpe_ratio,
    sharpe_standard_error,
)

ratios = st.floats(0.01, 0.5)
lengths = st.integers(20, 5000)


def autoregressive(generator, n, phi):
    noise = generator.normal(size=n + 100)
    for index in range(1, n + 100):
        noise[index] += phi * noise[index - 1]
    return noise[100:]


def test_the_standard_error_is_the_published_one(published):
    case = published["sr_se_1"]
    given = case["inputs"]
    found = sharpe_standard_error(given["sr"], given["n"], given["skew"], given["kurtosis"])
    assert found == pytest.approx(case["expected"]["se"], abs=case["tolerance"])


def test_the_probabilistic_sharpe_ratio_is_the_published_one(published):
    case = published["psr_1"]
    given = case["inputs"]
    found = probabilistic_sharpe_ratio(given["sr"], given["benchmark"], given["n"], given["skew"], given["kurtosis"])
    assert found == pytest.approx(case["expected"]["psr"], abs=case["tolerance"])


def test_a_published_series_of_returns_gives_its_ratio_error_and_probability(published):
    case = published["psr_3"]
    seen = sharpe_ratio(np.array(case["inputs"]["returns"]))
    probability = probabilistic_sharpe_ratio(seen.value, case["inputs"]["benchmark"], seen.n, seen.skew, seen.kurtosis)
    expected = case["expected"]
    assert (seen.value, seen.standard_error, probability) == pytest.approx(
        (expected["sr"], expected["se"], expected["psr"]), abs=case["tolerance"]
    )


def test_the_minimum_track_record_lengths_are_the_published_ones(published):
    case = published["mintrl_1"]
    given = case["inputs"]
    months = minimum_track_record_length(given["sr"], given["benchmark"], given["skew"], given["kurtosis"], given["alpha"])
    assert months / 12 == pytest.approx(case["expected"]["years"], abs=case["tolerance"])
    case = published["mintrl_3"]
    root = np.sqrt(252)
    days = minimum_track_record_length(2 / root, 1 / root, 0.0, 3.0, 0.05)
    assert days / 252 == pytest.approx(case["expected"]["years"], abs=case["tolerance"])


def test_the_deflated_sharpe_ratio_is_that_of_the_papers_example(published):
    case = published["dsr_1"]
    given, expected = case["inputs"], case["expected"]
    variance = given["var_trials_annual"] / given["periods_per_year"]
    sharpe = given["sr_annual"] / np.sqrt(given["periods_per_year"])
    assert expected_maximum_sharpe(given["n_trials"], variance) == pytest.approx(expected["sr0_per_period"], abs=5e-5)
    found = deflated_sharpe_ratio(sharpe, given["n_obs"], given["n_trials"], variance, given["skew"], given["kurtosis"])
    assert found == pytest.approx(expected["dsr"], abs=case["tolerance"])


def test_the_expected_maximum_and_the_minimum_backtest_length_are_the_published_ones(published):
    case = published["emax_1"]
    assert expected_maximum_sharpe(10, 1.0) == pytest.approx(case["expected"]["emax"], abs=case["tolerance"])
    case = published["minbtl_1"]
    assert minimum_backtest_length(45, 1.0) == pytest.approx(case["expected"]["years"], abs=case["tolerance"])


@pytest.mark.parametrize("trials", [10, 100, 1000])
def test_the_expected_maximum_is_near_that_of_simulated_normals(trials):
    draws = np.random.default_rng(0).normal(size=(2000, trials)).max(axis=1)
    assert expected_maximum_sharpe(trials, 4.0) == pytest.approx(2 * draws.mean(), rel=0.03)


def test_a_single_trial_is_not_deflated():
    assert expected_maximum_sharpe(1, 0.3) == 0.0
    assert deflated_sharpe_ratio(0.1, 500, 1, 0.3, -0.5, 5.0) == probabilistic_sharpe_ratio(0.1, 0.0, 500, -0.5, 5.0)


@given(ratios, lengths, st.integers(1, 500))
def test_a_longer_record_of_a_positive_ratio_is_more_probable(sharpe, n, more):
    assert probabilistic_sharpe_ratio(sharpe, 0.0, n + more, -0.5, 6.0) >= probabilistic_sharpe_ratio(sharpe, 0.0, n, -0.5, 6.0)


@given(ratios, lengths, st.floats(1, 1e6), st.floats(1.0, 100.0))
def test_more_trials_never_raise_the_deflated_ratio(sharpe, n, trials, factor):
    fewer = deflated_sharpe_ratio(sharpe, n, trials, 0.002, 0.0, 3.0)
    assert deflated_sharpe_ratio(sharpe, n, trials * factor, 0.002, 0.0, 3.0) <= fewer


@given(st.floats(0.02, 0.5), st.floats(-1, 1), st.floats(3, 20))
def test_at_the_minimum_length_the_probability_is_just_reached(sharpe, skewness, heaviness):
    n = minimum_track_record_length(sharpe, 0.01, skewness, heaviness, 0.05)
    assert probabilistic_sharpe_ratio(sharpe, 0.01, n, skewness, heaviness) == pytest.approx(0.95)


def test_at_the_break_even_number_of_trials_the_deflated_ratio_is_the_confidence():
    trials = break_even_trials(0.15, 1250, 0.002, -1.0, 8.0)
    assert deflated_sharpe_ratio(0.15, 1250, trials, 0.002, -1.0, 8.0) == pytest.approx(0.95)


def test_a_ratio_that_one_trial_cannot_bear_breaks_even_at_none_and_a_huge_one_at_the_most():
    assert break_even_trials(0.01, 100, 0.002, 0.0, 3.0) == 0.0
    assert break_even_trials(1.0, 5000, 0.0001, 0.0, 3.0) == 1e12


def test_the_error_for_independent_normal_returns_is_that_of_simulation():
    draws = np.random.default_rng(1).normal(0.2, 1.0, size=(20_000, 120))
    simulated = (draws.mean(axis=1) / draws.std(axis=1, ddof=1)).std()
    assert sharpe_standard_error(0.2, 120) == pytest.approx(simulated, rel=0.03)


def test_the_error_for_skewed_returns_is_that_of_simulation_and_the_normal_one_is_not():
    draws = 0.5 - np.random.default_rng(2).exponential(size=(20_000, 400)) + 1.0
    simulated = (draws.mean(axis=1) / draws.std(axis=1, ddof=1)).std()
    assert sharpe_standard_error(0.5, 400, -2.0, 9.0) == pytest.approx(simulated, rel=0.05)
    assert sharpe_standard_error(0.5, 400) < 0.8 * simulated


def test_the_dependent_error_covers_where_the_independent_one_does_not():
    generator, robust, plain = np.random.default_rng(3), 0, 0
    for _ in range(200):
        series = autoregressive(generator, 750, 0.4)
        robust += sharpe_ratio(series, "hac").p_value < 0.05
        plain += sharpe_ratio(series).p_value < 0.05
    assert robust / 200 < 0.12
    assert plain / 200 > 0.15


def test_the_effective_sample_size_falls_with_dependence_and_never_passes_the_sample():
    generator = np.random.default_rng(4)
    dependent = sharpe_ratio(autoregressive(generator, 20_000, 0.5), "hac")
    assert dependent.n_effective == pytest.approx(20_000 / 3, rel=0.25)
    assert sharpe_ratio(generator.normal(size=500), "hac").n_effective <= 500


def test_the_ratio_does_not_depend_on_the_unit_of_the_returns():
    returns = np.random.default_rng(5).standard_t(5, size=100_000) + 0.05
    small, large = sharpe_ratio(returns * 1e-6), sharpe_ratio(returns * 1e6)
    assert (small.value, small.standard_error) == pytest.approx((large.value, large.standard_error), rel=1e-9)
    assert (small.skew, small.kurtosis) == pytest.approx((skew(returns), kurtosis(returns, fisher=False)))


@pytest.mark.parametrize(("method", "theirs"), [("bonferroni", "bonferroni"), ("holm", "holm"), ("bhy", "fdr_by")])
def test_the_haircut_adjusts_as_statsmodels_does_and_turns_the_p_value_back(method, theirs):
    from scipy.stats import t as student

    trials = np.abs(np.random.default_rng(6).normal(0.05, 0.08, size=40))
    best = float(trials.max())
    found = haircut_sharpe(best, 240, trials, method)
    adjusted = multipletests(2 * student.sf(trials * np.sqrt(240), 239), method=theirs)[1][np.argmax(trials)]
    assert found.p_value == pytest.approx(adjusted)
    assert 2 * student.sf(found.value * np.sqrt(240), 239) == pytest.approx(adjusted)
    assert found.share == pytest.approx(1 - found.value / best)


@pytest.mark.parametrize("method", ["bonferroni", "holm", "bhy"])
def test_trials_whose_ratios_are_lost_count_as_having_shown_nothing(method):
    known = np.array([0.25, 0.1, 0.05])
    whole = haircut_sharpe(0.25, 240, np.concatenate([known, np.zeros(17)]), method)
    assert haircut_sharpe(0.25, 240, known, method, trials=20) == whole
    assert haircut_sharpe(0.25, 240, known, method).value > whole.value


def test_a_single_trial_is_not_cut_and_a_hopeless_one_is_cut_whole():
    alone = haircut_sharpe(0.2, 240, np.array([0.2]), "bonferroni")
    assert (alone.value, alone.share) == pytest.approx((0.2, 0.0))
    hopeless = haircut_sharpe(0.05, 60, np.full(50, 0.05), "bonferroni")
    assert (hopeless.value, hopeless.share) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: sharpe_ratio(np.full(50, 0.1)), "constant"),
        (lambda: sharpe_ratio(np.array([0.1, 0.2])), "at least 3"),
        (lambda: sharpe_ratio(np.array([0.1, np.nan, 0.2, 0.3])), "finite"),
        (lambda: sharpe_standard_error(0.1, 1), "more than one"),
        (lambda: probabilistic_sharpe_ratio(0.1, 0.0, 100, 0.0, 0.0), "no distribution"),
        (lambda: probabilistic_sharpe_ratio(float("nan"), 0.0, 100, 0.0, 3.0), "finite"),
        (lambda: minimum_track_record_length(0.1, 0.1, 0.0, 3.0, 0.05), "no track record"),
        (lambda: minimum_track_record_length(0.1, 0.0, 0.0, 3.0, 1.5), "alpha"),
        (lambda: expected_maximum_sharpe(0, 1.0), "at least 1"),
        (lambda: expected_maximum_sharpe(10, -1.0), "negative"),
        (lambda: minimum_backtest_length(10, 0.0), "above zero"),
        (lambda: haircut_sharpe(-0.1, 100, np.array([-0.1]), "holm"), "above zero"),
        (lambda: haircut_sharpe(0.3, 100, np.array([0.1, 0.2]), "holm"), "among those"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()


@pytest.mark.parametrize("error", ["iid", "mertens", "hac"])
def test_a_ratio_of_zero_is_rejected_about_as_often_as_each_error_says(error):
    generator = np.random.default_rng(7)
    rejected = sum(sharpe_ratio(generator.normal(size=500), error).p_value < 0.05 for _ in range(500))
    assert 0.02 <= rejected / 500 <= 0.08


def test_the_best_of_many_idle_trials_seldom_survives_deflation_and_often_the_plain_probability():
    generator, plain, deflated = np.random.default_rng(8), 0, 0
    for _ in range(300):
        draws = generator.normal(size=(500, 100))
        trials = draws.mean(axis=0) / draws.std(axis=0, ddof=1)
        best = sharpe_ratio(draws[:, np.argmax(trials)])
        moments = (best.skew, best.kurtosis)
        plain += probabilistic_sharpe_ratio(best.value, 0.0, 500, *moments) > 0.95
        deflated += deflated_sharpe_ratio(best.value, 500, 100, float(trials.var(ddof=1)), *moments) > 0.95
    assert plain / 300 > 0.95
    assert deflated / 300 < 0.08
