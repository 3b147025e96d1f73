import numpy as np
import pandas as pd
import pytest

from governance.record.evidence import Shape, Status
from governance.statistics.effects import accumulated_local_effects

CHECK = "interpretability.effects"
QUICK = {"resamples": 100}


@pytest.fixture
def data():
    X = np.random.default_rng(0).normal(size=(1400, 3))
    return (X[:700], X[:700, 0]), (X[700:], X[700:, 0])


def of(evidence, metric):
    return {item.segment: item for item in evidence.measurements if item.metric == metric}


def curves(evidence):
    return {table.columns[0]: np.array(table.rows) for table in evidence.tables if table.shape is Shape.CURVE}


def test_linear_effects_are_found_in_their_order_and_size(make_subject, additive, measure, data):
    subject = make_subject("regression", *data, additive(weights=(2.0, -1.0, 0.0)))
    evidence = measure(CHECK, subject, **QUICK)
    found = of(evidence, "effect")
    assert list(found) == ["x0", "x1"]
    assert found["x0"].value == pytest.approx(2 / np.sqrt(5), abs=0.08)
    assert found["x0"].low < found["x0"].value < found["x0"].high
    assert found["x0"].value > 1.7 * found["x1"].value


def test_the_curve_of_a_linear_feature_is_its_line(make_subject, additive, measure, data):
    curve = curves(measure(CHECK, make_subject("regression", *data, additive(weights=(2.0, -1.0, 0.0))), **QUICK))["x1"]
    assert np.diff(curve[:, 1]) / np.diff(curve[:, 0]) == pytest.approx(np.full(len(curve) - 1, -1.0))
    assert np.all((curve[:, 2] <= curve[:, 1] + 1e-9) & (curve[:, 1] <= curve[:, 3] + 1e-9))


def test_without_correlation_partial_dependence_keeps_to_the_accumulated_effect(make_subject, additive, measure, data):
    gaps = of(measure(CHECK, make_subject("regression", *data, additive(weights=(2.0, -1.0, 0.0))), **QUICK), "dependence_gap")
    assert max(item.value for item in gaps.values()) < 1e-9


def test_partial_dependence_of_correlated_features_that_act_together_is_seen_to_leave_it(make_subject, additive, measure):
    class Product(additive):
        def _sum(self, frame):
            return (frame["x0"] * frame["x1"]).to_numpy()[:, None] + 0.01 * frame["x0"].to_numpy()[:, None]

    generator = np.random.default_rng(1)
    first = generator.normal(size=1400)
    X = np.column_stack([first, first + 0.1 * generator.normal(size=1400)])
    subject = make_subject("regression", (X[:700], first[:700]), (X[700:], first[700:]), Product(weights=(1.0, 1.0)))
    evidence = measure(CHECK, subject, **QUICK)
    (table,) = [item for item in evidence.tables if item.name == "effects"]
    assert of(evidence, "dependence_gap")["x0"].value > 0.5
    assert table.rows[0][3] == "x1"
    assert table.rows[0][4] > 0.95


def test_it_agrees_with_the_statistic_on_the_same_bins(make_subject, additive, measure, data):
    """On rows whose quantiles are those of training, all of them moved, the curve is that of the pure function."""
    X = data[0][0]
    X = X[(X[:, 0] > np.quantile(X[:, 0], 0.012)) & (X[:, 0] < np.quantile(X[:, 0], 0.988))]
    model = additive(weights=(1.0, 0.5, 0.2))
    subject = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), model)
    curve = curves(measure(CHECK, subject, **QUICK))["x0"]
    expected = accumulated_local_effects(lambda rows: rows @ model.weights, X, 0, 10)
    assert np.interp(0.0, curve[:, 0], curve[:, 1]) == pytest.approx(np.interp(0.0, expected.edges, expected.value), abs=0.02)


def test_features_rows_and_points_can_be_set(make_subject, additive, measure, data):
    subject = make_subject("regression", *data, additive(weights=(2.0, -1.0, 0.5)))
    evidence = measure(CHECK, subject, features=2, rows=200, points=5, **QUICK)
    assert list(of(evidence, "effect")) == ["x0", "x1"]
    assert of(evidence, "effect")["x0"].n == 200
    assert len(curves(evidence)["x0"]) == 5
    assert measure(CHECK, subject, rows=20, **QUICK).status is Status.INCONCLUSIVE


def test_missing_values_have_no_bin_and_are_left_out(make_subject, additive, measure, data):
    class Filling(additive):
        def _sum(self, frame):
            return super()._sum(frame.fillna(0.0))

        def contributions(self, frame, background):
            return super().contributions(frame.fillna(0.0), background.fillna(0.0))

    (X, y), (V, w) = data
    V = V.copy()
    V[:100, 0] = np.nan
    found = of(measure(CHECK, make_subject("regression", (X, y), (V, w), Filling(weights=(2.0, -1.0, 0.0))), **QUICK), "effect")
    assert (found["x0"].n, found["x1"].n) == (600, 700)


def test_it_does_not_concern_several_classes(make_subject, measure, data):
    subject = make_subject("multiclass", *data, lambda frame: np.full((len(frame), 3), 1 / 3))
    assert measure(CHECK, subject).status is Status.NOT_APPLICABLE


def test_it_is_inconclusive_where_the_model_gives_no_contributions_or_moves_by_text_alone(make_subject, additive, measure):
    frame = pd.DataFrame({"x": np.arange(100.0)})
    plain = make_subject("regression", (frame, frame["x"]), (frame, frame["x"]), lambda rows: rows["x"])
    assert "cannot be asked for contributions" in measure(CHECK, plain).reason
    flat = make_subject("regression", (frame, frame["x"]), (frame, frame["x"]), additive(weights=(0.0,)))
    assert "nothing to attribute" in measure(CHECK, flat).reason
