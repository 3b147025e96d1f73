import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.sharpe import minimum_backtest_length, minimum_track_record_length, sharpe_ratio

CHECK = "trading.track-record"


def test_a_strategy_that_loses_has_no_record_long_enough(make_strategy, measure, only, searched, trial_noise):
    found = only(measure(CHECK, searched(make_strategy(-0.002), trial_noise)), "track_record")
    assert (found.value, found.high) == (0.0, 0.0)


def test_a_short_backtest_of_many_trials_falls_short_of_what_it_needs(make_strategy, measure, only, searched, trial_noise):
    found = only(measure(CHECK, searched(make_strategy(), trial_noise[:200], lost=500)), "backtest_length")
    assert found.low == found.value == found.high < 0.5


def test_a_sound_strategy_has_a_record_that_bears_its_ratio(make_strategy, measure, only, searched, trial_noise):
    evidence = measure(CHECK, searched(make_strategy(0.002, n=1000), np.vstack([trial_noise, -trial_noise])))
    assert only(evidence, "track_record").low > 1.0
    assert only(evidence, "backtest_length").value > 1.0


def test_both_lengths_agree_with_the_published_formulas(make_strategy, measure, only, searched, trial_noise):
    subject = searched(make_strategy(0.002, cost=0.0), trial_noise, lost=10)
    evidence = measure(CHECK, subject, alpha=0.01, target_sharpe=0.5)
    own = sharpe_ratio(subject.samples[Role.VALIDATION].target, "hac")
    needed = minimum_track_record_length(own.value, 0.0, own.skew, own.kurtosis, 0.01)
    assert only(evidence, "track_record").value == pytest.approx(own.n_effective / needed)
    backtest = only(evidence, "backtest_length")
    assert backtest.value == pytest.approx(1000 / 252 / minimum_backtest_length(backtest.n_effective, 0.5))


def test_a_stricter_level_and_a_lower_target_need_longer_records(make_strategy, measure, only, searched, trial_noise):
    subject = searched(make_strategy(0.002), trial_noise)
    plain, strict = measure(CHECK, subject), measure(CHECK, subject, alpha=0.01, target_sharpe=0.5)
    for metric in ("track_record", "backtest_length"):
        assert only(strict, metric).value < only(plain, metric).value


def test_each_length_is_absent_with_its_own_reason(make_strategy, measure, searched, trial_noise):
    assert (
        measure(CHECK, searched(make_strategy(cost=None), trial_noise)).absent["track_record"].startswith("no cost is declared")
    )
    assert measure(CHECK, make_strategy()).absent["backtest_length"].startswith("no returns of the trials")
    assert "periods_per_year" in measure(CHECK, searched(make_strategy(year=None), trial_noise)).absent["backtest_length"]


def test_it_is_inconclusive_where_neither_length_is_known(make_strategy, measure):
    assert measure(CHECK, make_strategy(cost=None)).status is Status.INCONCLUSIVE


def test_it_does_not_concern_a_forecast(make_subject, measure):
    data = (np.ones((50, 1)), np.arange(50.0))
    assert measure(CHECK, make_subject("regression", data, data, lambda frame: frame.iloc[:, 0])).status is Status.NOT_APPLICABLE
