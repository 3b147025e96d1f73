"""The benchmark of planted faults as a user runs it, on a few subjects."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "faults.py"
FEW = ("copied-rows", "missing-purge", "flattered-metric", "overfitted-polynomial", "sound-ridge", "sound-strategy")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """The exit code, the printed report and the cells of a quick run."""
    cells = tmp_path_factory.mktemp("faults") / "cells.json"
    only = [part for name in FEW for part in ("--only", name)]
    done = subprocess.run(
        [sys.executable, PROGRAM, "--quick", "--json", cells, *only], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, json.loads(cells.read_text())


def test_planted_faults_are_found_for_the_right_reason(outcome):
    states = {cell["cell"]["subject"]: cell["state"] for cell in outcome[2] if not cell["cell"]["subject"].startswith("sound")}
    assert states == dict.fromkeys(FEW[:4], "found")


def test_sound_subjects_are_not_accused_at_any_tier(outcome):
    opinions = {
        (cell["cell"]["subject"], cell["cell"]["tier"]): cell["opinion"]
        for cell in outcome[2]
        if "sound" in cell["cell"]["subject"]
    }
    assert len(opinions) == 6
    assert not {"not-fit", "error"} & set(opinions.values())
    assert outcome[0] == 0


def test_the_report_gives_a_wilson_interval_beside_every_rate(outcome):
    assert "found for the right reason: 4/4 (51–100 %)" in outcome[1]


@pytest.mark.slow
def test_no_sound_subject_is_accused_and_no_cell_breaks_in_the_whole_quick_sample(tmp_path):
    cells = tmp_path / "cells.json"
    done = subprocess.run([sys.executable, PROGRAM, "--quick", "--json", cells], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert [cell for cell in json.loads(cells.read_text()) if cell["state"] == "no audit"] == []
