import json

import pytest
from click.testing import CliRunner

from governance.cli.verify import command
from governance.errors import VerificationError
from governance.reading.canonical import canonical, sha256


@pytest.fixture
def run(report, workshop):
    """Calls ``governance verify`` on files: (exit code, output)."""

    def _run(files, *arguments, trust=True):
        trusted = ["--trust", str(workshop.certificate)] if trust else []
        done = CliRunner().invoke(command, [str(report(files)), *trusted, *arguments], standalone_mode=False)
        if done.exception:
            raise done.exception
        return done.return_value, done.output

    return _run


def test_a_valid_report_gives_zero_and_says_whose_and_of_what(run, sealed):
    code, output = run(sealed)
    assert code == 0
    assert output.splitlines()[-1].startswith("valid: credit version 3,")
    assert "Audit Team" in output.splitlines()[-1]
    assert "FAILS" not in output


def test_an_untrusted_report_gives_three_and_shows_every_point(run, sealed):
    code, output = run(sealed, trust=False)
    assert code == 3
    assert sum(line.startswith("FAILS") for line in output.splitlines()) == 1
    assert sum(line.startswith("holds") for line in output.splitlines()) > 30
    assert "not valid: 1 of " in output


def test_json_carries_every_point_in_canonical_form(run, sealed):
    code, output = run(sealed, "--json")
    facts = json.loads(output)
    assert code == 0
    assert output.strip().encode() == canonical(facts)
    assert facts["valid"] is True
    assert facts["report"]["name"] == "credit"
    assert {"name", "holds", "sentence"} == set(facts["points"][0])


@pytest.mark.parametrize(("option", "content"), [("--expect-model", b"credit"), ("--expect-data", b"loans")])
def test_an_expectation_is_met_or_the_report_is_not_valid(run, sealed, option, content):
    assert run(sealed, option, sha256(content))[0] == 0
    assert run(sealed, option, sha256(b"other"))[0] == 3


def test_the_expected_policy_likewise(run, sealed, workshop):
    assert run(sealed, "--expect-policy", workshop.record.policy["digest"])[0] == 0
    assert run(sealed, "--expect-policy", "f" * 64)[0] == 3


def test_a_folder_that_is_not_there_is_an_error_not_an_answer(tmp_path):
    done = CliRunner().invoke(command, [str(tmp_path / "absent")], standalone_mode=False)
    assert isinstance(done.exception, VerificationError)
