import math

import pytest

from governance.judging.criteria import edge, has_power, hold
from governance.policy.schema import Burden
from governance.record.declaration import Severity
from governance.record.judgement import Outcome
from governance.statistics.power import minimum_detectable_effect

MODEL, EVIDENCE = Burden.MODEL, Burden.EVIDENCE
LOW, MEDIUM, HIGH = Severity


def test_an_interval_within_the_mildest_limit_is_proven_good(case):
    answer = hold(case.criterion(low=0.1, high=0.5), case.seen(0.05, 0.0, 0.1), MODEL, None)
    assert (answer.outcome, answer.limit, answer.set_by) == (Outcome.SATISFIED, 0.1, "firm.yaml:1")
    assert (answer.severity, answer.unsettled, answer.needed_n) == (None, None, None)


def test_an_interval_beyond_limits_is_breached_at_the_gravest_wholly_passed(case):
    answer = hold(case.criterion(low=0.1, medium=0.2, high=0.5), case.seen(0.3, 0.21, 0.4), MODEL, None)
    assert (answer.outcome, answer.severity, answer.limit, answer.set_by) == (Outcome.BREACHED, MEDIUM, 0.2, "firm.yaml:2")
    assert answer.unsettled is None


def test_an_interval_that_ends_on_the_limit_has_not_passed_it(case):
    criterion = case.criterion(high=0.5)
    assert hold(criterion, case.seen(0.4, 0.3, 0.5), MODEL, None).outcome is Outcome.SATISFIED
    assert hold(criterion, case.seen(0.6, 0.5, 0.7), MODEL, None).outcome is Outcome.INCONCLUSIVE
    assert hold(criterion, case.seen(0.6, math.nextafter(0.5, 1), 0.7), MODEL, None).outcome is Outcome.BREACHED


def test_a_straddling_interval_is_inconclusive_where_the_model_bears_the_doubt(case):
    answer = hold(case.criterion(medium=0.1, high=0.5), case.seen(0.08, 0.0, 0.16), MODEL, 0.0)
    assert (answer.outcome, answer.severity, answer.unsettled) == (Outcome.INCONCLUSIVE, None, MEDIUM)
    assert answer.limit == 0.1
    assert "reaches over the limit" in answer.reason


def test_the_gravest_straddled_band_is_left_unsettled_by_a_milder_breach(case):
    answer = hold(case.criterion(low=0.1, medium=0.3, high=0.5), case.seen(0.35, 0.2, 0.6), MODEL, None)
    assert (answer.outcome, answer.severity, answer.unsettled, answer.limit) == (Outcome.BREACHED, LOW, HIGH, 0.1)


def test_at_least_is_the_mirror_of_at_most(case):
    criterion = case.criterion("at_least", medium=0.2, high=0.0)
    assert hold(criterion, case.seen(0.3, 0.2, 0.4), MODEL, None).outcome is Outcome.SATISFIED
    answer = hold(criterion, case.seen(0.1, 0.05, 0.15), MODEL, None)
    assert (answer.outcome, answer.severity) == (Outcome.BREACHED, MEDIUM)
    assert hold(criterion, case.seen(-0.1, -0.2, -0.01), MODEL, None).severity is HIGH
    assert hold(criterion, case.seen(0.1, -0.1, 0.3), MODEL, None).unsettled is HIGH


def test_between_is_held_on_both_sides(case):
    criterion = case.criterion("between", medium=(0.9, 1.1), high=(0.5, 1.5))
    assert hold(criterion, case.seen(1.0, 0.95, 1.05), MODEL, None).outcome is Outcome.SATISFIED
    below = hold(criterion, case.seen(0.7, 0.6, 0.8), MODEL, None)
    above = hold(criterion, case.seen(1.7, 1.6, 1.8), MODEL, None)
    assert (below.severity, below.limit) == (MEDIUM, 0.9)
    assert (above.severity, above.limit) == (HIGH, 1.5)
    assert hold(criterion, case.seen(1.0, 0.4, 1.6), MODEL, None).unsettled is HIGH


@pytest.mark.parametrize(("value", "outcome"), [(0.0, Outcome.SATISFIED), (0.1, Outcome.SATISFIED), (0.2, Outcome.BREACHED)])
@pytest.mark.parametrize("burden", Burden)
def test_an_exact_count_is_always_proven(case, value, outcome, burden):
    assert hold(case.criterion(high=0.1), case.seen(value), burden, None).outcome is outcome


def test_a_doubt_counts_for_the_model_only_where_the_sample_had_power(case):
    criterion = case.criterion(medium=0.1, high=0.5)
    strong = case.seen(0.05, -0.05, 0.15)
    weak = case.seen(0.05, -0.40, 0.50)
    assert hold(criterion, strong, EVIDENCE, 0.0).outcome is Outcome.SATISFIED
    answer = hold(criterion, weak, EVIDENCE, 0.0)
    assert answer.outcome is Outcome.INCONCLUSIVE
    assert "too small" in answer.reason


def test_without_a_sound_value_no_power_is_claimed(case):
    assert hold(case.criterion(high=0.5), case.seen(0.49, 0.47, 0.51), EVIDENCE, None).outcome is Outcome.INCONCLUSIVE


def test_power_is_four_in_five_to_the_digit(case):
    # (1.959964 + 0.841621) * half / 1.959964 = limit - sound, solved for the half-width at a limit of 0.5
    half = 0.5 / (1 + 0.8416212335729143 / 1.959963984540054)
    criterion = case.criterion(high=0.5)
    assert has_power(criterion, case.seen(0.3, 0.3 - half * 0.9999, 0.3 + half * 0.9999), 0.0)
    assert not has_power(criterion, case.seen(0.3, 0.3 - half * 1.0001, 0.3 + half * 1.0001), 0.0)


def test_power_is_read_off_the_wider_half_of_a_lopsided_interval(case):
    assert not has_power(case.criterion(high=0.5), case.seen(0.5, 0.05, 0.5), 0.0)


def test_there_is_no_power_against_a_limit_that_a_sound_subject_passes(case):
    assert not has_power(case.criterion(high=-1.0), case.seen(-1.0, -1.01, -0.99), 0.0)


def test_between_needs_power_on_its_nearer_side(case):
    criterion = case.criterion("between", high=(0.9, 3.0))
    assert not has_power(criterion, case.seen(1.0, 0.85, 1.15), 1.0)
    assert has_power(criterion, case.seen(1.0, 0.95, 1.05), 1.0)


def test_a_breach_below_a_band_that_had_power_leaves_nothing_unsettled(case):
    criterion = case.criterion(medium=0.1, high=0.5)
    seen = case.seen(0.4, 0.25, 0.55)
    assert hold(criterion, seen, MODEL, 0.0).unsettled is HIGH
    assert hold(criterion, seen, EVIDENCE, 0.0).unsettled is None


def test_the_sample_that_would_settle_it_shrinks_the_interval_to_the_nearest_limit(case):
    # half-width 0.2 at n = 100; the limit lies 0.05 away, so (0.2 / 0.05)^2 = 16 times as many rows
    assert hold(case.criterion(high=0.1), case.seen(0.05, -0.15, 0.25), MODEL, None).needed_n in (1600, 1601)
    assert hold(case.criterion(low=0.0, high=0.1), case.seen(0.08, -0.12, 0.28), MODEL, None).needed_n in (10000, 10001)


def test_what_a_sample_could_have_found_lies_beyond_the_limit_by_the_detectable_effect(case):
    error = 0.1 / 1.959964
    for seen in (case.seen(0.05, -0.05, 0.15), case.seen(0.05, -0.02, 0.15)):  # the wider half tells
        assert hold(case.criterion(high=0.1), seen, MODEL, None).detectable == pytest.approx(
            0.1 + minimum_detectable_effect(error), rel=1e-5
        )
    below = case.criterion("at_least", high=0.1)
    assert hold(below, case.seen(0.2, 0.1, 0.3), MODEL, None).detectable == pytest.approx(0.1 - minimum_detectable_effect(error))
    assert hold(below, case.seen(0.2), MODEL, None).detectable is None


def test_no_sample_settles_a_value_on_the_limit_or_next_to_it(case):
    assert hold(case.criterion(high=0.1), case.seen(0.1, 0.0, 0.2), MODEL, None).needed_n is None
    assert hold(case.criterion(high=0.1), case.seen(0.1 + 1e-7, 0.0, 0.2), MODEL, None).needed_n is None
    assert hold(case.criterion(high=0.1), case.seen(math.nextafter(0.1, 1), -1e300, 1e300), MODEL, None).needed_n is None


def test_no_sample_settles_an_interval_that_has_no_width_towards_the_limit(case):
    assert hold(case.criterion(high=0.1), case.seen(0.2, 0.05, 0.15), MODEL, None).needed_n is not None
    assert hold(case.criterion(high=0.1), case.seen(0.0, 0.05, 0.15, n_effective=0.0), MODEL, None).needed_n is None


def test_the_nearer_edge_decides():
    assert edge((-math.inf, 2.0), 5.0) == 2.0
    assert edge((1.0, math.inf), None) == 1.0
    assert edge((1.0, 2.0), 1.9) == 2.0
    assert edge((1.0, 2.0), None) == 1.0
