import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import DecisionTreeRegressor

from governance.record.evidence import Status
from governance.subject.purged_paths import plan

CHECK = "out-of-sample.purged-cross-validation"


@pytest.fixture
def line():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1000, 2))
    return X, X[:, 0] + generator.normal(size=1000)


def subject_of(make_subject, X, y, model, task="regression", **more):
    return make_subject(task, (X[:600], y[:600]), (X[600:], y[600:]), model.fit(X[:600], y[:600]), **more)


def test_a_model_of_noise_has_no_skill_on_any_path(make_subject, measure, only, line):
    y = np.random.default_rng(1).normal(size=1000)
    evidence = measure(CHECK, subject_of(make_subject, line[0], y, DecisionTreeRegressor(random_state=0)))
    assert only(evidence, "skill").high < 0
    assert all(item.high < 0 for item in evidence.measurements)


def test_overlapping_labels_of_a_slow_feature_give_no_skill_once_they_are_purged(make_subject, measure, only):
    """A walk as feature and sums of 20 future steps as label: neighbours in time share label and feature, and nothing else."""
    generator = np.random.default_rng(5)
    walk, steps = np.cumsum(generator.normal(size=1000)), generator.normal(size=1020)
    y = np.array([steps[index : index + 20].sum() for index in range(1000)])
    model = KNeighborsRegressor(3)
    naive, purged = (
        measure(CHECK, subject_of(make_subject, walk[:, None], y, model, horizon=horizon), embargo=share)
        for horizon, share in ((1, 0.0), (20, 0.02))
    )
    assert only(purged, "skill").value < 0
    assert "purge of 20 and embargo of 20 steps" in only(purged, "skill").convention
    assert "purge of 1 and embargo of 0 steps" in only(naive, "skill").convention


def test_a_sound_model_has_skill_on_every_path(make_subject, measure, line):
    evidence = measure(CHECK, subject_of(make_subject, *line, LinearRegression()))
    assert all(item.low > 0.3 for item in evidence.measurements)


def test_a_model_that_cannot_be_refitted_is_inconclusive(make_subject, measure, line):
    X, y = line
    evidence = measure(CHECK, make_subject("regression", (X[:600], y[:600]), (X[600:], y[600:]), lambda frame: frame.iloc[:, 0]))
    assert evidence.reason == "the function model cannot be asked for refit"


def test_it_concerns_neither_a_strategy_nor_rows_without_order(make_subject, measure, line):
    assert measure(CHECK, subject_of(make_subject, *line, LinearRegression(), "strategy")).status is Status.NOT_APPLICABLE
    assert measure(CHECK, subject_of(make_subject, *line, LinearRegression(), time=False)).status is Status.NOT_APPLICABLE


def test_too_short_a_history_for_purge_and_embargo_is_inconclusive(make_subject, measure, line):
    evidence = measure(CHECK, subject_of(make_subject, *line, LinearRegression(), horizon=80))
    assert evidence.reason == "1000 steps of time are too few for 5 groups with purge and embargo"


@pytest.mark.parametrize(
    ("refits", "planned"), [(2, (2, 1)), (5, (5, 1)), (6, (4, 2)), (9, (4, 2)), (10, (5, 2)), (15, (6, 2)), (20, (6, 2))]
)
def test_the_plan_never_exceeds_the_refits_allowed(refits, planned):
    assert plan(refits) == planned


def test_the_budget_is_a_number_of_refits(make_subject, measure, line):
    subject = subject_of(make_subject, *line, LinearRegression())
    evidence = measure(CHECK, subject, refits=6)
    assert subject.scoring.refits == 6
    assert len([item for item in evidence.measurements if item.metric == "path_skill"]) == 3


def test_single_groups_agree_with_purged_folds_by_hand(make_subject, measure, only, line):
    X, y = line
    ours, theirs = [], []
    for fold in np.array_split(np.arange(1000), 4):
        kept = np.ones(1000, dtype=bool)
        kept[max(0, fold[0] - 1) : fold[-1] + 1 + 1 + 10] = False  # horizon of 1, embargo of one hundredth
        fit = LinearRegression().fit(X[kept], y[kept])
        ours.append((y[fold] - fit.predict(X[fold])) ** 2)
        theirs.append((y[fold] - y[kept].mean()) ** 2)
    found = only(measure(CHECK, subject_of(make_subject, X, y, LinearRegression()), refits=4), "skill")
    assert found.value == pytest.approx(1 - np.mean(np.concatenate(ours)) / np.mean(np.concatenate(theirs)))
    assert found.n == 1000
