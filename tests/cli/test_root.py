import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from governance.cli import exit_codes
from governance.cli.audit import default_folder

GOVERNANCE = Path(sys.executable).with_name("governance")
ROOT = Path(__file__).parents[2]


def governance(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([GOVERNANCE, *arguments], capture_output=True, text=True, check=False)


def test_the_help_block_of_the_readme_is_the_real_one(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    shown = governance("--help").stdout
    assert f"## Commands\n\n```\n{shown}```\n" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("arguments", [["--help"], ["audit", "--help"], ["demo", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    code = f"import sys; from governance.cli.root import root; root.main({arguments}, standalone_mode=False); print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("'numpy'", "'pandas'", "'mlflow'", "'sklearn'", "'pydantic'", "'typst'", "'lxml'", "'pyhanko'", "'shap'"):
        assert heavy not in loaded


def test_an_unknown_command_is_a_usage_error_in_three_lines():
    answer = governance("adit")
    assert answer.returncode == 2
    lines = answer.stderr.splitlines()
    assert [line[:6] for line in lines] == ["error:", "at:   ", "try:  "]


def test_an_impossible_date_is_a_usage_error_that_shows_the_form():
    answer = governance("audit", "models:/m/1", "--as-of", "31.12.2026")
    assert answer.returncode == 2
    assert "2026-03-31" in answer.stderr


def test_every_command_explains_itself():
    from governance.cli.root import COMMANDS

    for name in COMMANDS:
        answer = governance(name, "--help")
        assert answer.returncode == 0, answer.stderr
        assert "Usage: governance" in answer.stdout


@pytest.mark.parametrize(
    ("uri", "folder"),
    [
        ("models:/spx-volatility/1", "spx-volatility-1-audit"),
        ("models:/m@champion", "m-champion-audit"),
        ("some/folder", "some-folder-audit"),
    ],
)
def test_the_report_folder_is_named_after_the_subject(uri, folder):
    assert str(default_folder(uri)) == folder


@pytest.mark.parametrize(
    ("fail_on", "expected"), [("low", (0, 10, 11, 12, 20)), ("conditions", (0, 0, 11, 12, 20)), ("not-fit", (0, 0, 0, 12, 20))]
)
def test_fail_on_forgives_what_is_milder_and_never_an_open_question(fail_on, expected):
    codes = (exit_codes.FIT, exit_codes.LOW_FINDINGS, exit_codes.CONDITIONS, exit_codes.NOT_FIT, exit_codes.UNABLE)
    forgiven = tuple(0 if code in exit_codes.TOLERATED[fail_on] else code for code in codes)
    assert forgiven == expected


def test_a_check_that_does_not_exist_is_answered_with_the_nearest_name():
    answer = governance("checks", "overfitting.generalisation-gap")
    assert answer.returncode == 1
    assert "overfitting.generalization-gap" in answer.stderr


def test_a_check_explains_what_it_asks_measures_and_cannot_see():
    shown = governance("checks", "overfitting.generalization-gap").stdout
    for heading in ("Method", "Reads as risk", "Limitations", "References", "relative_gap"):
        assert heading in shown


def test_on_a_terminal_an_error_takes_the_place_of_the_progress_that_stood_there(tmp_path):
    ours, theirs = os.openpty()
    command = [GOVERNANCE, "audit", tmp_path, "--out", tmp_path / "out"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux's way to say that nobody writes to the terminal any more
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert process.wait() == 1
    assert b"\x1b[2Kloading" in shown
    assert b"\r\x1b[2Kerror: the folder has no subject.yaml" in shown


@pytest.mark.parametrize("command", [("checks",), ("policy", "show", "tier-2"), ("keys", "list")])
def test_quiet_and_verbose_are_understood_everywhere(command):
    answer = governance(*command, "--quiet", "--verbose")
    assert answer.returncode == 0, answer.stderr
