import numpy as np
import pytest

from governance.record.declaration import Role

CHECK = "data.duplicates"


@pytest.fixture
def share(make_subject, measure, only):
    def measured(X, y, metric="duplicate_share", segment=None, **options):
        parameters = {name: options.pop(name) for name in ("chance",) if name in options}
        subject = make_subject("regression", (X, y), None, lambda frame: frame["x0"], **options)
        return only(measure(CHECK, subject, **parameters), metric, segment)

    return measured


def test_copied_rows_are_counted_exactly(share):
    X, y = np.random.default_rng(0).normal(size=(100, 3)), np.random.default_rng(1).normal(size=100)
    found = share(np.vstack([X, X[:5]]), np.concatenate([y, y[:5]]), time=False)
    assert found.low == found.value == found.high == 5 / 105
    assert found.role is Role.TRAINING


def test_rows_alike_at_other_times_are_no_copies(share):
    assert share(np.ones((100, 2)), np.ones(100)).value == 0


def test_the_same_row_twice_at_one_time_is_a_copy(share):
    times = np.datetime64("2024-01-01", "ns") + np.arange(100) * np.timedelta64(1, "D")
    times[50] = times[49]
    assert share(np.ones((100, 2)), np.ones(100), times={Role.TRAINING: times}).value == 1 / 100


@pytest.mark.parametrize("seed", range(5))
def test_coarse_cases_that_are_alike_are_not_accused(share, seed):
    generator = np.random.default_rng(seed)
    X, y = generator.integers(0, 3, size=(500, 3)).astype(float), generator.integers(0, 2, 500).astype(float)
    assert share(X, y, time=False).value == 0
    assert share(X, y, "repeated_rows", "training", time=False).value > 0.5


def test_what_chance_may_do_is_the_policys(share):
    generator = np.random.default_rng(3)
    X = generator.integers(0, 30, size=(40, 1)).astype(float)
    y = np.zeros(40)
    assert share(X, y, time=False, chance=0.001).value <= share(X, y, time=False, chance=1.0).value


@pytest.mark.parametrize("step", [np.timedelta64(1, "ns"), 0.25])
def test_times_count_to_their_last_digit(share, step):
    start = 1.7e9 if isinstance(step, float) else np.datetime64("2024-01-01", "ns")
    assert share(np.ones((100, 2)), np.ones(100), times={Role.TRAINING: start + np.arange(100) * step}).value == 0


def test_what_another_check_made_of_the_rows_changes_nothing(make_subject, measure):
    X, y = np.random.default_rng(4).normal(size=(200, 3)), np.random.default_rng(5).normal(size=200)
    X[7], y[7] = X[6], y[6]
    subject = make_subject("regression", (X, y), (X[:50], y[:50]), lambda frame: frame["x0"], time=False)
    alone = measure(CHECK, subject)
    measure("data.sample-overlap", subject)
    assert measure(CHECK, subject) == alone
