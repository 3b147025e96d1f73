from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from governance.demo import metrics
from governance.demo.submission import carry_out


@pytest.fixture
def volatility_plan(plans):
    return replace(plans["spx-volatility"], search=({"alpha": 0.03}, {"alpha": 3.0}))


def test_the_setting_that_is_best_on_the_deciding_sample_is_chosen(volatility_plan):
    submission = carry_out(volatility_plan)
    losses = [trial.metrics["val_qlike"] for trial in submission.trials]
    assert submission.chosen is submission.trials[int(np.argmin(losses))]


def test_where_more_is_better_the_largest_is_chosen(volatility_plan):
    submission = carry_out(replace(volatility_plan, decides="r2", larger_is_better=True))
    scores = [trial.metrics["val_r2"] for trial in submission.trials]
    assert submission.chosen.metrics["val_r2"] == max(scores)


def test_the_search_of_the_sound_model_never_looks_at_its_test_period(volatility_plan):
    submission = carry_out(volatility_plan)
    assert not [name for trial in submission.trials for name in trial.metrics if name.startswith("test_")]
    assert set(submission.metrics) == {"training", "validation", "test"}


def test_the_sound_model_answers_each_feature_as_declared(volatility_plan):
    fitted = carry_out(volatility_plan).chosen.fitted
    assert (fitted[-1].coef_ > 0).all()


def test_qlike_is_zero_for_a_perfect_forecast_and_follows_its_definition():
    realised = pd.Series([1.0, 2.0])
    assert metrics.of_variances(realised, realised.to_numpy())["qlike"] == 0.0
    expected = np.mean([0.5 - np.log(0.5) - 1, 1.0 - np.log(1.0) - 1])
    assert metrics.of_variances(realised, np.array([2.0, 2.0]))["qlike"] == pytest.approx(expected, rel=1e-12)
