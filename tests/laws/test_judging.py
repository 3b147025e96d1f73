"""Laws of judging, over all bands, intervals and tiers."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance.policy.strictness import rank
from governance.record.conclusion import Opinion
from governance.record.declaration import Severity, Weight
from governance.record.judgement import Outcome

# A coarse grid, so that intervals often end on limits and often straddle several.
numbers = st.integers(-6, 6).map(lambda whole: whole / 4)
halves = st.integers(0, 8).map(lambda whole: whole / 4)
steps = st.integers(0, 6).map(lambda whole: whole / 4)
tiers = st.sampled_from(["tier 1", "tier 2", "tier 3"])
weights = st.sampled_from([Weight.DECISIVE, Weight.SUPPORTING])


@st.composite
def bands(draw, weight=Weight.DECISIVE):
    known = list(Severity) if weight is Weight.DECISIVE else [Severity.LOW, Severity.MEDIUM]
    chosen = sorted(draw(st.sets(st.sampled_from(known), min_size=1)), key=lambda severity: severity.rank)
    limits = sorted(draw(st.sets(numbers, min_size=len(chosen), max_size=len(chosen))))
    return dict(zip(chosen, limits, strict=True))


@st.composite
def judged(draw):
    weight = draw(weights)
    return draw(bands(weight)), weight, draw(numbers), draw(halves), draw(halves)


def gravity(derived):
    """How grave the one judgement is: satisfied or not shown 0, then the severities."""
    (judgement,) = derived.judgements
    return 0 if judgement.severity is None else 1 + judgement.severity.rank


@settings(max_examples=300)
@given(judged(), steps, tiers)
def test_a_worse_value_is_never_a_lesser_finding(law, case, step, tier):
    limits, weight, value, below, above = case
    before = law.derived(tier, case)
    after = law.derived(tier, (limits, weight, value + step, below, above))
    assert gravity(after) >= gravity(before)


@settings(max_examples=300)
@given(judged(), steps, tiers)
def test_a_worse_value_never_earns_a_better_opinion(law, case, step, tier):
    limits, weight, value, below, above = case
    other = ({Severity.HIGH: 0.0}, Weight.DECISIVE, -1.0, 0.0, 0.0)
    before = law.derived(tier, case, other)
    after = law.derived(tier, (limits, weight, value + step, below, above), other)
    assert not law.better(after.conclusion.opinion, before.conclusion.opinion)


@settings(max_examples=300)
@given(judged(), steps)
def test_where_every_doubt_is_a_condition_the_opinion_only_falls(law, case, step):
    limits, weight, value, below, above = case
    other = ({Severity.HIGH: 0.0}, Weight.DECISIVE, -1.0, 0.0, 0.0)
    before = law.derived("tier 3", case, other)
    after = law.derived("tier 3", (limits, weight, value + step, below, above), other)
    assert rank(after.conclusion.opinion) >= rank(before.conclusion.opinion)


@given(judged(), st.dictionaries(st.sampled_from(list(Severity)), steps), tiers)
def test_a_tighter_limit_never_improves_finding_or_opinion(law, case, tightening, tier):
    limits, weight, value, below, above = case
    tighter = {severity: limit - tightening.get(severity, 0.0) for severity, limit in limits.items()}
    edges = list(tighter.values())
    assume(edges == sorted(set(edges)))
    other = ({Severity.HIGH: 0.0}, Weight.DECISIVE, -1.0, 0.0, 0.0)
    before = law.derived(tier, case, other)
    after = law.derived(tier, (tighter, weight, value, below, above), other)
    assert (after.judgements[0].severity or Severity.LOW).rank >= (before.judgements[0].severity or Severity.LOW).rank
    assert before.judgements[0].outcome is not Outcome.BREACHED or after.judgements[0].outcome is Outcome.BREACHED
    assert not law.better(after.conclusion.opinion, before.conclusion.opinion)


@given(st.lists(judged(), min_size=1, max_size=4), judged(), tiers)
def test_one_more_criterion_never_improves_an_opinion_that_rests_on_something(law, cases, further, tier):
    before = law.derived(tier, *cases)
    assume(law.answered(before))
    after = law.derived(tier, *cases, further)
    assert rank(after.conclusion.opinion) >= rank(before.conclusion.opinion)


@given(st.lists(judged(), min_size=1, max_size=4), tiers)
def test_nothing_but_what_is_proven_makes_a_subject_not_fit(law, cases, tier):
    derived = law.derived(tier, *cases)
    proven = any(item.severity is Severity.HIGH for item in derived.judgements)
    assert (derived.conclusion.opinion is Opinion.NOT_FIT) == proven


@given(st.lists(judged(), min_size=1, max_size=4), tiers)
def test_without_an_answer_there_is_no_opinion(law, cases, tier):
    derived = law.derived(tier, *cases)
    if not law.answered(derived):
        assert derived.conclusion.opinion is Opinion.UNABLE_TO_CONCLUDE


@given(judged(), tiers)
def test_at_least_is_the_mirror_of_at_most(law, case, tier):
    _limits, _weight, _value, _below, _above = case
    plain, mirrored = law.derived(tier, case), law.derived(tier, case, mirrored=True)
    assert [item.outcome for item in plain.judgements] == [item.outcome for item in mirrored.judgements]
    assert [item.severity for item in plain.judgements] == [item.severity for item in mirrored.judgements]
    assert [item.unsettled for item in plain.judgements] == [item.unsettled for item in mirrored.judgements]
    assert plain.conclusion.opinion is mirrored.conclusion.opinion


@given(bands(), numbers, halves, halves, halves, tiers)
def test_a_narrower_interval_never_undoes_what_was_proven(law, limits, value, below, above, less, tier):
    wide = law.derived(tier, (limits, Weight.DECISIVE, value, below + less, above + less))
    narrow = law.derived(tier, (limits, Weight.DECISIVE, value, below, above))
    assert gravity(narrow) >= gravity(wide)


@given(judged())
def test_the_doubt_weighs_no_less_on_the_model_than_on_the_evidence(law, case):
    opinions = [law.derived(tier, case).conclusion.opinion for tier in ("tier 3", "tier 2", "tier 1")]
    outcomes = [law.derived(tier, case).judgements[0].outcome for tier in ("tier 3", "tier 2", "tier 1")]
    assert [outcome is Outcome.SATISFIED for outcome in outcomes] == sorted(
        (outcome is Outcome.SATISFIED for outcome in outcomes), reverse=True
    )
    assert len({outcome for outcome in outcomes if outcome is Outcome.BREACHED}) <= 1
    assert opinions[0] is not Opinion.NOT_FIT or opinions[2] is Opinion.NOT_FIT


@given(st.lists(judged(), min_size=2, max_size=4), tiers, st.randoms(use_true_random=False))
def test_findings_are_numbered_without_gaps_gravest_first(law, cases, tier, random):
    findings = law.derived(tier, *cases).findings
    assert [item.reference for item in findings] == [f"F-{place:02d}" for place in range(1, len(findings) + 1)]
    ranks = [item.severity.rank for item in findings]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize("tier", ["tier 1", "tier 2", "tier 3"])
@given(case=judged())
def test_equal_facts_give_equal_conclusions(law, tier, case):
    assert law.derived(tier, case) == law.derived(tier, case)
