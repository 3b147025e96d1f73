import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "short-history.history"


@pytest.fixture
def made(make_subject):
    """``made(n, share)``: a model that knows ``share`` of the variance of an outcome without memory."""

    def subject(n, share, seed=0, **given):
        generator = np.random.default_rng(seed)
        X = generator.normal(size=(1000 + n, 1))
        y = np.sqrt(share) * X[:, 0] + np.sqrt(1 - share) * generator.normal(size=1000 + n)
        parts = (X[:1000], y[:1000]), (X[1000:], y[1000:])
        return make_subject("regression", *parts, lambda frame: np.sqrt(share) * frame["x0"], periods_per_year=252, **given)

    return subject


def test_a_small_skill_on_a_short_sample_needs_more_history_than_is_held(made, measure, only):
    found = only(measure(CHECK, made(150, 0.01)), "held_over_needed")
    assert found.value < 1


def test_a_model_that_knows_half_of_the_outcome_has_history_enough(made, measure, only):
    found = only(measure(CHECK, made(600, 0.5)), "held_over_needed")
    assert found.low > 1


def test_rows_held_over_rows_needed_is_the_squared_value_over_half_the_width(made, measure, only):
    evidence, subject = measure(CHECK, made(400, 0.3)), made(400, 0.3)
    _, needed = evidence.tables
    value, width = evidence.tables[0].rows[-1][1], only(evidence, "width").value
    assert only(evidence, "held_over_needed").value == pytest.approx((value / (width / 2)) ** 2)
    assert needed.rows[1][1] == pytest.approx(400 / only(evidence, "held_over_needed").value)
    assert value == pytest.approx(only(measure("benchmark.naive", subject), "skill").value)


def test_the_width_falls_with_the_root_of_the_length(made, measure):
    points = measure(CHECK, made(3000, 0.3), resamples=2000).tables[0].rows
    lengths, widths = np.array([(row[0], row[3] - row[2]) for row in points]).T
    slope = np.polyfit(np.log(lengths), np.log(widths), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.15)


def test_a_model_without_skill_has_no_history_that_would_suffice(make_subject, measure, only):
    generator = np.random.default_rng(2)
    X, y = generator.normal(size=(600, 1)), generator.normal(size=600)
    evidence = measure(CHECK, make_subject("regression", (X, y), (X, y), lambda frame: frame["x0"]))
    assert only(evidence, "held_over_needed").value == 0.0
    assert evidence.tables[1].rows[1] == ("needed", None, None)


def test_slow_errors_leave_fewer_effective_rows(make_subject, measure, only):
    generator = np.random.default_rng(3)
    X, error = generator.normal(size=(1000, 1)), np.repeat(generator.normal(size=50), 20)
    y = X[:, 0] + error
    found = only(measure(CHECK, make_subject("regression", (X, y), (X, y), lambda frame: frame["x0"])), "effective_rows")
    assert found.value < 500


def test_a_strategy_is_measured_by_its_sharpe_ratio(make_subject, measure, only):
    returns = 0.002 + 0.01 * np.random.default_rng(4).normal(size=800)
    held = np.ones((800, 1))
    evidence = measure(CHECK, make_subject("strategy", (held, returns), (held, returns), lambda frame: frame["x0"]))
    assert evidence.tables[0].rows[-1][1] == pytest.approx(returns.mean() / returns.std())
    assert "Sharpe" in only(evidence, "width").convention


def test_a_history_that_cannot_be_shortened_is_inconclusive(made, measure):
    evidence = measure(CHECK, made(50, 0.5))
    assert evidence.status is Status.INCONCLUSIVE
    assert "cannot be shortened" in evidence.reason


def test_rows_with_an_infinite_loss_are_not_left_out(make_subject, measure):
    X = np.random.default_rng(5).normal(size=(200, 1))
    subject = make_subject("volatility", (X, X[:, 0] ** 2), (X, X[:, 0] ** 2), lambda frame: frame["x0"], target_unit="variance")
    assert "not finite" in measure(CHECK, subject).reason


def test_the_number_of_lengths_is_honoured(made, measure):
    assert [row[0] for row in measure(CHECK, made(400, 0.3), lengths=3).tables[0].rows] == [177, 266, 400]
