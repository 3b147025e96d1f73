"""What a program reads from the command line: JSON where it asks for it, and exit codes."""

import pytest


@pytest.fixture(scope="module")
def audited(governance, plain_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("audited") / "out"
    answer = governance("audit", plain_folder, "--out", out, "--json")
    assert answer.code != 1, answer.err
    return answer, out


def test_an_audit_says_its_opinion_findings_and_folder(audited):
    answer, out = audited
    assert answer.facts["subject"] == "carry-signal/7"
    assert answer.facts["opinion"] in {"fit", "fit-with-conditions", "not-fit", "unable-to-conclude"}
    assert answer.facts["report"] == str(out)
    assert {"tier", "policy", "reasons", "findings", "outcomes", "not_examined"} <= set(answer.facts)


def test_the_exit_code_is_the_opinions(audited):
    answer, _ = audited
    facts = answer.facts
    expected = {"fit": 0, "fit-with-conditions": 11, "not-fit": 12, "unable-to-conclude": 20}[facts["opinion"]]
    assert answer.code == expected


def test_nothing_but_the_facts_is_said_where_nobody_watches(audited):
    assert audited[0].err == ""


def test_a_verification_says_each_point(audited, governance):
    facts = governance("verify", audited[1], "--json").facts
    assert facts["valid"] is True
    assert all(set(point) == {"name", "holds", "sentence"} for point in facts["points"])
    assert facts["report"]["name"] == "carry-signal"


def test_checks_policies_and_keys_are_facts_too(governance):
    listed = governance("checks", "--json").facts
    assert {item["id"] for item in governance("checks", "benchmark.naive", "--json").facts} == {"benchmark.naive"}
    assert len(listed) >= 8
    assert governance("policy", "show", "tier-1", "--json").facts["name"] == "tier-1"
    assert isinstance(governance("keys", "list", "--json").facts, list)


def test_the_effective_policy_says_where_each_limit_was_set_and_why(governance):
    shown = governance("policy", "show", "tier-1")
    assert shown.code == 0
    assert "baseline.yaml:" in shown.out
    assert "because" in shown.out


@pytest.mark.parametrize("arguments", [("audit",), ("audit", "models:/m/1", "--fail-on", "never"), ("verify",), ("keys", "burn")])
def test_a_command_that_is_used_wrongly_gives_two_and_three_lines(governance, arguments):
    answer = governance(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert [line.split(":")[0] for line in answer.lines] == ["error", "at", "try"]
