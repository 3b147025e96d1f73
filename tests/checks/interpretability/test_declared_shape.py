import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Shape, Status
from governance.statistics.resampling import wilson

CHECK = "interpretability.declared-shape"


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


@pytest.mark.parametrize(("declared", "value"), [("convex", 0.0), ("concave", 1.0)])
def test_a_parabola_keeps_one_shape_and_breaks_the_other_on_every_point(made, measure, only, declared, value):
    found = only(measure(CHECK, made(lambda frame: frame["x0"] ** 2, x0=declared)), "violation_share")
    assert found.value == pytest.approx(value)
    assert (found.high < 0.01) if declared == "convex" else (found.low > 0.99)


def test_a_shape_that_is_kept_has_an_upper_bound_all_the_same(made, measure, only):
    evidence = measure(CHECK, made(lambda frame: np.exp(frame["x0"]), x0="convex"))
    assert only(evidence, "violation_share").high == pytest.approx(wilson(0, 500, 0.95)[1])
    assert only(evidence, "violation_size").high == 0.0


def test_a_straight_line_is_convex_and_concave(made, measure, only):
    for declared in ("convex", "concave"):
        found = only(measure(CHECK, made(lambda frame: 3 * frame["x0"] - frame["x1"], x0=declared)), "violation_share")
        assert found.value == 0.0


def test_the_size_agrees_with_the_largest_distance_from_a_chord_by_hand(made, measure, only, data):
    grid = np.unique(np.quantile(data[0][0][:, 0], np.linspace(0.01, 0.99, 5), method="inverted_cdf"))
    answers = data[1][0][:, 0] ** 2
    distances = [
        np.interp(grid[place], grid[[place - 1, place + 1]], grid[[place - 1, place + 1]] ** 2) - grid[place] ** 2
        for place in (1, 2, 3)
    ]
    found = only(measure(CHECK, made(lambda frame: frame["x0"] ** 2, x0="concave")), "violation_size")
    assert found.value == pytest.approx(max(distances) / np.subtract(*np.quantile(answers, [0.99, 0.01])))


def test_a_kink_the_wrong_way_counts_on_the_rows_that_have_it(made, measure, only, data):
    def model(frame):
        return np.where(frame["x1"] > 0, -1, 1) * frame["x0"] ** 2

    found = only(measure(CHECK, made(model, x0="convex")), "violation_share")
    assert found.value == pytest.approx(np.mean(data[1][0][:, 1] > 0), abs=0.05)
    assert found.low < found.value < found.high


def test_points_and_tolerance_can_be_set(made, measure, only):
    subject = made(lambda frame: frame["x0"] ** 2, x0="concave")
    evidence = measure(CHECK, subject, points=7)
    (sizes,) = [table for table in evidence.tables if table.name == "sizes"]
    assert sizes.rows[0][2:4] == (7, 2500)
    assert only(measure(CHECK, subject, tolerance=1.0), "violation_share").value == 0.0


def test_each_feature_with_a_shape_has_its_curve_and_slopes_are_left_to_the_check_of_directions(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["x0"] ** 2 - frame["x1"], x0="convex", x1="increasing"))
    assert [item.segment for item in evidence.measurements if item.metric == "violation_share"] == [None, "x0"]
    (curve,) = [table for table in evidence.tables if table.shape is Shape.CURVE]
    assert curve.title == "x0, declared convex"


def test_without_a_declared_shape_the_question_does_not_arise(made, measure):
    for declared in ({}, {"x0": "increasing"}):
        evidence = measure(CHECK, made(lambda frame: frame["x0"], **declared))
        assert (evidence.status, evidence.reason) == (Status.NOT_APPLICABLE, "no convex or concave answer is declared")


def test_a_declared_feature_that_the_model_has_not_is_named(made, measure):
    evidence = measure(CHECK, made(lambda frame: frame["x0"], strike="convex"))
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "the model has no feature 'strike'")


def test_two_values_have_no_bend(make_subject, measure):
    frame = pd.DataFrame({"x": np.arange(100.0), "flag": [0, 1] * 50})
    subject = make_subject(
        "regression", (frame, frame["x"]), (frame, frame["x"]), lambda rows: rows["x"], directions={"flag": "convex"}
    )
    assert "fewer than 3 values" in measure(CHECK, subject).reason


def test_a_booster_that_learned_a_bend_keeps_it_though_it_answers_in_steps(make_subject, measure, only):
    from lightgbm import LGBMRegressor

    from governance.record.declaration import Task
    from governance.subject.model.wrapping import wrap

    generator = np.random.default_rng(3)
    X = pd.DataFrame(generator.normal(size=(2000, 2)), columns=["a", "b"])
    y = X["a"] ** 2 + X["b"] + generator.normal(size=2000)
    native = LGBMRegressor(n_estimators=60, num_leaves=7, verbose=-1, n_jobs=1).fit(X[:1400], y[:1400])
    parts = (X[:1400], y[:1400]), (X[1400:].reset_index(drop=True), y[1400:])
    model, found = wrap(native, "lightgbm", Task.REGRESSION), {}
    for declared in ("convex", "concave"):
        subject = make_subject("regression", *parts, model, directions={"a": declared})
        found[declared] = only(measure(CHECK, subject), "violation_share")
    assert found["convex"].high < 0.05
    assert found["concave"].low > 0.5
