import sys

import numpy as np
import pytest

from governance.record.evidence import Status

CHECK = "stability.concept"


def turned(rows, at=0, n=250, slope=-1.0):
    X, y = rows(n, 3)
    y[at:] += (slope - 1.0) * X[at:, 0]
    return X, y


@pytest.fixture
def samples(rows):
    return rows(400, 1), rows(500, 2)


def test_a_relation_that_turns_over_in_production_is_found_with_its_day(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, turned(rows, at=150), first), resamples=400)
    for metric in ("skill_lost", "lost_without_skill"):
        assert only(evidence, metric).low > 1.0
    day = np.datetime64("2015-01-01") + 900 + 150
    alarms = [row[3] for row in evidence.tables[0].rows if row[3] is not None]
    assert np.timedelta64(0) <= np.datetime64(min(alarms)) - day <= np.timedelta64(20)


def test_a_relation_that_lasts_sets_off_no_detector(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, rows(250, 3), first), resamples=400)
    found = only(evidence, "skill_lost")
    assert (found.low, found.value, found.high) == (0.0, 0.0, 0.0)
    assert found.p_value > 0.01
    assert only(evidence, "power").value > 0.4


@pytest.mark.parametrize("noise", [0.3, 2.0])
def test_a_sound_model_in_a_noisier_or_calmer_market_is_not_accused(deployed, measure, only, samples, rows, first, noise):
    evidence = measure(CHECK, deployed("regression", *samples, rows(250, 5, noise=noise), first), resamples=400)
    assert only(evidence, "skill_lost").low < 0.5


def test_probabilities_that_no_longer_mean_anything_are_found(deployed, measure, only):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1500, 1))
    y = (generator.random(1500) < 1 / (1 + np.exp(-2 * X[:, 0]))).astype(float)
    y[1100:] = generator.random(400) < 0.5

    def model(frame):
        p = 1 / (1 + np.exp(-2 * frame.iloc[:, 0]))
        return np.column_stack([1 - p, p])

    subject = deployed("binary", *((X[part], y[part]) for part in (slice(500), slice(500, 1100), slice(1100, None))), model)
    assert only(measure(CHECK, subject, resamples=400), "lost_without_skill").low > 0.5


def test_before_deployment_there_is_nothing_to_drift(make_subject, measure, samples, first):
    evidence = measure(CHECK, make_subject("regression", *samples, first))
    assert evidence.status is Status.NOT_APPLICABLE
    assert evidence.reason.startswith("nothing in use yet")


def test_it_does_not_concern_a_strategy(deployed, measure, samples, rows, first):
    assert measure(CHECK, deployed("strategy", *samples, rows(250, 3), first)).status is Status.NOT_APPLICABLE


def test_a_few_rows_of_production_are_inconclusive(deployed, measure, samples, rows, first):
    assert "20 steps of production" in measure(CHECK, deployed("regression", *samples, rows(20, 3), first)).reason


def test_an_alarm_where_validation_showed_no_skill_is_open(deployed, measure, samples, rows, first):
    useless = rows(500, 2, slope=0.45)
    evidence = measure(CHECK, deployed("regression", samples[0], useless, turned(rows, slope=-3.0), first), resamples=400)
    assert "no skill" in evidence.absent["skill_lost"]


def test_rows_without_order_are_watched_in_file_order(deployed, measure, only, samples, rows, first):
    evidence = measure(CHECK, deployed("regression", *samples, turned(rows), first, time=False), resamples=400)
    assert only(evidence, "lost_without_skill").low > 0.5
    assert "independent bootstrap" in only(evidence, "skill_lost").convention


def test_the_rate_of_false_alarms_is_honoured_and_printed(deployed, measure, only, samples, rows, first):
    subject = deployed("regression", *samples, rows(250, 3), first)
    strict, loose = (measure(CHECK, subject, resamples=400, false_alarm_rate=rate) for rate in (0.01, 0.2))
    assert strict.tables[0].rows[0][2] > loose.tables[0].rows[0][2]
    printed = only(loose, "false_alarms")
    assert printed.low < 0.2 < printed.high + 0.03
    assert "0.2 over the sample" in printed.convention


def test_the_share_lost_is_that_of_means_computed_by_hand(deployed, measure, only, samples, rows, first):
    X, y = turned(rows)
    evidence = measure(CHECK, deployed("regression", *samples, (X, y), first, time=False), resamples=400)
    found = only(evidence, "skill_lost")
    skills, saved = [], []
    for features, outcome in (samples[1], (X[-found.n :], y[-found.n :])):
        model, naive = np.mean((outcome - features[:, 0]) ** 2), np.mean((outcome - samples[0][1].mean()) ** 2)
        skills.append(1 - model / naive)
        saved.append(naive - model)
    assert found.value == pytest.approx(min(1 - skills[1] / skills[0], 1 - saved[1] / saved[0]))


def test_no_single_row_stands_in_the_curve(deployed, measure, samples, rows, first):
    (_, curve) = measure(CHECK, deployed("regression", *samples, rows(250, 3), first), resamples=400, points=30).tables
    assert len(curve.rows) <= 30
    assert "over the 30 time steps" in curve.note


def test_adwin_is_shown_with_its_day_and_its_own_rate_of_false_alarms(deployed, measure, samples, rows, first):
    table = measure(CHECK, deployed("regression", *samples, turned(rows, at=150), first), resamples=400).tables[0]
    name, largest, delta, alarm, since, false = table.rows[-1]
    day = np.datetime64("2015-01-01") + 900 + 150
    assert (name, largest) == ("ADWIN", None)
    assert 0 < delta < 1
    assert np.timedelta64(0) <= np.datetime64(alarm) - day <= np.timedelta64(40)
    assert abs(np.datetime64(since) - day) <= np.timedelta64(20)
    assert 0 <= false <= 0.01
    assert "It is not judged" in table.note


def test_without_river_everything_but_the_row_of_adwin_is_the_same(deployed, measure, samples, rows, first, monkeypatch):
    subject = deployed("regression", *samples, turned(rows, at=150), first)
    present = measure(CHECK, subject, resamples=400)
    monkeypatch.setitem(sys.modules, "river", None)
    absent = measure(CHECK, subject, resamples=400)
    assert absent.measurements == present.measurements
    assert absent.tables[0].rows == present.tables[0].rows[:-1]
    assert "ADWIN was not watched: river is not installed" in absent.tables[0].note
    assert absent.tables[1:] == present.tables[1:]
