import dataclasses

import numpy as np
import pytest

from governance.record.evidence import Status
from governance.subject.model.interface import Failure

CHECK = "interpretability.attribution"
WEIGHTS = (2.0, -1.0, 0.0)


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(2100, 3))
    y = 2 * X[:, 0] - X[:, 1] + generator.normal(size=2100)
    return (X[:1200], y[:1200]), (X[1200:], y[1200:])


@pytest.fixture
def made(make_subject, additive, data):
    def subject(spoil=lambda given: given, weights=WEIGHTS, **options):
        return make_subject("regression", *data, additive(weights=weights, spoil=spoil), **options)

    return subject


def importances(evidence):
    return {item.segment: item for item in evidence.measurements if item.metric == "importance"}


def test_contributions_that_do_not_add_up_are_found_exactly(made, measure, only):
    def shortened(given):
        values = given.values.copy()
        values[7, 0, 0] += 0.5
        return dataclasses.replace(given, values=values)

    found = only(measure(CHECK, made(shortened)), "additivity_residual")
    assert found.low == found.value == found.high
    assert 0.01 < found.value < 0.5
    assert found.confidence is None


def test_an_explanation_of_another_score_is_found(made, measure, only):
    other = made(lambda given: dataclasses.replace(given, as_scores=given.as_scores * 0.9))
    assert only(measure(CHECK, other), "additivity_residual").value > 0.01


def test_a_sound_explanation_leaves_nothing_over(made, measure, only):
    evidence = measure(CHECK, made())
    assert only(evidence, "additivity_residual").value < 1e-12
    assert only(evidence, "additivity_residual").n == 900
    assert evidence.absent == {}


def test_importance_agrees_with_a_computation_by_hand(made, measure, data):
    evidence = measure(CHECK, made(), background=5000)
    centre = data[0][0].mean(axis=0)
    sizes = np.abs((data[1][0] - centre) * WEIGHTS).mean(axis=0)
    found = importances(evidence)
    assert list(found) == ["x0", "x1", "x2"]
    for place, share in enumerate(sizes / sizes.sum()):
        assert found[f"x{place}"].value == pytest.approx(share)
    assert found["x0"].low < found["x0"].value < found["x0"].high


def test_a_feature_that_is_not_used_has_no_importance(made, measure):
    unused = importances(measure(CHECK, made()))["x2"]
    assert (unused.low, unused.value, unused.high) == (0.0, 0.0, 0.0)


def test_the_outputs_of_a_multiclass_model_are_added(make_subject, additive, measure, data):
    """Three outputs that are one, two and three times the same sum have the shares of that sum."""

    class Three(additive):
        def score(self, frame):
            from scipy.special import softmax

            return softmax(self._sum(frame) * [1.0, 2.0, 3.0], axis=1)

        def contributions(self, frame, background):
            given = super().contributions(frame, background)
            return dataclasses.replace(
                given, values=given.values * [1.0, 2.0, 3.0], base=given.base * [1.0, 2.0, 3.0],
                explained=given.explained * [1.0, 2.0, 3.0], as_scores=self.score(frame), scale="margin", link="softmax",
            )  # fmt: skip

    classes = [(X, np.digitize(y, [-1, 1])) for X, y in data]
    three = measure(CHECK, make_subject("multiclass", *classes, Three(weights=WEIGHTS, classes=(0, 1, 2))), background=5000)
    one = measure(CHECK, make_subject("regression", *data, additive(weights=WEIGHTS)), background=5000)
    shares = [{name: item.value for name, item in importances(evidence).items()} for evidence in (three, one)]
    assert shares[0] == pytest.approx(shares[1])
    (table,) = [table for table in three.tables if table.name == "by-output"]
    assert {row[:2]: row[2] for row in table.rows} == pytest.approx(
        {(name, str(output)): share for name, share in shares[1].items() for output in range(3)}
    )


def test_of_many_features_twenty_are_named_and_the_others_are_summed(make_subject, additive, measure):
    X = np.random.default_rng(1).normal(size=(400, 30))
    subject = make_subject("regression", (X[:200], X[:200, 0]), (X[200:], X[200:, 0]), additive(weights=np.arange(30.0)))
    evidence = measure(CHECK, subject)
    assert len(importances(evidence)) == 20
    (ranks,) = [table for table in evidence.tables if table.name == "ranks"]
    assert ranks.rows[-1][0] == "10 others"
    assert sum(row[2] for row in ranks.rows) == pytest.approx(1.0)


def test_importance_that_moves_from_period_to_period_is_shown(make_subject, additive, measure, data):
    (X, y), (V, w) = data
    V = V.copy()
    V[:450, 0] *= 0.1
    evidence = measure(CHECK, make_subject("regression", (X, y), (V, w), additive(weights=WEIGHTS)))
    (table,) = [table for table in evidence.tables if table.name == "over-time"]
    shares = [row[2] for row in table.rows if row[0] == "x0"]
    assert len(shares) == 12
    assert max(shares[:6]) < 0.3
    assert min(shares[6:]) > 0.5


def test_without_a_time_there_is_no_importance_over_time(made, measure):
    assert [table.name for table in measure(CHECK, made(time=None)).tables] == ["importance", "ranks"]


def test_a_sampling_method_shows_its_monte_carlo_error(made, measure):
    evidence = measure(
        CHECK,
        made(lambda given: dataclasses.replace(given, exact=False, standard_error=np.full_like(given.values, 0.25))),
    )
    (ranks,) = [table for table in evidence.tables if table.name == "ranks"]
    assert [row[-1] for row in ranks.rows] == [0.25, 0.25, 0.25]
    assert "sampled" in evidence.measurements[0].convention


def test_it_is_inconclusive_for_a_model_that_cannot_be_asked(make_subject, measure, data):
    evidence = measure(CHECK, make_subject("regression", *data, lambda frame: frame.iloc[:, 0]))
    assert (evidence.status, evidence.reason) == (
        Status.INCONCLUSIVE,
        "the function model cannot be asked for contributions",
    )


def test_it_is_inconclusive_where_the_model_fails_and_says_why(made, measure):
    evidence = measure(CHECK, made(lambda _: Failure("the trees are too deep")))
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "the trees are too deep")


def test_an_unknown_link_leaves_additivity_open_beside_the_sum_and_importance_that_are_measured(made, measure, only):
    evidence = measure(CHECK, made(lambda given: dataclasses.replace(given, as_scores=None, link="unknown", scale="margin")))
    assert "link: unknown" in evidence.absent["additivity_residual"]
    assert only(evidence, "additivity_residual").value < 1e-12
    assert "of the sum;" in only(evidence, "additivity_residual").convention
    assert len(importances(evidence)) == 3


def test_an_unknown_link_does_not_hide_a_sum_that_is_wrong(made, measure, only):
    broken = made(lambda given: dataclasses.replace(given, base=given.base + 1, as_scores=None, link="unknown", scale="margin"))
    assert only(measure(CHECK, broken), "additivity_residual").value > 0.05


def test_contributions_of_zero_have_no_importance_and_explain_nothing(made, measure, only):
    evidence = measure(CHECK, made(lambda given: dataclasses.replace(given, values=0 * given.values)))
    assert evidence.absent["importance"] == "every contribution is zero"
    assert only(evidence, "additivity_residual").value > 0.4


def test_it_is_inconclusive_with_fewer_rows_than_are_measured(made, measure):
    assert measure(CHECK, made(), rows=29).status is Status.INCONCLUSIVE
    assert measure(CHECK, made(), rows=29, smallest_n=29).status is Status.MEASURED


def test_rows_and_background_can_be_set(made, measure, only):
    found = only(measure(CHECK, made(), rows=300, background=40), "additivity_residual")
    assert found.n == 300
    assert "300 of 900 validation rows" in found.convention
    assert "40 training rows" in found.convention


def test_a_real_booster_and_a_real_ridge_explain_themselves_exactly(made, measure, only):
    from lightgbm import LGBMRegressor
    from sklearn.linear_model import Ridge

    from governance.record.declaration import Role, Task
    from governance.subject.model.wrapping import wrap
    from governance.subject.scoring import Scoring

    subject = made()
    training = subject.samples[Role.TRAINING]
    for native, flavour in ((LGBMRegressor(n_estimators=50, verbose=-1, n_jobs=1), "lightgbm"), (Ridge(), "sklearn")):
        model = wrap(native.fit(training.features, training.target), flavour, Task.REGRESSION)
        evidence = measure(CHECK, dataclasses.replace(subject, scoring=Scoring(model)))
        assert only(evidence, "additivity_residual").value < 1e-6
        assert list(importances(evidence))[:2] == ["x0", "x1"]


def test_a_real_classifier_s_log_odds_lead_back_to_its_probability(made, measure, only):
    from lightgbm import LGBMClassifier

    from governance.record.declaration import Role, Task
    from governance.subject.model.wrapping import wrap
    from governance.subject.scoring import Scoring

    subject = made()
    training = subject.samples[Role.TRAINING]
    native = LGBMClassifier(n_estimators=50, verbose=-1, n_jobs=1).fit(training.features, training.target > 0)
    evidence = measure(CHECK, dataclasses.replace(subject, scoring=Scoring(wrap(native, "lightgbm", Task.BINARY))))
    assert only(evidence, "additivity_residual").value < 1e-6
    assert "link: logit" in only(evidence, "additivity_residual").convention
