import numpy as np
import pandas as pd
import pytest

from governance.subject.attribution.curves import curves

ROWS = np.array([0, 5, 9])


def subject_of(make_subject, frame, model):
    half = len(frame) // 2
    parts = [(part.reset_index(drop=True), np.zeros(half)) for part in (frame.iloc[:half], frame.iloc[half:])]
    return make_subject("regression", *parts, model)


@pytest.fixture
def frame():
    generator = np.random.default_rng(0)
    return pd.DataFrame(
        {"x": generator.normal(size=400), "count": np.arange(400) % 5, "text": ["a", "b"] * 200, "still": np.ones(400)}
    )


def test_the_answers_are_those_of_rows_with_one_value_changed(make_subject, frame):
    subject = subject_of(make_subject, frame, lambda rows: rows["x"] ** 2 + rows["count"])
    found = curves(subject, "x", ROWS, 11)
    counts = frame["count"].iloc[200:].to_numpy()[ROWS]
    assert found.answers == pytest.approx(found.grid[None, :] ** 2 + counts[:, None])
    assert len(found.grid) == 11
    assert set(found.grid) <= set(frame["x"].iloc[:200])


def test_all_copies_are_scored_in_one_call(make_subject, frame):
    calls = []
    subject = subject_of(make_subject, frame, lambda rows: calls.append(len(rows)) or rows["x"])
    curves(subject, "x", ROWS, 11)
    assert calls == [33]


def test_a_feature_of_few_values_keeps_its_values_and_its_type(make_subject, frame):
    def model(rows):
        assert rows["count"].dtype == frame["count"].dtype
        return rows["count"] * 1.0

    assert curves(subject_of(make_subject, frame, model), "count", ROWS, 11).grid.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_missing_values_of_a_feature_are_no_part_of_its_grid(make_subject, frame):
    holed = frame.assign(x=frame["x"].where(frame.index % 3 > 0))
    assert np.isfinite(curves(subject_of(make_subject, holed, lambda rows: rows["x"].fillna(0)), "x", ROWS, 11).grid).all()


@pytest.mark.parametrize(
    ("feature", "reason"),
    [("absent", "the model has no feature 'absent'"), ("text", "the feature 'text' is not numeric, so that it has no steps")],
)
def test_a_feature_without_steps_gives_its_reason(make_subject, frame, feature, reason):
    assert curves(subject_of(make_subject, frame, lambda rows: rows["x"]), feature, ROWS, 11).reason == reason
