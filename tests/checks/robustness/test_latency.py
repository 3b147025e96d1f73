import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from governance.record.evidence import Status

CHECK = "robustness.latency"


def slow(persistence, rows=600):
    generator = np.random.default_rng(0)
    carry = np.zeros(rows)
    for step in range(1, rows):
        carry[step] = persistence * carry[step - 1] + generator.normal() * np.sqrt(1 - persistence**2)
    return pd.DataFrame({"carry": carry}), carry + 0.5 * generator.normal(size=rows)


@pytest.fixture
def asked(make_subject, measure):
    def measured(table, task="regression", model=None, time=True, **parameters):
        X, y = table
        fitted = model or Ridge().fit(X, y)
        subject = make_subject(task, (X[:300], y[:300]), (X[300:], y[300:]), fitted, time=time)
        return measure(CHECK, subject, **{"resamples": 300, **parameters})

    return measured


def test_fast_features_lose_all_skill_with_one_row(asked, only):
    assert only(asked(slow(0.0)), "skill_lost", "1 row late").low > 0.7


def test_slow_features_lose_little_and_ever_more(asked, only):
    evidence = asked(slow(0.98))
    found = [only(evidence, "skill_lost", f"{bars} rows late").value for bars in (2, 5, 10, 22)]
    assert only(evidence, "skill_lost", "1 row late").high < 0.2
    assert found == sorted(found)


def test_the_loss_agrees_with_a_computation_by_hand(asked, only):
    X, y = slow(0.9)
    model = Ridge().fit(X, y)
    answers, outcome = model.predict(X[300:]), y[300:]
    own, late = ((outcome[22:] - values) ** 2 for values in (answers[22:], answers[20:-2]))
    free = (outcome[22:] - y[:300].mean()) ** 2
    found = only(asked((X, y), model=model), "skill_lost", "2 rows late")
    assert found.value == pytest.approx((late.mean() - own.mean()) / free.mean())
    assert found.n == 278


def test_a_strategy_loses_return(asked, only):
    X, y = slow(0.0)
    found = only(asked((X, y), "strategy"), "return_lost", "1 row late")
    assert found.low > 0.5


def test_a_classifier_loses_log_loss(asked, only):
    X, y = slow(0.0)
    outcome = (y > 0).astype(float)
    evidence = asked((X, outcome), "binary", LogisticRegression().fit(X, outcome))
    assert only(evidence, "skill_lost", "1 row late").low > 0.3
    assert "log loss" in evidence.measurements[0].convention


def test_it_does_not_concern_rows_without_order_and_short_samples_conclude_nothing(asked):
    assert asked(slow(0.9), time=False).status is Status.NOT_APPLICABLE
    assert asked(slow(0.9, rows=340)).status is Status.INCONCLUSIVE


def test_fewer_rows_may_be_asked(asked, only):
    assert only(asked(slow(0.9), rows=100), "skill_lost", "1 row late").n < 101


def test_a_panel_whose_series_cannot_be_told_apart_concludes_nothing(make_subject, measure):
    from governance.record.declaration import Role

    X, y = slow(0.9)
    days = np.repeat(np.datetime64("2020-01-01", "ns") + np.arange(150) * np.timedelta64(1, "D"), 2)
    times = {Role.TRAINING: days, Role.VALIDATION: days + np.timedelta64(200, "D")}
    subject = make_subject("regression", (X[:300], y[:300]), (X[300:], y[300:]), Ridge().fit(X, y), times=times)
    assert "tells the series of the panel apart" in measure(CHECK, subject).reason
