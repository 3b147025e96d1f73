import json

import pytest

from governance.errors import PolicyError, ReadingError
from governance.policy.composing import compose
from governance.policy.schema import Burden, Disclosure, Policy, SigningRole, WhenInconclusive
from governance.reading.canonical import canonical
from governance.record.declaration import Severity, Task, Weight

CHILD = "policy: child\nextends: [parent.yaml]\n"
GAP = CHILD + "requirements:\n  overfitting.gap:\n"
LIMITS = GAP + "    criteria:\n      relative_gap:\n        because: x\n        at_most: "


def refused(composed, where, **files):
    with pytest.raises((PolicyError, ReadingError)) as caught:
        composed(**files)
    assert caught.value.where == where
    return caught.value


def limit(policy, severity, metric="relative_gap", check="overfitting.gap"):
    return policy.requirement(check).criteria[metric].bands[severity]


def test_a_child_tightens_without_a_reason_and_is_named_for_its_limit(composed, parent):
    policy = composed(parent=parent, child=LIMITS + "{medium: 0.15}\n")
    assert limit(policy, Severity.MEDIUM).allowed[1] == 0.15
    assert limit(policy, Severity.MEDIUM).set_by == "child.yaml:8"
    assert limit(policy, Severity.HIGH).set_by == "parent.yaml:16"
    assert policy.loosened == ()
    criterion = policy.requirement("overfitting.gap").criteria["relative_gap"]
    assert (criterion.because, criterion.recommend, criterion.condition) == ("x", "Simplify.", "Plan with less.")


def test_a_headline_speaks_of_the_limits_it_was_written_for_and_is_not_inherited_by_others(composed, parent):
    headed = parent.replace("        because: ", "        headline: It forgets half.\n        because: ", 1)
    kept = composed(parent=headed, child=CHILD + "minimum_cell: 50\n")
    assert kept.requirement("overfitting.gap").criteria["relative_gap"].headline == "It forgets half."
    changed = composed(parent=headed, child=LIMITS + "{medium: 0.15}\n")
    assert changed.requirement("overfitting.gap").criteria["relative_gap"].headline == ""


def test_a_looser_limit_needs_a_reason(composed, parent):
    looser = LIMITS + "{medium: 0.3}\n"
    error = refused(composed, "child.yaml:8", parent=parent, child=looser)
    assert "overfitting.gap:relative_gap is looser" in error.problem
    policy = composed(parent=parent, child=looser + 'loosened: {"overfitting.gap:relative_gap": Only ranks are used.}\n')
    assert limit(policy, Severity.MEDIUM).allowed[1] == 0.3
    (departure,) = policy.loosened
    assert (departure.of, departure.reason, departure.set_by) == (
        "overfitting.gap:relative_gap", "Only ranks are used.", "child.yaml:9",
    )  # fmt: skip


def test_a_band_is_taken_away_with_null_and_that_loosens(composed, parent):
    refused(composed, "child.yaml:8", parent=parent, child=LIMITS + "{high: null}\n")
    reason = 'loosened: {"overfitting.gap:relative_gap": Nothing depends on it.}\n'
    policy = composed(parent=parent, child=LIMITS + "{high: null}\n" + reason)
    assert policy.requirement("overfitting.gap").criteria["relative_gap"].severities == (Severity.LOW, Severity.MEDIUM)


def test_a_mild_band_whose_place_a_graver_one_takes_is_taken_away_silently(composed, parent):
    policy = composed(parent=parent, child=LIMITS + "{low: null, medium: 0.1}\n")
    assert policy.requirement("overfitting.gap").criteria["relative_gap"].severities == (Severity.MEDIUM, Severity.HIGH)


def test_a_criterion_cannot_be_left_without_a_limit(composed, parent):
    error = refused(composed, "child.yaml:8", parent=parent, child=LIMITS + "{low: null, medium: null, high: null}\n")
    assert "without a limit" in error.problem


def test_bands_out_of_order_are_refused_inherited_ones_included(composed, parent):
    for bands in ("{low: 0.4}", "{medium: 0.5}", "{high: 0.15}", "{low: 0.2, medium: 0.2}"):
        assert "not in order" in refused(composed, "child.yaml:8", parent=parent, child=LIMITS + bands + "\n").problem


def test_bands_of_at_least_and_between_are_ordered_the_other_way_and_on_both_sides(composed):
    head = "policy: firm\nrequirements:\n  benchmark.naive:\n    weight: decisive\n    criteria:\n      "
    refused(composed, "firm.yaml:8", firm=head + "skill:\n        because: x\n        at_least: {low: 0.1, high: 0.2}\n")
    composed(firm=head + "skill:\n        because: x\n        at_least: {low: 0.2, high: 0.1}\n")
    refused(composed, "firm.yaml:8", firm=head + "bias:\n        because: x\n        between: {low: [0, 2], high: [1, 3]}\n")
    composed(firm=head + "bias:\n        because: x\n        between: {low: [0, 2], high: [0, 3]}\n")


def test_a_comparison_may_change_where_it_stays_as_strict(composed, parent):
    head = CHILD + "requirements:\n  benchmark.naive:\n    criteria:\n      bias:\n        because: x\n        "
    refused(composed, "child.yaml:8", parent=parent, child=head + "at_most: {low: 0.1, medium: 0.2}\n")
    reason = 'loosened: {"benchmark.naive:bias": Only an excess costs.}\n'
    policy = composed(parent=parent, child=head + "at_most: {low: 0.1, medium: 0.2}\n" + reason)
    assert limit(policy, Severity.LOW, "bias", "benchmark.naive").allowed == (-float("inf"), 0.1)


def test_a_lesser_weight_fewer_tasks_and_a_looser_parameter_need_reasons(composed, parent):
    refused(composed, "child.yaml:5", parent=parent, child=GAP + "    weight: supporting\n")
    refused(composed, "child.yaml:5", parent=parent, child=GAP + "    tasks: [binary]\n")
    refused(composed, "child.yaml:5", parent=parent, child=GAP + "    parameters: {resamples: 500}\n")
    refused(composed, "child.yaml:5", parent=parent, child=GAP + "    parameters: {tolerance: 0.2}\n")
    reasons = (
        'loosened: {"overfitting.gap:weight": a, "overfitting.gap:tasks": b, "overfitting.gap:resamples": c,'
        ' "overfitting.gap:relative_gap": d}\n'
    )
    body = (
        "    weight: supporting\n    tasks: [binary]\n    parameters: {resamples: 500, tolerance: 0.01, label: bare}\n"
        "    criteria: {relative_gap: {at_most: {high: null}, because: x}}\n"
    )
    requirement = composed(parent=parent, child=GAP + body + reasons).requirement("overfitting.gap")
    assert (requirement.weight, requirement.tasks) == (Weight.SUPPORTING, (Task.BINARY,))
    assert requirement.parameters == {"label": "bare", "resamples": 500, "tolerance": 0.01}


def test_a_parameter_that_nobody_set_is_held_against_the_check_s_own(composed, parent):
    bare = parent.replace("    parameters: {resamples: 2000, tolerance: 0.05}\n", "")
    composed(parent=bare, child=GAP + "    parameters: {resamples: 1000}\n")
    refused(composed, "child.yaml:5", parent=bare, child=GAP + "    parameters: {resamples: 999}\n")


@pytest.mark.parametrize("confidence", [0.9, 0.99])
def test_a_parameter_that_may_silence_a_breach_either_way_needs_a_reason_for_any_change(composed, parent, confidence):
    change = GAP + f"    parameters: {{confidence: {confidence}}}\n"
    refused(composed, "child.yaml:5", parent=parent, child=change)
    reasons = 'loosened: {"overfitting.gap:confidence": Agreed with the supervisor.}\n'
    assert [item.of for item in composed(parent=parent, child=change + reasons).loosened] == ["overfitting.gap:confidence"]


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ("resamples: 5", "write at least 100"),
        ("confidence: 1.5", "write at least 0.5 and at most 0.999"),
        ("confidence: 0.1", "0.5"),
    ],
)
def test_a_parameter_out_of_its_bounds_is_refused_with_them(composed, parent, setting, remedy):
    assert remedy in refused(composed, "child.yaml:5", parent=parent, child=GAP + f"    parameters: {{{setting}}}\n").remedy


@pytest.mark.parametrize("name", ["baseline", "tier-1"])
def test_nobody_s_own_policy_may_bear_the_name_of_one_that_comes_with_the_product(composed, parent, name):
    error = refused(composed, "borrowed.yaml", borrowed=parent.replace("policy: parent", f"policy: {name}"))
    assert "name of its own" in error.remedy


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("burden: evidence", "burden"),
        ("opinion: {not-fit: [], fit-with-conditions: [medium, high]}", "opinion"),
        ("opinion: {fit-with-conditions: []}", "opinion"),
        ("opinion: {when-inconclusive: condition}", "opinion"),
        ("applies_to: {tier: 1}", "applies_to"),
        ("minimum_cell: 4", "minimum_cell"),
        ("disclosure: rows", "disclosure"),
    ],
)
def test_a_looser_rule_needs_a_reason(composed, parent, line, of):
    full = parent + "disclosure: aggregates\n"
    error = refused(composed, "child.yaml:3", parent=full, child=CHILD + line + "\n")
    assert error.problem.startswith(f"{of} is looser")
    assert [item.of for item in composed(parent=full, child=CHILD + f"{line}\nloosened: {{{of}: Because.}}\n").loosened] == [of]


def test_a_stricter_rule_needs_none(composed, parent):
    lines = (
        "burden: model\nopinion: {not-fit: [medium, high], fit-with-conditions: [low]}\nminimum_cell: 20\napplies_to: {tier: 3}\n"
    )
    policy = composed(parent=parent, child=CHILD + lines)
    assert policy.burden == {Weight.DECISIVE: Burden.MODEL, Weight.SUPPORTING: Burden.MODEL}
    assert policy.opinion.not_fit == (Severity.MEDIUM, Severity.HIGH)
    assert (policy.minimum_cell, policy.tiers) == (20, (3,))


def test_what_no_file_states_is_as_strict_as_the_product_knows(composed, parent):
    lines = [line for line in parent.splitlines() if not line.startswith(("burden", "opinion", "minimum", "applies"))]
    policy = composed(firm="\n".join(lines) + "\n")
    assert set(policy.burden.values()) == {Burden.MODEL}
    assert policy.opinion.when_inconclusive is WhenInconclusive.UNABLE_TO_CONCLUDE
    assert (policy.minimum_cell, policy.disclosure, policy.tiers) == (5, Disclosure.AGGREGATES, None)


@pytest.mark.parametrize(
    "rules", ["{not-fit: [low], fit-with-conditions: []}", "{not-fit: [medium], fit-with-conditions: [medium]}"]
)
def test_a_graver_severity_never_leads_to_a_better_opinion(composed, parent, rules):
    assert "graver" in refused(composed, "child.yaml:3", parent=parent, child=CHILD + f"opinion: {rules}\n").problem


def test_what_is_excluded_is_gone_and_its_reason_stays(composed, parent):
    policy = composed(parent=parent, child=CHILD + "excluded:\n  benchmark.naive: No rival yet.\n")
    assert policy.requirement("benchmark.naive") is None
    assert [(item.of, item.reason, item.set_by) for item in policy.excluded] == [
        ("benchmark.naive", "No rival yet.", "child.yaml:4")
    ]


def test_a_metric_can_be_excluded_unless_nothing_is_left(composed, parent):
    with_two = GAP + "    criteria: {gap_without_skill: {at_most: {high: 0.2}, because: x}}\n"
    last = 'policy: last\nextends: [child.yaml]\nexcluded: {"overfitting.gap:relative_gap": Not here.}\n'
    policy = composed(parent=parent, child=with_two, last=last)
    assert set(policy.requirement("overfitting.gap").criteria) == {"gap_without_skill"}
    alone = CHILD + 'excluded: {"overfitting.gap:relative_gap": Not here.}\n'
    assert "judges nothing" in refused(composed, "child.yaml:3", parent=parent, child=alone).problem


def test_what_is_required_again_is_no_longer_excluded(composed, parent):
    child = CHILD + "excluded: {benchmark.naive: No rival yet.}\n"
    again = "policy: again\nextends: [child.yaml]\nrequirements:\n  benchmark.naive:\n    weight: supporting\n"
    again += "    criteria: {skill: {at_least: {medium: 0}, because: x}}\n"
    policy = composed(parent=parent, child=child, again=again)
    assert policy.excluded == ()
    assert set(policy.requirement("benchmark.naive").criteria) == {"skill"}


def test_the_same_file_cannot_exclude_and_require(composed, parent):
    text = GAP + "    weight: decisive\nexcluded: {overfitting.gap: Both.}\n"
    assert "excluded and required" in refused(composed, "child.yaml:6", parent=parent, child=text).problem


def test_display_is_never_judged(composed):
    text = "policy: firm\nrequirements:\n  benchmark.naive:\n    weight: display\n"
    criteria = "    criteria:\n      skill:\n        at_least: {low: 0}\n        because: x\n"
    assert "never judged" in refused(composed, "firm.yaml:7", firm=text + criteria).problem
    assert "judges nothing" in refused(composed, "firm.yaml", firm=text).problem


def test_what_is_lowered_to_display_loses_its_criteria_with_a_reason(composed, parent):
    text = CHILD + "requirements: {benchmark.naive: {weight: display}}\n"
    refused(composed, "child.yaml:3", parent=parent, child=text)
    policy = composed(parent=parent, child=text + 'loosened: {"benchmark.naive:weight": Shown only.}\n')
    assert policy.requirement("benchmark.naive").criteria == {}


def test_a_supporting_requirement_has_no_high_band(composed):
    text = "policy: firm\nrequirements:\n  benchmark.naive:\n    weight: supporting\n    criteria:\n      skill:\n"
    text += "        because: x\n        at_least: {high: 0}\n"
    assert "could be a high finding" in refused(composed, "firm.yaml:8", firm=text).problem


def test_a_requirement_needs_a_weight_and_a_criterion_a_limit(composed):
    head = "policy: firm\nrequirements:\n  benchmark.naive:\n"
    criterion = "    criteria:\n      skill:\n        because: x\n"
    assert "no weight" in refused(composed, "firm.yaml:3", firm=head + criterion + "        at_least: {low: 0}\n").problem
    assert "no limit" in refused(composed, "firm.yaml:6", firm=head + "    weight: decisive\n" + criterion).problem
    assert "no criterion" in refused(composed, "firm.yaml:4", firm=head + "    weight: decisive\n").problem


@pytest.mark.parametrize("text", ["policy: firm\n", "policy: firm\nrequirements: {}\n"])
def test_an_empty_policy_is_an_error(composed, text):
    assert "asks for nothing" in refused(composed, "firm.yaml", firm=text).problem


def test_no_policy_at_all_is_an_error(catalogue):
    with pytest.raises(PolicyError, match="no policy is named"):
        compose([], catalogue)


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("requirements:\n  overfitting.gpa: {weight: display}\n", 3, "did you mean 'overfitting.gap'?"),
        (("requirements:\n  overfitting.gap:\n    weight: decisive\n    criteria:\n      relativ_gap:\n        because: x\n"
         "        at_most: {low: 1}\n"), 8, "did you mean 'relative_gap'?"),
        ("requirements:\n  overfitting.gap:\n    parameters:\n      resample: 5\n", 5, "did you mean 'resamples'?"),
        ("requirements:\n  overfitting.gap:\n    parameters:\n      resamples: many\n", 5, "write a value of type int"),
        ("requirements:\n  overfitting.gap:\n    parameters:\n      resamples: 1.5\n", 5, "write a value of type int"),
        ("requirements:\n  overfitting.gap:\n    parameters:\n      tolerance: true\n", 5, "write a value of type float"),
        ("requirements:\n  overfitting.gap:\n    clauses: [sr-26-2/V.1.c]\n", 4, "did you mean 'sr-26-2/V.1.b'?"),
        ("requirements:\n  out-of-sample.ranking:\n    tasks: [regression]\n", 4, "use some of: binary, multiclass"),
        ("excluded:\n  benchmark.niave: x\n", 3, "did you mean 'benchmark.naive'?"),
        ("loosened:\n  benchmark.naive:skil: x\n", 3, "did you mean 'skill'?"),
        ("loosened:\n  burdn: x\n", 3, "name check:metric, or one of: applies_to, burden, disclosure, minimum_cell, opinion"),
        ("unwaivable:\n- benchmark.naive:skull\n", 3, "did you mean 'skill'?"),
    ],
)  # fmt: skip
def test_a_name_that_nothing_answers_to_is_refused_with_the_nearest(composed, text, line, remedy):
    assert refused(composed, f"firm.yaml:{line}", firm="policy: firm\n" + text).remedy == remedy


def test_a_criterion_cannot_ask_a_task_that_its_metric_does_not_concern(composed):
    text = "policy: firm\nrequirements:\n  out-of-sample.ranking:\n    weight: decisive\n    criteria:\n      auc:\n"
    text += "        because: x\n        at_least: {high: 0.5}\n        tasks: [multiclass]\n"
    assert "does not concern the task multiclass" in refused(composed, "firm.yaml:9", firm=text).problem


def test_fewer_tasks_for_a_criterion_need_a_reason(composed, parent):
    text = GAP + "    criteria:\n      relative_gap:\n        because: x\n        tasks: [binary]\n"
    refused(composed, "child.yaml:6", parent=parent, child=text)
    policy = composed(parent=parent, child=text + 'loosened: {"overfitting.gap:relative_gap": Elsewhere it is shown.}\n')
    assert policy.requirement("overfitting.gap").criteria["relative_gap"].tasks == (Task.BINARY,)


def test_a_circle_is_refused_where_it_closes(composed):
    files = {"a": "policy: a\nextends: [b.yaml]\n", "b": "policy: b\nextends:\n- a.yaml\n"}
    error = refused(composed, "a.yaml:2", **files)
    assert "b.yaml -> a.yaml -> b.yaml" in error.problem


def test_an_absent_file_and_an_unknown_name_are_refused(composed):
    assert "no policy file 'gone.yaml'" in refused(composed, "a.yaml:2", a="policy: a\nextends: [gone.yaml]\n").problem
    assert refused(composed, "a.yaml:2", a="policy: a\nextends: [tier1]\n").remedy == "did you mean 'tier-1'?"


def test_two_files_of_one_name_are_told_apart(composed, parent, write, catalogue):
    write(parent, "house/same.yaml")
    path = write("policy: child\nextends: [house/same.yaml]\n", "same.yaml")
    policy = compose([path], catalogue)
    assert policy.sources == ("house/same.yaml", "same.yaml")
    assert limit(policy, Severity.LOW).set_by == "house/same.yaml:14"


def test_no_place_holds_an_absolute_path(composed, parent, tmp_path):
    policy = composed(parent=parent, child=LIMITS + "{medium: 0.15}\n")
    assert str(tmp_path) not in json.dumps(policy.plain())


def test_roles_and_what_cannot_be_waived_only_grow(composed, parent):
    parent += "roles: [validator]\nunwaivable: [benchmark.naive]\n"
    policy = composed(parent=parent, child=CHILD + "roles: [approver, developer]\nunwaivable: ['overfitting.gap:relative_gap']\n")
    assert policy.roles == (SigningRole.DEVELOPER, SigningRole.VALIDATOR, SigningRole.APPROVER)
    assert policy.unwaivable == ("benchmark.naive", "overfitting.gap:relative_gap")


def test_several_policies_are_laid_over_one_another_in_order(write, catalogue, parent):
    first = write(parent, "parent.yaml")
    overlay = write(
        LIMITS.replace("extends: [parent.yaml]\n", "").replace("child", "overlay") + "{medium: 0.15}\n", "overlay.yaml"
    )
    policy = compose([first, overlay], catalogue)
    assert policy.name == "parent+overlay"
    assert policy.title == "The parent + overlay"
    assert limit(policy, Severity.MEDIUM).set_by == "overlay.yaml:7"


def test_how_files_are_grouped_does_not_matter_and_twice_is_once(write, catalogue, parent):
    write(parent, "a.yaml")
    write("policy: b\nrequirements:\n  overfitting.gap:\n    parameters: {resamples: 3000}\n", "b.yaml")
    write("policy: c\nminimum_cell: 12\n", "c.yaml")
    left, right, flat = (
        write("policy: ab\nextends: [a.yaml, b.yaml]\n", "ab.yaml"),
        write("policy: bc\nextends: [b.yaml, c.yaml]\n", "bc.yaml"),
        [write("", "x.yaml").parent / f"{name}.yaml" for name in "abc"],
    )

    def rules(sources):
        plain = compose(sources, catalogue).plain()
        return {key: plain[key] for key in plain if key not in ("name", "title", "sources", "digest")}

    assert rules(flat) == rules([left, flat[2]]) == rules([flat[0], right])
    assert rules(flat) == rules([*flat, *flat]) == rules([*flat, flat[0]])


def test_the_plain_form_is_read_back_exactly(composed, parent):
    policy = composed(parent=parent, child=LIMITS + "{medium: 0.15}\nexcluded: {benchmark.naive: Later.}\n")
    assert Policy.read(policy.plain()) == policy
    through_json = json.loads(canonical(policy.plain()))
    assert Policy.read(through_json) == policy
    assert canonical(Policy.read(through_json).plain()) == canonical(policy.plain())


def test_the_digest_does_not_depend_on_the_order_of_keys(composed, parent):
    policy = composed(parent=parent)

    def turned(value):
        return {key: turned(item) for key, item in reversed(value.items())} if isinstance(value, dict) else value

    assert Policy.read(turned(policy.plain())).digest == policy.digest


def test_the_digest_changes_with_every_rule(composed, parent):
    digests = {
        composed(parent=parent.replace(old, new)).digest
        for old, new in [
            ("", ""),
            ("medium: 0.2\n", "medium: 0.21\n"),
            ("It leans.", "It bends."),
            ("minimum_cell: 10", "minimum_cell: 11"),
        ]
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    "damage",
    [
        lambda plain: plain.pop("burden"),
        lambda plain: plain.update(minimum_cell=1),
        lambda plain: plain.update(strange=1),
        lambda plain: plain["requirements"].pop("benchmark.naive"),
        lambda plain: plain["requirements"]["overfitting.gap"]["criteria"]["relative_gap"]["at_most"].update(high=9.0),
        lambda plain: plain["requirements"]["overfitting.gap"]["criteria"]["relative_gap"].pop("at_most"),
        lambda plain: plain.update(requirements=[]),
        lambda plain: plain.update(opinion=None),
        lambda plain: plain["opinion"].update({"not-fit": ["awful"]}),
    ],
)
def test_a_recorded_policy_that_was_touched_is_refused(composed, parent, damage):
    plain = composed(parent=parent).plain()
    damage(plain)
    with pytest.raises(PolicyError, match="the recorded policy"):
        Policy.read(plain)
