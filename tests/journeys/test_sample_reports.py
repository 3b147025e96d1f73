"""The stored reports verify, and a fresh audit says the same: same opinion, findings and outcomes, the same measurements."""

import json
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_reports"
NAMES = ("spx-direction", "spx-volatility", "vix-level")
NUMBERS = ("value", "low", "high", "n_effective", "p_value")


def stored(name):
    return json.loads((SAMPLES / name / "record.json").read_bytes())


def outcomes(record):
    return [(item["check"], item["metric"], item["segment"], item["outcome"]) for item in record["judgements"]]


def measurements(record):
    return {
        (item["check"], place, found["metric"], found["role"], found["segment"]): found
        for item in record["evidence"]
        for place, found in enumerate(item["measurements"])
    }


def test_there_is_a_sample_report_of_every_demo_model(demo):
    assert {item.name for item in (demo.folder / "reports").iterdir()} == set(NAMES)
    assert {item.name for item in SAMPLES.iterdir() if item.is_dir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_report_verifies_with_its_own_certificate_and_nothing_else(governance, tmp_path, name):
    report = SAMPLES / name
    answer = governance("verify", report, "--trust", report / "certificate.pem", home=tmp_path)
    assert answer.code == 0, answer.out + answer.err
    assert governance("verify", report, home=tmp_path).code == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_fresh_audit_has_the_same_opinion_findings_and_outcomes(demo, name):
    old, new = stored(name), demo.record(name)
    assert new["conclusion"]["opinion"] == old["conclusion"]["opinion"]
    assert new["findings"] == old["findings"]
    assert outcomes(new) == outcomes(old)


@pytest.mark.parametrize("name", NAMES)
def test_a_fresh_audit_measures_the_same_within_a_millionth(demo, name):
    old, new = measurements(stored(name)), measurements(demo.record(name))
    assert list(new) == list(old)
    for place, found in old.items():
        assert new[place]["n"] == found["n"]
        for number in NUMBERS:
            if found[number] is None:
                assert new[place][number] is None
            else:
                assert new[place][number] == pytest.approx(found[number], rel=1e-6, abs=1e-12), (place, number)
