import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "robustness.undefined-input"


class Unchecked:
    """A model that computes with whatever it is given: ``function(frame)``."""

    def __init__(self, function):
        self.function = function

    def fit(self, frame, target):
        return self

    def predict(self, frame):
        return self.function(frame)


@pytest.fixture
def numbers():
    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.normal(size=(400, 3)), columns=["carry", "flow", "momentum"])
    return X, X["carry"].to_numpy() + generator.normal(size=400)


@pytest.fixture
def mixed(numbers):
    X, y = numbers
    return X.assign(venue=np.where(X["flow"] > 0, "east", "west")), y


@pytest.fixture
def asked(make_subject, measure):
    def measured(model, table, task="regression", **parameters):
        X, y = table
        return measure(CHECK, make_subject(task, (X[:300], y[:300]), (X[300:], y[300:]), model), **parameters)

    return measured


def test_a_model_that_hands_missing_values_on_is_found(asked, only, numbers):
    evidence = asked(Unchecked(lambda frame: frame["carry"] + 0.1 * frame["flow"]), numbers)
    silent = only(evidence, "silent_share")
    # missing and both infinities of the two features it reads, of 3 x 4 pairs; text raises an error
    assert silent.low == silent.value == silent.high == pytest.approx(6 / 12)
    assert "missing (carry, flow)" in silent.convention


def test_an_estimator_that_refuses_undefined_values_shows_no_fault(asked, only, numbers):
    evidence = asked(Ridge().fit(*numbers), numbers)
    assert only(evidence, "refused_share").value == 1.0
    assert only(evidence, "silent_share").value == only(evidence, "unbounded_share").value == 0.0


def test_a_model_that_fills_gaps_and_answers_within_range_shows_no_fault(asked, only, numbers):
    evidence = asked(HistGradientBoostingRegressor(max_iter=20).fit(*numbers), numbers)
    assert only(evidence, "refused_share").value < 1.0
    assert only(evidence, "silent_share").value == only(evidence, "unbounded_share").value == 0.0


def test_unseen_categories_are_refused_or_ignored_as_the_encoder_says(asked, only, mixed):
    X, y = mixed
    for handles, refused in (("error", 1), ("ignore", 0)):
        encoder = make_column_transformer((OneHotEncoder(handle_unknown=handles), ["venue"]), remainder="passthrough")
        evidence = asked(make_pipeline(encoder, Ridge()).fit(X, y), mixed)
        kinds = {row[0]: row for row in evidence.tables[0].rows}
        assert kinds["unseen category"][2] == refused
        assert only(evidence, "silent_share").value == 0.0


def test_a_missing_value_that_is_read_as_a_sentinel_gets_an_answer_out_of_range(asked, only, numbers):
    X, y = numbers
    sentinel = make_pipeline(SimpleImputer(strategy="constant", fill_value=-999.0), Ridge()).fit(X, y)
    far = only(asked(sentinel, numbers), "unbounded_share")
    assert far.value > 0.0
    assert "missing (carry" in far.convention


def test_answers_may_lie_as_far_out_as_the_parameter_says(asked, only, numbers):
    X, y = numbers
    sentinel = make_pipeline(SimpleImputer(strategy="constant", fill_value=-20.0), Ridge()).fit(X, y)
    assert only(asked(sentinel, numbers, beyond=0.5), "unbounded_share").value > 0.0
    assert only(asked(sentinel, numbers, beyond=50.0), "unbounded_share").value == 0.0


def test_distances_agree_with_a_computation_by_hand(make_subject, numbers):
    from governance.subject.attribution.rows import explained_rows
    from governance.subject.undefined import probes

    X, y = numbers
    model = make_pipeline(SimpleImputer(strategy="constant", fill_value=-999.0), Ridge()).fit(X, y)
    subject = make_subject("regression", (X[:300], y[:300]), (X[300:], y[300:]), model)
    drawn = X[300:].iloc[explained_rows(subject, 5)].assign(carry=np.nan)
    seen = np.concatenate([model.predict(X[:300]), y[:300]])
    (probe,) = [item for item in probes(subject, 5) if (item.feature, item.kind) == ("carry", "missing")]
    assert probe.distance == pytest.approx(float((seen.min() - model.predict(drawn)).max() / np.ptp(seen)))


def test_probabilities_that_are_none_count_as_silent(asked, only, numbers):
    class Overflowing(LogisticRegression):
        def predict_proba(self, X):
            return np.column_stack([1 - X["carry"].to_numpy(), X["carry"].to_numpy()])

    X, y = numbers[0].clip(0.01, 0.99), (numbers[1] > 0).astype(float)
    evidence = asked(Overflowing().fit(X, y), (X, y), "binary")
    assert only(evidence, "silent_share").value == pytest.approx(3 / 12)


def test_without_a_validation_sample_nothing_is_concluded(make_subject, measure, numbers):
    evidence = measure(CHECK, make_subject("regression", numbers, None, Ridge().fit(*numbers)))
    assert evidence.status is Status.INCONCLUSIVE
    assert Role.VALIDATION.value in evidence.reason


def test_every_row_more_is_asked(asked, numbers):
    model = Ridge().fit(*numbers)
    assert asked(model, numbers, rows=10).model_calls > asked(model, numbers, rows=2).model_calls
