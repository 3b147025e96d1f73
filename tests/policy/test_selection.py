import pytest

from governance.errors import PolicyError
from governance.policy.selection import built_in_for, for_subject
from governance.record.declaration import Task

OPEN = "applies_to: {tier: 2}\n"


def test_a_policy_for_the_tier_or_a_graver_one_serves(write, catalogue, parent):
    path = write(parent)
    assert for_subject([path], 2, Task.BINARY, catalogue).name == "parent"
    assert for_subject([path], 3, Task.BINARY, catalogue).name == "parent"


def test_a_policy_for_a_lesser_tier_is_refused(write, catalogue, parent):
    with pytest.raises(PolicyError) as caught:
        for_subject([write(parent)], 1, Task.BINARY, catalogue)
    assert "written for tier 2 and the subject is of tier 1" in caught.value.problem
    assert "tier-1" in caught.value.remedy


def test_a_lesser_policy_serves_a_graver_tier_only_with_a_written_reason(write, catalogue, parent):
    write(parent, "parent.yaml")
    text = "policy: own\nextends: [parent.yaml]\napplies_to: {tier: [1, 2]}\n"
    with pytest.raises(PolicyError, match="applies_to is looser"):
        for_subject([write(text)], 1, Task.BINARY, catalogue)
    policy = for_subject([write(text + "loosened: {applies_to: Shadow run without exposure.}\n")], 1, Task.BINARY, catalogue)
    assert [item.of for item in policy.loosened] == ["applies_to"]


def test_a_policy_that_states_no_tier_serves_all(write, catalogue, parent):
    path = write(parent.replace("applies_to: {tier: 2}\n", ""))
    for tier in (1, 2, 3):
        assert for_subject([path], tier, Task.VOLATILITY, catalogue).tiers is None


def test_a_policy_for_other_tasks_is_refused(write, catalogue, parent):
    path = write(parent.replace("{tier: 2}", "{tier: 2, task: [binary]}"))
    assert for_subject([path], 2, Task.BINARY, catalogue).tasks == (Task.BINARY,)
    with pytest.raises(PolicyError, match="not written for the task volatility"):
        for_subject([path], 2, Task.VOLATILITY, catalogue)


def test_a_policy_that_judges_nothing_of_the_task_is_refused(write, catalogue):
    text = "policy: own\nrequirements:\n  out-of-sample.ranking:\n    weight: decisive\n    criteria:\n      auc:\n"
    text += "        because: x\n        at_least: {high: 0.5}\n"
    assert for_subject([write(text)], 1, Task.BINARY, catalogue).concerning(Task.BINARY)
    with pytest.raises(PolicyError, match="judges nothing"):
        for_subject([write(text)], 1, Task.STRATEGY, catalogue)


def test_where_none_is_named_the_tier_decides():
    assert [built_in_for(tier) for tier in (1, 2, 3)] == ["tier-1", "tier-2", "tier-3"]
