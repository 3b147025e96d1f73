import pytest

from governance.errors import PolicyError, ReadingError
from governance.policy.reading import read_document
from governance.policy.schema import Burden, Comparison, Limit
from governance.reading.yaml import read_yaml
from governance.record.declaration import Severity, Task, Weight

HEAD = "policy: firm\nrequirements:\n  a.b:\n    weight: decisive\n    criteria:\n      m:\n"


def document(text):
    return read_document(read_yaml(text.encode(), "firm.yaml"))


def refused(text, line):
    with pytest.raises((PolicyError, ReadingError)) as caught:
        document(text)
    assert caught.value.where == f"firm.yaml:{line}"
    return caught.value


def test_a_policy_file_is_read_with_the_line_of_every_limit(parent):
    read = document(parent)
    criterion = read.requirements[0].criteria[0]
    assert (read.name, read.title, read.tiers.value) == ("parent", "The parent", (2,))
    assert criterion.comparison is Comparison.AT_MOST
    assert criterion.bands[Severity.MEDIUM] == Limit((-float("inf"), 0.2), "firm.yaml:15")
    assert criterion.bands[Severity.HIGH].set_by == "firm.yaml:16"
    assert read.requirements[1].criteria[0].bands[Severity.LOW].allowed == (-0.1, 0.1)
    assert read.burden.value == {Weight.DECISIVE: Burden.MODEL, Weight.SUPPORTING: Burden.EVIDENCE}


def test_an_unknown_key_is_refused_with_the_nearest_one():
    assert refused("policy: firm\nrequirments: {}\n", 2).remedy == "did you mean 'requirements'?"
    assert refused(HEAD + "        at_mots: {high: 1}\n        because: x\n", 7).remedy == "did you mean 'at_most'?"
    assert refused(HEAD + "        at_most: {hihg: 1}\n        because: x\n", 7).remedy == "did you mean 'high'?"


def test_a_limit_without_a_reason_is_refused_at_its_criterion():
    assert "'because' is missing" in refused(HEAD + "        at_most: {high: 1}\n", 6).problem
    assert "because" in refused(HEAD + "        at_most: {high: 1}\n        because: ''\n", 8).problem


@pytest.mark.parametrize("limit", ["wide", "true", "'0.1'", "[1, 2]", "{a: 1}"])
def test_a_limit_that_is_no_number_is_refused(limit):
    assert "number" in refused(HEAD + f"        because: x\n        at_most:\n          high: {limit}\n", 9).problem


@pytest.mark.parametrize("limit", [".nan", ".inf", "1e999"])
def test_a_limit_that_cannot_be_compared_is_refused(limit):
    refused(HEAD + f"        because: x\n        at_most:\n          high: {limit}\n", 9)


@pytest.mark.parametrize("limit", ["1", "[1]", "[1, 2, 3]", "[2, 1]", "[a, b]"])
def test_between_needs_a_lower_and_an_upper_number(limit):
    refused(HEAD + f"        because: x\n        between:\n          high: {limit}\n", 9)


def test_a_criterion_compares_in_one_way():
    text = HEAD + "        because: x\n        at_most: {high: 1}\n        at_least: {high: 0}\n"
    assert "two ways" in refused(text, 9).problem


def test_a_comparison_without_a_limit_is_refused():
    assert "states no limit" in refused(HEAD + "        because: x\n        at_most: {}\n", 8).problem


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("policy: [a]", "must be text"),
        ("policy: 'A B'", "cannot be a policy's name"),
        ("policy: firm\nextends: baseline", "must be a list"),
        ("policy: firm\nburden: nobody", "cannot be 'nobody'"),
        ("policy: firm\nburden: {decisive: model}", "'supporting' is missing"),
        ("policy: firm\nburden: {decisive: evidence, supporting: model}", "lighter burden"),
        ("policy: firm\nopinion: {not-fit: [grave]}", "cannot be 'grave'"),
        ("policy: firm\nopinion: {when-inconclusive: fit}", "cannot be 'fit'"),
        ("policy: firm\napplies_to: {tier: 4}", "1, 2 or 3"),
        ("policy: firm\napplies_to: {tier: 0}", "whole number"),
        ("policy: firm\napplies_to: {tier: []}", "1, 2 or 3"),
        ("policy: firm\napplies_to: {task: []}", "no task"),
        ("policy: firm\nroles: [aprover]", "cannot be 'aprover'"),
        ("policy: firm\nminimum_cell: 0", "whole number"),
        ("policy: firm\ndisclosure: all", "cannot be 'all'"),
        ("policy: firm\nloosened: [a]", "must be a mapping"),
        ("policy: firm\nexcluded: {a.b: }", "must be text"),
        ("policy: firm\nrequirements: [a]", "must be a mapping"),
        ("policy: firm\nrequirements: {a.b: {weight: heavy}}", "cannot be 'heavy'"),
        ("policy: firm\nrequirements: {a.b: {parameters: {n: [1]}}}", "one value"),
        ("policy: firm\nrequirements: {a.b: {tasks: [chess]}}", "cannot be 'chess'"),
    ],
)
def test_a_wrong_value_is_refused_at_its_line(line, says):
    assert says in refused(line + "\n", line.count("\n") + 1).problem


def test_a_list_is_no_policy():
    assert "mapping" in refused("- policy\n", 1).problem


def test_a_policy_without_a_name_is_refused():
    assert "'policy' is missing" in refused("title: x\n", 1).problem


def test_one_tier_or_task_may_stand_without_a_list():
    read = document("policy: firm\napplies_to: {tier: 3, task: binary}\n")
    assert (read.tiers.value, read.tasks.value) == ((3,), (Task.BINARY,))
    assert document("policy: firm\napplies_to: {tier: [3, 2]}\n").tiers.value == (2, 3)
