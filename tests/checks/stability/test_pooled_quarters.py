import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "stability.pooled-quarters"


@pytest.fixture
def samples(rows):
    return rows(400, 1), rows(500, 2)


@pytest.fixture
def harmed(rows):
    """``harmed(n)``: production rows in which the relation is turned over, mildly."""
    return lambda n=450: rows(n, 3, slope=-0.1)


def test_harm_that_no_single_quarter_shows_adds_up(deployed, measure, only, samples, harmed, first):
    evidence = measure(CHECK, deployed("regression", *samples, harmed(), first))
    assert only(evidence, "advantage").high < 0
    assert only(evidence, "evidence_of_harm").p_value < 0.025
    bounds = [row[3] for row in evidence.tables[0].rows]
    assert bounds[0] > 0 > bounds[-1]


def test_skill_in_use_is_shown_and_no_harm(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, rows(450, 3), first))
    assert only(evidence, "advantage").low > 0
    assert only(evidence, "evidence_of_skill").value > 2
    assert only(evidence, "evidence_of_harm").p_value > 0.5


def test_a_sound_model_of_little_skill_is_not_accused(deployed, measure, only, rows):
    def weak(frame):
        return 0.1 * frame.iloc[:, 0]

    parts = [rows(n, seed, slope=0.1) for n, seed in ((400, 1), (500, 2), (300, 3))]
    assert only(measure(CHECK, deployed("regression", *parts, weak)), "advantage").high > 0


def test_before_deployment_and_for_a_strategy_there_is_no_question(make_subject, deployed, measure, samples, rows, first):
    assert measure(CHECK, make_subject("regression", *samples, first)).reason.startswith("nothing in use yet")
    assert measure(CHECK, deployed("strategy", *samples, rows(100, 3), first)).status is Status.NOT_APPLICABLE


def test_rows_without_dates_and_few_of_them_are_inconclusive(deployed, measure, samples, rows, first):
    assert "no dates" in measure(CHECK, deployed("regression", *samples, rows(100, 3), first, time=None)).reason
    assert "20 steps" in measure(CHECK, deployed("regression", *samples, rows(20, 3), first)).reason


def test_the_confidence_and_the_bound_are_honoured(deployed, measure, only, samples, rows, first):
    subject = deployed("regression", *samples, rows(300, 3), first)
    wide, narrow = (only(measure(CHECK, subject, confidence=level), "advantage") for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert "0 of the steps beyond" not in only(measure(CHECK, subject, bound=0.9), "advantage").convention


def test_overlapping_outcomes_are_bet_on_in_streams(deployed, measure, only, samples, rows, first):
    found = only(measure(CHECK, deployed("regression", *samples, rows(300, 3), first, horizon=5)), "advantage")
    assert "in 5 streams" in found.convention
    assert found.n_effective == pytest.approx(60)


def test_the_advantage_is_the_bounded_mean_computed_by_hand(deployed, measure, only, samples, rows, first):
    late = rows(300, 3)
    evidence = measure(CHECK, deployed("regression", *samples, late, first))
    mean = samples[0][1].mean()
    saved = [(y - mean) ** 2 - (y - X[:, 0]) ** 2 for X, y in (samples[1], late)]
    most, unit = np.quantile(np.abs(saved[0]), 0.99), np.mean((samples[1][1] - mean) ** 2)
    assert only(evidence, "advantage").value == pytest.approx(np.clip(saved[1], -most, most).mean() / unit)


def test_quarters_are_those_of_the_calendar_and_all_rows_stand_in_one(deployed, measure, samples, rows, first):
    (table,) = measure(CHECK, deployed("regression", *samples, rows(300, 3), first)).tables
    assert [row[0] for row in table.rows] == ["2017 Q2", "2017 Q3", "2017 Q4", "2018 Q1", "2018 Q2"][: len(table.rows)]
    assert sum(row[4] for row in table.rows) <= 300
