import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.remedies import halves, remedies

CHECK = "events.recalibration"


@pytest.fixture
def made(make_subject, additive):
    """Values driven by ``momentum``; the model may answer another ``weights``, and validation is off by ``moved``."""

    def subject(weights=(1.0, 0.0), *, moved=0.0, validation=800, task="regression", model=None):
        generator = np.random.default_rng(3)
        X = pd.DataFrame(generator.normal(size=(600 + validation, 2)), columns=["momentum", "noise"])
        y = X["momentum"].to_numpy() + generator.normal(size=len(X))
        y[600:] += moved
        if task == "binary":
            y = (y > 0).astype(float)
        return make_subject(task, (X[:600], y[:600]), (X[600:], y[600:]), model or additive(weights=weights))

    return subject


def saved(evidence):
    return {item.segment: item for item in evidence.measurements if item.metric == "saved_loss"}


def test_a_level_that_moved_is_the_first_thing_to_revisit(made, measure, only):
    evidence = measure(CHECK, made(moved=1.0))
    assert evidence.tables[0].rows[0][0].startswith("correct the ")
    assert saved(evidence)["correct the level"].low > 0.3
    assert only(evidence, "best_saved").low > 0.3


def test_a_scale_that_is_twice_too_large_is_found(made, measure):
    evidence = measure(CHECK, made((2.0, 0.0)))
    assert evidence.tables[0].rows[0][0] == "correct the scale"
    assert saved(evidence)["correct the scale"].low > 0.2
    assert saved(evidence)["correct the level"].high < 0.1


def test_a_feature_of_noise_is_better_left_out(made, measure):
    evidence = measure(CHECK, made((1.0, 1.0)))
    assert saved(evidence)["leave out noise"].low > 0.2
    assert "leave out momentum" not in saved(evidence) or saved(evidence)["leave out momentum"].high < 0


def test_a_feature_that_runs_away_is_better_capped(make_subject, additive, measure):
    generator = np.random.default_rng(4)
    X = generator.normal(size=(1400, 2))
    y = X[:, 0] + generator.normal(size=1400)
    X[700::20, 1] = 500.0
    subject = make_subject("regression", (X[:600], y[:600]), (X[600:], y[600:]), additive(weights=(1.0, 0.05)))
    assert saved(measure(CHECK, subject))["cap x1"].low > 0.5


def test_only_rows_that_a_change_reaches_are_put_to_the_model_and_the_losses_are_those_of_all(make_subject, additive):
    """Against every changed row scored anew, missing values and a column of whole numbers among them."""
    generator = np.random.default_rng(5)
    X = pd.DataFrame({"flow": generator.normal(size=1000), "count": generator.integers(0, 9, 1000)})
    X.loc[::7, "flow"] = np.nan
    y = generator.normal(size=1000)

    class Filled(additive):
        def score(self, frame):
            return super().score(frame.fillna(-3.0))

    subject = make_subject("regression", (X[:500], y[:500]), (X[500:], y[500:]), Filled(weights=(1.0, 0.5)))
    cut = halves(subject, 200)
    before = subject.rows_scored
    found = {item.name: item for item in remedies(subject, cut, refits=False)}
    assert subject.rows_scored - before < 4 * 400
    rows, training = np.concatenate([cut.earlier, cut.later]), X[:500]
    frame, target = X[500:].iloc[rows], y[500:][rows]
    for name in X.columns:
        low, middle, high = training[name].quantile([0.01, 0.5, 0.99])
        for what, column in (("leave out", middle), ("cap", frame[name].clip(low, high))):
            losses = np.square(subject.scoring.model.score(frame.assign(**{name: column}))[:, 0] - target)
            if f"{what} {name}" in found:
                item = found[f"{what} {name}"]
                np.testing.assert_allclose(np.concatenate([item.learned, item.tried]), losses)
    assert {"leave out flow", "cap flow", "leave out count"} <= set(found)


def test_a_sound_model_has_nothing_to_revisit(made, measure, only):
    evidence = measure(CHECK, made(validation=1600))
    assert only(evidence, "best_saved").low < 0.01
    assert all(item.low < 0.01 for item in saved(evidence).values())


def test_the_saving_agrees_with_the_losses_on_the_later_rows(made, measure):
    subject = made(moved=1.0)
    cut, sample = halves(subject, 1000), subject.samples[Role.VALIDATION]
    error = sample.target - subject.prediction(Role.VALIDATION)
    corrected = error[cut.later] - error[cut.earlier].mean()
    expected = 1 - np.mean(corrected**2) / np.mean(error[cut.later] ** 2)
    assert saved(measure(CHECK, subject))["correct the level"].value == pytest.approx(expected)
    assert cut.earlier.max() < cut.later.min() == 400


def test_the_model_is_fitted_anew_only_where_it_is_asked_for(made, measure):
    generator = np.random.default_rng(0)
    turned = LinearRegression().fit(
        pd.DataFrame(generator.normal(size=(50, 2)), columns=["momentum", "noise"]), generator.normal(size=50)
    )
    subject = made(model=turned)
    assert not any(name.startswith("fit again") for name in saved(measure(CHECK, subject)))
    found = saved(measure(CHECK, subject, refits=1))
    assert found["fit again to all rows until then"].low > 0.2
    assert subject.scoring.refits == 2


def test_what_could_not_be_refitted_is_told(made, measure):
    evidence = measure(CHECK, made(), refits=1)
    assert "cannot be refitted" in evidence.tables[0].note


def test_probabilities_that_are_too_bold_are_corrected_in_scale(made, measure):
    bold = LogisticRegression().fit(pd.DataFrame([[1.0, 0.0], [-1.0, 0.0]] * 20, columns=["momentum", "noise"]), [1, 0] * 20)
    bold.coef_ = np.array([[8.0, 0.0]])
    assert saved(measure(CHECK, made(task="binary", model=bold)))["correct the scale"].low > 0.2


def test_a_variance_that_is_half_of_what_it_should_be_is_multiplied(make_subject, measure):
    generator = np.random.default_rng(6)
    X = np.exp(generator.normal(size=(1200, 1)))
    y = X[:, 0] * generator.chisquare(5, size=1200) / 5
    subject = make_subject(
        "volatility", (X[:500], y[:500]), (X[500:], y[500:]), lambda frame: 0.4 * frame.iloc[:, 0], target_unit="variance"
    )
    assert saved(measure(CHECK, subject))["correct the level"].low > 0.2


def test_it_does_not_concern_strategies_and_is_inconclusive_with_few_rows_or_no_loss(made, measure, make_subject):
    assert measure(CHECK, made(task="strategy")).status is Status.NOT_APPLICABLE
    assert measure(CHECK, made(validation=50)).status is Status.INCONCLUSIVE
    X = np.random.default_rng(0).normal(size=(400, 1))
    perfect = make_subject("regression", (X[:200], X[:200, 0]), (X[200:], X[200:, 0]), lambda frame: frame.iloc[:, 0])
    assert "all zero" in measure(CHECK, perfect).reason


def test_parameters_are_honoured(made, measure, only):
    subject = made((1.0, 1.0))
    assert set(saved(measure(CHECK, subject, most=0))) == {"correct the level", "correct the scale"}
    assert only(measure(CHECK, subject, rows=100), "best_saved").n == 100
    few = saved(measure(CHECK, subject, most=2))
    assert all(item.confidence == pytest.approx(1 - 0.05 / 4) for item in few.values())
