import dataclasses

import pytest

from governance.judging.deriving import derive
from governance.policy.schema import Departure
from governance.record.conclusion import Opinion
from governance.record.declaration import Role, Severity, Task
from governance.record.evidence import Evidence, Status
from governance.record.judgement import Outcome

FIT, CONDITIONS, NOT_FIT, UNABLE = Opinion


def single(case, *measurements, weight="decisive", **others):
    bands = {"medium": 0.1, "high": 0.5} if weight == "decisive" else {"low": 0.1, "medium": 0.5}
    policy = case.policy(case.requirement(weight=weight, gap=case.criterion(**bands)), **others)
    return case.derive(policy, case.evidence(*measurements), described=(case.described(case.metric(sound=0.0)),))


@pytest.mark.parametrize(
    ("interval", "opinion"),
    [((0.05, 0.0, 0.1), FIT), ((0.3, 0.2, 0.4), CONDITIONS), ((0.7, 0.6, 0.8), NOT_FIT), ((0.1, 0.05, 0.15), UNABLE)],
)
def test_the_opinion_follows_the_decisive_criterion(case, interval, opinion):
    assert single(case, case.seen(*interval)).conclusion.opinion is opinion


def test_a_milder_breach_that_may_be_a_grave_one_gives_no_opinion(case):
    derived = single(case, case.seen(0.4, 0.2, 0.6))
    assert derived.judgements[0].severity is Severity.MEDIUM
    assert derived.conclusion.opinion is UNABLE
    assert derived.conclusion.reasons == ("unsettled high a.one:gap",)


def test_a_doubt_that_cannot_change_the_opinion_does_not_withhold_it(case):
    policy = case.policy(case.requirement(gap=case.criterion(low=0.1, high=0.5)))
    derived = case.derive(policy, case.evidence(case.seen(0.1, 0.05, 0.15)))
    assert derived.judgements[0].outcome is Outcome.INCONCLUSIVE
    assert derived.conclusion.opinion is UNABLE  # nothing else was measured
    second = case.requirement("b.two", gap=case.criterion(high=0.5))
    both = case.policy(case.requirement(gap=case.criterion(low=0.1, high=0.5)), second)
    derived = case.derive(both, case.evidence(case.seen(0.1, 0.05, 0.15)), case.evidence(case.seen(0.0), check="b.two"))
    assert derived.conclusion.opinion is FIT
    assert [item.metric for item in derived.conclusion.not_examined] == ["gap"]


def test_in_the_lowest_tier_a_doubt_becomes_a_condition(case):
    second = case.requirement("b.two", gap=case.criterion(high=0.5))
    policy = case.policy(case.requirement(gap=case.criterion(medium=0.1, high=0.5)), second, burden="evidence", when="condition")
    derived = case.derive(policy, case.evidence(case.seen(0.1, -0.8, 1.0)), case.evidence(case.seen(0.0), check="b.two"))
    assert derived.conclusion.opinion is CONDITIONS
    (condition,) = derived.conclusion.conditions
    assert (condition.check, condition.metric, condition.finding) == ("a.one", "gap", None)
    assert "Not shown to be within its limit: Check a.one (The gap)" in condition.text
    assert derived.conclusion.reasons == ("inconclusive a.one:gap",)


def test_the_burden_may_differ_by_weight(case):
    requirements = (
        case.requirement("a.one", gap=case.criterion(medium=0.1, high=0.5)),
        case.requirement("b.two", "supporting", gap=case.criterion(low=0.1, medium=0.5)),
    )
    policy = case.policy(*requirements, burden=("model", "evidence"))
    seen = case.seen(0.1, 0.05, 0.15)
    described = [case.described(case.metric(sound=0.0), check=check) for check in ("a.one", "b.two")]
    derived = case.derive(policy, case.evidence(seen), case.evidence(seen, check="b.two"), described=described)
    assert [(item.outcome, item.burden) for item in derived.judgements] == [
        (Outcome.INCONCLUSIVE, "model"),
        (Outcome.SATISFIED, "evidence"),
    ]


def test_a_supporting_doubt_is_listed_and_changes_nothing(case):
    requirements = (
        case.requirement("a.one", gap=case.criterion(high=0.5)),
        case.requirement("b.two", "supporting", gap=case.criterion(medium=0.5)),
    )
    derived = case.derive(case.policy(*requirements), case.evidence(case.seen(0.0)))
    assert derived.conclusion.opinion is FIT
    assert [(item.check, item.reason) for item in derived.conclusion.not_examined] == [("b.two", "the check gave no evidence")]


def test_low_findings_leave_the_subject_fit(case):
    derived = single(case, case.seen(0.3, 0.2, 0.4), weight="supporting")
    assert derived.conclusion.opinion is FIT
    assert [item.severity for item in derived.findings] == [Severity.LOW]
    assert derived.conclusion.conditions == ()


def test_not_fit_goes_before_everything(case):
    requirements = tuple(
        case.requirement(check, gap=case.criterion(medium=0.1, high=0.5)) for check in ("a.one", "b.two", "c.three")
    )
    derived = case.derive(
        case.policy(*requirements),
        case.evidence(case.seen(0.1, 0.05, 0.15)),
        case.evidence(case.seen(0.3), check="b.two"),
        case.evidence(case.seen(0.9), check="c.three"),
    )
    assert derived.conclusion.opinion is NOT_FIT
    assert derived.conclusion.reasons == ("finding F-01",)
    assert [(item.reference, item.check) for item in derived.findings] == [("F-01", "c.three"), ("F-02", "b.two")]
    assert [item.finding for item in derived.conclusion.conditions] == ["F-02"]


@pytest.mark.parametrize(
    ("evidence", "outcome", "reason"),
    [
        (Evidence.inconclusive("no time column"), Outcome.INCONCLUSIVE, "no time column"),
        (Evidence.not_applicable("no order"), Outcome.NOT_APPLICABLE, "no order"),
        (Evidence.measured((), absent={"gap": "not logged"}), Outcome.INCONCLUSIVE, "not logged"),
        (Evidence.measured(()), Outcome.INCONCLUSIVE, "the check did not measure it"),
    ],
)
def test_what_was_not_measured_is_never_satisfied(case, evidence, outcome, reason):
    policy = case.policy(case.requirement(gap=case.criterion(high=0.5)))
    derived = case.derive(policy, dataclasses.replace(evidence, check="a.one"))
    (judgement,) = derived.judgements
    assert (judgement.outcome, judgement.reason, judgement.observed, judgement.limit) == (outcome, reason, None, 0.5)
    assert derived.conclusion.opinion is UNABLE
    assert [(item.status, item.reason) for item in derived.conclusion.not_examined] == [(Status(outcome.value), reason)]


def test_nothing_measured_is_never_fit_however_light_the_rules(case):
    policy = case.policy(
        case.requirement(weight="supporting", gap=case.criterion(medium=0.5)), burden="evidence", when="condition"
    )
    derived = case.derive(policy)
    assert derived.conclusion.opinion is UNABLE
    assert derived.conclusion.reasons == ("nothing was measured that a criterion could be held against",)


def test_a_metric_that_does_not_concern_the_task_is_not_applicable(case):
    policy = case.policy(
        case.requirement(gap=case.criterion(high=0.5), auc=case.criterion("at_least", high=0.5), skill=case.criterion(
            "at_least", high=0.0, tasks=(Task.BINARY,)
        ))
    )  # fmt: skip
    described = case.described(case.metric(), case.metric("auc", tasks=(Task.BINARY,)), case.metric("skill"))
    derived = case.derive(policy, case.evidence(case.seen(0.0)), described=(described,))
    outcomes = {item.metric: (item.outcome, item.reason) for item in derived.judgements}
    assert outcomes["auc"] == (Outcome.NOT_APPLICABLE, "does not concern the task regression")
    assert outcomes["skill"] == (Outcome.NOT_APPLICABLE, "the policy does not ask this of the task regression")
    assert derived.conclusion.opinion is FIT


def test_a_requirement_for_other_tasks_is_listed_and_not_judged(case):
    policy = case.policy(
        case.requirement(gap=case.criterion(high=0.5)),
        case.requirement("b.two", tasks=(Task.BINARY,), gap=case.criterion(high=0.5)),
    )
    derived = case.derive(policy, case.evidence(case.seen(0.0)))
    assert [item.check for item in derived.judgements] == ["a.one"]
    (entry,) = derived.conclusion.not_examined
    assert (entry.check, entry.status) == ("b.two", Status.NOT_APPLICABLE)


def test_display_is_shown_and_never_judged_but_its_absence_is_listed(case):
    policy = case.policy(case.requirement(gap=case.criterion(high=0.5)), case.requirement("b.two", "display"))
    absent = dataclasses.replace(Evidence.inconclusive("too few rows"), check="b.two")
    derived = case.derive(policy, case.evidence(case.seen(0.0)), absent)
    assert len(derived.judgements) == 1
    assert derived.conclusion.opinion is FIT
    assert [(item.check, item.reason) for item in derived.conclusion.not_examined] == [("b.two", "too few rows")]


def test_what_the_policy_excludes_is_listed_with_its_reason(case):
    policy = case.policy(
        case.requirement(gap=case.criterion(high=0.5)),
        excluded=(Departure("b.two", "Later.", "firm.yaml:9"), Departure("a.one:skill", "Never.", "firm.yaml:10")),
    )
    entries = case.derive(policy, case.evidence(case.seen(0.0))).conclusion.not_examined
    assert [(item.check, item.metric, item.status, item.reason) for item in entries] == [
        ("b.two", None, "excluded", "Later."),
        ("a.one", "skill", "excluded", "Never."),
    ]


def test_every_segment_is_judged_by_itself(case):
    derived = single(
        case,
        case.seen(0.0, segment="BTC", role=Role.VALIDATION),
        case.seen(0.9, segment="ETH", role=Role.VALIDATION),
        case.seen(0.3, role=Role.VALIDATION),
    )
    assert [(item.segment, item.outcome) for item in derived.judgements] == [
        ("BTC", Outcome.SATISFIED),
        ("ETH", Outcome.BREACHED),
        (None, Outcome.BREACHED),
    ]
    assert [(item.reference, item.segment, item.severity) for item in derived.findings] == [
        ("F-01", "ETH", Severity.HIGH),
        ("F-02", None, Severity.MEDIUM),
    ]
    assert derived.findings[0].role is Role.VALIDATION


def test_the_worst_of_the_segments_told_again_is_one_finding(case):
    derived = single(case, case.seen(0.9, segment="ETH"), case.seen(0.9))
    assert len(derived.judgements) == 2
    assert [item.segment for item in derived.findings] == ["ETH"]


def test_a_metric_measured_in_part_is_inconclusive_for_the_rest(case):
    policy = case.policy(case.requirement(gap=case.criterion(high=0.5)))
    derived = case.derive(policy, case.evidence(case.seen(0.0, segment="BTC"), gap="no rows of ETH"))
    assert [item.outcome for item in derived.judgements] == [Outcome.SATISFIED, Outcome.INCONCLUSIVE]
    assert derived.conclusion.opinion is UNABLE


def test_a_judgement_says_what_was_held_against_what(case):
    (judgement,) = single(case, case.seen(0.1, 0.05, 0.17, role=Role.VALIDATION, segment="BTC")).judgements
    assert (judgement.check, judgement.metric, judgement.segment, judgement.role) == ("a.one", "gap", "BTC", Role.VALIDATION)
    assert (judgement.observed, judgement.low, judgement.high, judgement.limit) == (0.1, 0.05, 0.17, 0.1)
    assert (judgement.set_by, judgement.comparison, judgement.burden) == ("firm.yaml:1", "at_most", "model")


def test_findings_are_numbered_gravest_first_and_decisive_before_supporting(case):
    requirements = (
        case.requirement("c.three", "supporting", gap=case.criterion(medium=0.1)),
        case.requirement("b.two", gap=case.criterion(medium=0.1, high=0.5)),
        case.requirement("a.one", gap=case.criterion(medium=0.1)),
        case.requirement("d.four", gap=case.criterion(low=0.1, high=0.5)),
    )
    evidence = [case.evidence(case.seen(value), check=check) for check, value in
                {"c.three": 0.2, "b.two": 0.9, "a.one": 0.2, "d.four": 0.2}.items()]  # fmt: skip
    findings = case.derive(case.policy(*requirements), *evidence).findings
    assert [(item.reference, item.check) for item in findings] == [
        ("F-01", "b.two"), ("F-02", "a.one"), ("F-03", "c.three"), ("F-04", "d.four"),
    ]  # fmt: skip
    assert case.derive(case.policy(*reversed(requirements)), *reversed(evidence)).findings == findings


def test_a_finding_carries_reason_recommendation_and_clauses(case):
    criterion = case.criterion(medium=0.1, recommend="Simplify.", condition="Plan with less.")
    policy = case.policy(case.requirement(clauses=("sr-26-2/V.1.b",), gap=criterion))
    derived = case.derive(policy, case.evidence(case.seen(0.9, segment="ETH")))
    (finding,) = derived.findings
    assert finding.title == "Check a.one above its limit: The gap (ETH)"
    assert (finding.because, finding.recommendation, finding.clauses) == ("Because.", "Simplify.", ("sr-26-2/V.1.b",))
    (condition,) = derived.conclusion.conditions
    assert (condition.text, condition.finding) == ("Plan with less.", "F-01")


def test_a_condition_without_words_of_its_own_is_the_recommendation(case):
    policy = case.policy(case.requirement(gap=case.criterion(medium=0.1, recommend="Simplify.")))
    assert case.derive(policy, case.evidence(case.seen(0.9))).conclusion.conditions[0].text == "Simplify."


def test_more_than_ninety_nine_findings_are_still_numbered(case):
    derived = single(case, *(case.seen(0.9, segment=f"s{place:03d}") for place in range(101)))
    assert [item.reference for item in derived.findings][-2:] == ["F-100", "F-101"]


def test_evidence_that_nobody_asked_for_says_nothing(case):
    policy = case.policy(case.requirement(gap=case.criterion(high=0.5)))
    alone = case.derive(policy, case.evidence(case.seen(0.0)))
    assert case.derive(policy, case.evidence(case.seen(0.0)), case.evidence(case.seen(9.0), check="z.z")) == alone


def test_deriving_needs_only_what_the_record_holds(case):
    policy = case.policy(case.requirement(gap=case.criterion(high=0.5)))
    derived = derive(policy, (case.evidence(case.seen(0.9)),), {}, case.subject())
    assert derived.findings[0].title == "a.one above its limit: gap"


def test_where_more_rows_do_not_close_the_interval_no_sample_is_said_to_settle_it(case):
    policy = case.policy(case.requirement(gap=case.criterion(high=0.25)))
    mixed = case.described(dataclasses.replace(case.metric(sound=0.0), shrinks=False))
    evidence = case.evidence(case.seen(0.0, 0.0, 1.1))
    (plain,) = case.derive(policy, evidence).judgements
    (judged,) = case.derive(policy, evidence, described=(mixed,)).judgements
    assert plain.needed_n is not None
    assert (judged.outcome, judged.needed_n) == (Outcome.INCONCLUSIVE, None)
