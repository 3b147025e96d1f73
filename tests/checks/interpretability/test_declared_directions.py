import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Shape, Status
from governance.statistics.resampling import wilson

CHECK = "interpretability.declared-directions"


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1600, 3))
    return (X[:800], X[:800, 0]), (X[800:], X[800:, 0])


@pytest.fixture
def made(make_subject, data):
    def subject(model, task="regression", **directions):
        return make_subject(task, *data, model, directions=directions)

    return subject


def shares(evidence):
    return {item.segment: item for item in evidence.measurements if item.metric == "violation_share"}


def test_a_model_that_goes_the_other_way_is_against_on_every_step(made, measure, only):
    found = only(measure(CHECK, made(lambda frame: -frame["x0"], x0="increasing")), "violation_share")
    assert found.value == 1.0
    assert found.low > 0.98


def test_a_model_that_keeps_its_direction_has_no_step_against_it_and_an_upper_bound_all_the_same(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: frame["x0"] + frame["x1"], x0="increasing"))
    found = only(evidence, "violation_share")
    assert (found.low, found.value) == (0.0, 0.0)
    assert found.high == pytest.approx(wilson(0, 500, 0.95)[1])
    assert only(evidence, "violation_size").high == 0.0


def test_the_share_agrees_with_a_count_by_hand(made, measure, only, data):
    """|x| falls up to zero and rises from there; on all rows alike the share is that of the falling steps."""
    grid = np.unique(np.quantile(data[0][0][:, 0], np.linspace(0.01, 0.99, 11), method="inverted_cdf"))
    falling = np.mean(np.diff(np.abs(grid)) < 0)
    found = only(measure(CHECK, made(lambda frame: frame["x0"].abs(), x0="increasing"), tolerance=0.0), "violation_share")
    assert found.value == pytest.approx(falling)


def test_a_direction_that_only_some_rows_break_counts_by_rows(made, measure, only, data):
    """The slope in x0 turns where x1 is positive, on about half of the rows: the interval is that of 500 rows, not of 5,000 steps."""
    found = only(measure(CHECK, made(lambda frame: -np.sign(frame["x1"]) * frame["x0"], x0="increasing")), "violation_share")
    assert found.value == pytest.approx(np.mean(data[1][0][:, 1] > 0), abs=0.05)
    assert 0.07 < found.high - found.low < 0.12


def test_bends_are_left_to_the_check_of_shapes(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["x0"] ** 2, x0="convex"))
    assert evidence.status is Status.NOT_APPLICABLE
    assert "declared-shape" in evidence.reason
    both = measure(CHECK, made(lambda frame: frame["x0"] ** 2 + frame["x1"], x0="convex", x1="increasing"))
    assert list(shares(both)) == [None, "x1"]
    assert shares(both)["x1"].confidence == 0.95


def test_the_worst_feature_stands_without_a_segment_and_each_under_its_name(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["x0"] - frame["x1"], x0="increasing", x1="increasing"))
    found = shares(evidence)
    assert list(found) == [None, "x1", "x0"]
    assert (found[None].value, found["x1"].value, found["x0"].value) == (1.0, 1.0, 0.0)
    assert (found[None].low, found[None].high) == (found["x1"].low, found["x1"].high)


def test_several_declarations_are_paid_for_in_each_interval(made, measure):
    def model(frame):
        return frame["x0"] + frame["x1"]

    one = shares(measure(CHECK, made(model, x0="increasing")))["x0"]
    two = shares(measure(CHECK, made(model, x0="increasing", x1="increasing")))["x0"]
    assert (one.confidence, two.confidence) == (0.95, 0.975)
    assert two.high == pytest.approx(wilson(0, 500, 0.975)[1])
    assert "Bonferroni over 2" in two.convention


def test_small_steps_against_count_once_the_tolerance_is_smaller(made, measure, only):
    def model(frame):
        return 10 * frame["x1"] - 0.1 * frame["x0"]

    subject = made(model, x0="increasing")
    assert only(measure(CHECK, subject), "violation_share").value == 0.0
    assert only(measure(CHECK, subject, tolerance=0.0), "violation_share").value == 1.0


def test_one_wild_answer_does_not_hide_steps_against(make_subject, measure, only, data):
    (X, y), (V, w) = data
    V = V.copy()
    V[0, 1] = 1e6
    subject = make_subject("regression", (X, y), (V, w), lambda f: f["x1"] - f["x0"], directions={"x0": "increasing"})
    assert only(measure(CHECK, subject), "violation_share").value > 0.9


def test_a_binary_model_is_followed_in_the_probability_of_its_positive_class(make_subject, measure, only, data):
    from scipy.special import expit

    binary = [(X, y > 0) for X, y in data]

    def model(frame):
        return np.column_stack([1 - expit(frame["x0"]), expit(frame["x0"])])

    subject = make_subject("binary", *binary, model, directions={"x0": "decreasing"})
    assert only(measure(CHECK, subject), "violation_share").value > 0.9


def test_it_does_not_concern_several_classes(make_subject, measure, data):
    subject = make_subject("multiclass", *data, lambda frame: np.full((len(frame), 3), 1 / 3), directions={"x0": "increasing"})
    assert measure(CHECK, subject).status is Status.NOT_APPLICABLE


def test_without_a_declaration_it_is_inconclusive_so_that_silence_is_no_advantage(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["x0"]))
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "no expected direction is declared")


def test_a_declared_feature_that_the_model_has_not_is_named(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["x0"], carry="increasing"))
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "the model has no feature 'carry'")


def test_a_feature_that_cannot_be_followed_does_not_silence_the_others(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["x0"], carry="increasing", x0="increasing"))
    assert list(shares(evidence)) == [None, "x0"]
    assert evidence.absent["violation_share"] == "the model has no feature 'carry'"


def test_text_has_no_steps(make_subject, measure):
    frame = pd.DataFrame({"x": np.arange(100.0), "venue": ["a", "b"] * 50})
    subject = make_subject(
        "regression", (frame, frame["x"]), (frame, frame["x"]), lambda rows: rows["x"], directions={"venue": "increasing"}
    )
    assert "is not numeric" in measure(CHECK, subject).reason


def test_a_feature_that_stands_still_has_no_steps(make_subject, measure):
    frame = pd.DataFrame({"x": np.arange(100.0), "flag": [1] * 100})
    subject = make_subject(
        "regression", (frame, frame["x"]), (frame, frame["x"]), lambda rows: rows["x"], directions={"flag": "increasing"}
    )
    assert "fewer than 2 values" in measure(CHECK, subject).reason


def test_a_constant_model_keeps_no_direction_because_it_has_none(made, measure):
    assert "do not vary" in measure(CHECK, made(lambda frame: np.ones(len(frame)), x0="increasing")).reason


def test_rows_points_and_the_fewest_rows_can_be_set(made, measure, only):
    subject = made(lambda frame: frame["x0"], x0="increasing")
    evidence = measure(CHECK, subject, rows=100, points=5)
    assert only(evidence, "violation_share").n == 100
    (sizes,) = [table for table in evidence.tables if table.name == "sizes"]
    assert sizes.rows[0][2:4] == (5, 400)
    assert measure(CHECK, subject, rows=100, smallest_n=101).status is Status.INCONCLUSIVE


def test_each_declared_feature_has_its_curve_with_a_band(made, measure):
    evidence = measure(CHECK, made(lambda frame: (1 + frame["x1"] ** 2) * frame["x0"], x0="increasing"))
    (curve,) = [table for table in evidence.tables if table.shape is Shape.CURVE]
    assert len(curve.rows) == 11
    assert all(low <= mean <= high for _, mean, low, high in curve.rows)
    assert curve.rows[-1][1] > 0


def test_a_booster_with_a_constraint_keeps_it_and_one_on_noise_does_not(make_subject, measure, only):
    from lightgbm import LGBMRegressor

    from governance.record.declaration import Task
    from governance.subject.model.wrapping import wrap

    generator = np.random.default_rng(3)
    X = pd.DataFrame(generator.normal(size=(1200, 2)), columns=["a", "b"])
    y = X["a"] + 3 * generator.normal(size=1200)
    found = {}
    for name, constraint in (("kept", [1, 0]), ("broken", [0, 0])):
        native = LGBMRegressor(n_estimators=100, monotone_constraints=constraint, verbose=-1, n_jobs=1).fit(X[:800], y[:800])
        parts = (X[:800], y[:800]), (X[800:].reset_index(drop=True), y[800:])
        model = wrap(native, "lightgbm", Task.REGRESSION)
        subject = make_subject("regression", *parts, model, directions={"a": "increasing"})
        found[name] = only(measure(CHECK, subject), "violation_share")
    assert found["kept"].value == 0.0
    assert found["broken"].low > 0.1
