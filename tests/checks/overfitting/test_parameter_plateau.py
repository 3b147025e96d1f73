import dataclasses

import numpy as np
import pytest
from scipy import stats

from governance.record.evidence import Status
from governance.subject.subject import Trials

CHECK = "overfitting.parameter-plateau"
# 41 settings of one parameter; the chosen one, at the middle, comes last.
WINDOWS = [*range(10, 30), *range(31, 51), 30]


def settings(*names):
    return [{name: str(window) for name in names} for window in WINDOWS]


def test_a_lone_peak_among_settings_without_skill_is_found(sought, measure, only):
    evidence = measure(CHECK, sought(np.full(41, -0.5), settings("window")))
    assert only(evidence, "kept").high < 0.2
    assert only(evidence, "neighbours_with_skill").n == 20


def test_a_peak_whose_neighbours_do_harm_has_none_with_skill(sought, measure, only):
    found = only(measure(CHECK, sought(np.full(41, -0.9), settings("window"))), "neighbours_with_skill")
    assert (found.value, found.high < 0.2) == (0.0, True)


def test_a_smooth_hill_and_a_flat_plain_are_plateaus(sought, measure, only):
    hill = -0.0002 * (np.array(WINDOWS) - 30.0) ** 2
    for leads in (hill, np.random.default_rng(0).normal(scale=0.01, size=41)):
        evidence = measure(CHECK, sought(leads, settings("window")))
        assert only(evidence, "kept").low > 0.9
        assert only(evidence, "neighbours_with_skill").value == 1.0


def test_a_loss_is_read_the_other_way_round(sought, measure, only):
    plateau = measure(CHECK, sought(np.full(41, 0.02), settings("window"), name="rmse"))
    assert only(plateau, "kept").low > 0.9
    peak = measure(CHECK, sought(np.full(41, 0.4), settings("window"), name="rmse"))
    assert only(peak, "kept").high < 0.2


def test_runs_that_differ_in_what_is_no_number_are_no_neighbours_and_seeds_are_repetitions(sought, measure, only):
    told = [{"window": str(window), "kind": "b" if window < 30 else "a", "seed": str(window % 3)} for window in WINDOWS]
    leads = np.where(np.array(WINDOWS) < 30, -0.5, 0.0)
    evidence = measure(CHECK, sought(leads, told))
    assert only(evidence, "kept").value == pytest.approx(1.0)
    assert only(evidence, "kept").convention.endswith("; window")


def test_a_parameter_over_orders_of_magnitude_is_scaled_by_its_logarithm(sought, measure, only):
    told = [{"rate": str(10 ** (window / 10))} for window in WINDOWS]
    assert only(measure(CHECK, sought(np.zeros(41), told)), "kept").n == 20


def test_without_neighbours_numbers_or_skill_it_is_inconclusive(sought, measure):
    wide = [{"depth": str(depth)} for depth in (1, 2, 4, 8, 16, 9)]
    assert "settings lie within 0.25 of the tried ranges" in measure(CHECK, sought(np.zeros(6), wide)).reason
    words = [{"kind": f"k{number}"} for number in range(8)]
    assert "differ in no numeric parameter" in measure(CHECK, sought(np.zeros(8), words)).reason
    useless = sought(np.zeros(41), settings("window"), answer=lambda frame: -frame.iloc[:, 0])
    assert "there is no peak" in measure(CHECK, useless).reason
    alone = dataclasses.replace(useless, trials=Trials(()))
    assert measure(CHECK, alone).status is Status.INCONCLUSIVE


def test_radius_and_fewest_neighbours_can_be_set(sought, measure, only):
    subject = sought(np.zeros(41), settings("window"))
    assert only(measure(CHECK, subject, radius=0.1), "kept").n == 8
    assert "fewer than 21 are not compared" in measure(CHECK, subject, fewest=21).reason


def test_it_agrees_with_a_t_interval_by_hand(sought, measure, only):
    leads = np.random.default_rng(1).normal(loc=-0.2, scale=0.05, size=41)
    subject = sought(leads, settings("window"))
    figure = subject.logged[0].value
    near = np.abs(np.array(WINDOWS[:-1]) - 30) <= 10
    kept = (figure + leads[:-1][near]) / figure
    found = only(measure(CHECK, subject), "kept")
    assert found.value == pytest.approx(kept.mean(), abs=0.01)  # no skill is the training mean's R squared, just below 0
    low, high = stats.t.interval(0.95, 19, kept.mean(), stats.sem(kept))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)
