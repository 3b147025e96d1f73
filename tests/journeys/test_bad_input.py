"""Bad input through the command line, with a plain folder as registry; what MLflow adds is tested in tests/registry.

What, where, what to do; no audit was made; nothing is left behind.
"""

import json
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression


def rows(subject, name="validation"):
    return pd.read_parquet(subject / f"{name}.parquet")


def described(subject, before, after):
    path = subject / "subject.yaml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))


SPOILT = {
    "missing outcomes": (lambda f: f.assign(y=f["y"].where(f.index % 100 > 0)), ("'y' is missing in 4 rows", "validation")),
    "infinite outcomes": (
        lambda f: f.assign(y=f["y"].where(f.index % 100 > 0, np.inf)),
        ("'y' has 4 infinite values", "validation"),
    ),
    "outcomes that are words": (lambda f: f.assign(y="up"), ("'y' is not numeric", "validation")),
    "infinite inputs": (
        lambda f: f.assign(carry=f["carry"].where(f.index % 100 > 0, -np.inf)),
        ("'carry' has 4 infinite", "validation"),
    ),
    "an absent input": (lambda f: f.drop(columns="carry"), ("absent: carry", "validation")),
    "an absent target": (lambda f: f.drop(columns="y"), ("'y' is absent", "validation")),
    "an absent time column": (lambda f: f.drop(columns="date"), ("'date' is absent", "validation")),
    "no rows": (lambda f: f[:0], ("no rows", "validation")),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_sample_that_cannot_be_measured_on_is_refused(refused, subject, spoilt):
    spoil, words = SPOILT[spoilt]
    spoil(rows(subject)).to_parquet(subject / "validation.parquet")
    refused(subject, words=words)


def test_a_classifier_whose_sample_has_one_class_is_refused(refused, subject):
    features = ["momentum", "carry", "flow"]
    frames = {name: rows(subject, name).assign(y=lambda f: (f["y"] > 0).astype(int)) for name in ("training", "validation")}
    model = LogisticRegression().fit(frames["training"][features], frames["training"]["y"])
    (subject / "model.pkl").write_bytes(pickle.dumps(model))
    (subject / "metrics.json").unlink()
    described(subject, "task: regression", "task: binary")
    frames["training"].to_parquet(subject / "training.parquet")
    frames["validation"].assign(y=1).to_parquet(subject / "validation.parquet")
    refused(subject, words=("one class only", "validation"))


def test_a_subject_without_a_training_sample_is_refused(refused, subject):
    (subject / "training.parquet").unlink()
    refused(subject, words=("no training sample", "--training"))


def test_a_sample_named_by_the_caller_that_is_not_there_is_refused(refused, subject):
    refused(subject, "--validation", subject / "moved.parquet", words=("moved.parquet", "--validation"))


def test_a_sample_that_is_no_table_is_refused(refused, subject):
    (subject / "validation.parquet").write_bytes(b"not a table")
    refused(subject, words=("cannot be read", "validation.parquet"))


def test_a_subject_without_a_target_is_refused_with_the_tag_to_set(refused, subject):
    described(subject, "columns: {target: y}\n", "")
    for name in ("training", "validation"):
        rows(subject, name).assign(z=1.0).to_parquet(subject / f"{name}.parquet")
    refused(subject, words=("the target is not known", "governance.columns"))


def test_a_folder_without_a_description_is_refused(refused, subject):
    (subject / "subject.yaml").unlink()
    refused(subject, words=("no subject.yaml",))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("task: regression", "task: clairvoyance", ("clairvoyance", "governance.task")),
        ("tier: 2", "tier: 0", ("governance.tier",)),
        ("tier: 2", "tier: 2\ntier: 3", ("subject.yaml:", "tier")),
        ("momentum: increasing", "momentum: upwards", ("upwards", "governance.expected_directions")),
        ("columns: {target: y}", "columns: {target: y", ("subject.yaml",)),
    ],
)
def test_a_description_that_cannot_be_read_is_refused_at_its_place(refused, subject, before, after, words):
    described(subject, before, after)
    refused(subject, words=words)


def test_what_is_neither_a_uri_nor_a_folder_is_refused_with_the_forms(refused):
    refused("no-such-folder", words=("neither an MLflow model URI nor a folder", "models:/NAME/VERSION"))


def test_a_folder_without_a_model_is_refused(refused, subject):
    (subject / "model.pkl").unlink()
    refused(subject, words=("0 files named model.*",))


def test_a_model_that_does_not_load_is_refused(refused, subject):
    (subject / "model.pkl").write_bytes(b"ruined")
    refused(subject, words=("does not load", "model.pkl"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Raising", ("RuntimeError", "the feature store is closed", "training")),
        ("Short", ("600 rows", "(599,)")),
        ("Wide", ("3 answers a row",)),
        ("Silent", ("600 of 600 answers are not finite",)),
        ("Wordy", ("ValueError",)),
    ],
)
def test_a_model_that_raises_or_answers_in_the_wrong_form_is_refused(refused, subject, misbehaving, kind, words):
    replace_model(subject, misbehaving, kind)
    refused(subject, words=(*words, "score the sample by hand"), PYTHONPATH=str(misbehaving))


def test_the_columns_that_a_model_was_given_are_told_where_it_fails(refused, subject, misbehaving):
    replace_model(subject, misbehaving, "Raising")
    words = ("from the columns momentum, carry, flow", "log the model with a signature")
    refused(subject, words=words, PYTHONPATH=str(misbehaving))


def test_warnings_of_the_models_own_code_are_for_those_who_ask(governance, refused, subject, misbehaving, tmp_path):
    replace_model(subject, misbehaving, "Nagging")
    refused(subject, words=("the feature store is closed",), PYTHONPATH=str(misbehaving))
    answer = governance("audit", subject, "--verbose", "--out", tmp_path / "out", PYTHONPATH=str(misbehaving))
    assert "RuntimeWarning: mind the gap" in answer.err


def replace_model(subject, code, kind):
    """Fit a misbehaving estimator in a process that knows its module, as the one that audits will."""
    program = (
        "import pickle, sys, pandas, misbehaving; frame = pandas.read_parquet(sys.argv[1] + '/training.parquet');"
        "model = getattr(misbehaving, sys.argv[2])().fit(frame[['momentum', 'carry', 'flow']], frame['y']);"
        "open(sys.argv[1] + '/model.pkl', 'wb').write(pickle.dumps(model))"
    )
    subprocess.run([sys.executable, "-c", program, str(subject), kind], check=True, cwd=code)


POLICIES = {
    "an unknown check": (
        "requirements: {benchmark.naiv: {weight: decisive}}",
        ("benchmark.naiv", "did you mean", "benchmark.naive"),
    ),
    "an unknown metric": (
        "requirements: {benchmark.naive: {criteria: {skil: {at_least: {high: 0}, because: It must.}}}}",
        ("'skil'", "skill"),
    ),
    "an unknown key": ("requirments: {}", ("requirments", "requirements")),
    "bands out of order": (
        "requirements: {benchmark.naive: {criteria: {skill: {at_least: {low: 0.0, high: 0.2}, because: It must.}}}}",
        ("high", "low"),
    ),
    "a key that stands twice": ("title: Desk again", ("title",)),
    "a limit that is no number": (
        "requirements: {benchmark.naive: {criteria: {skill: {at_least: {high: .nan}, because: It must.}}}}",
        ("desk.yaml",),
    ),
    "a limit without a reason": ("requirements: {benchmark.naive: {criteria: {skill: {at_least: {high: 0.1}}}}}", ("because",)),
    "a looser limit without a reason": (
        "requirements: {benchmark.naive: {criteria: {skill: {at_least: {high: -9.0}, because: It must.}}}}",
        ("loosened",),
    ),
    "an excluded check without a reason": ("excluded: {benchmark.naive: ''}", ("benchmark.naive",)),
    "a parent that is not there": ("extends: [tier-9]", ("tier-9",)),
}


@pytest.mark.parametrize("flaw", POLICIES)
def test_a_policy_that_cannot_be_applied_is_refused_with_file_and_line_before_any_model_is_looked_for(refused, tmp_path, flaw):
    """The model is nobody's: that it is not missed shows that the policy came first."""
    line, words = POLICIES[flaw]
    extends = "" if line.startswith("extends") else "extends: [tier-1]\n"
    policy = tmp_path / "desk.yaml"
    policy.write_text(f"policy: desk\ntitle: Desk\n{extends}{line}\n")
    number = 3 if not extends else 4
    refused("no-such-folder", "--policy", policy, words=(f"desk.yaml:{number}", *words))


def test_a_policy_file_that_is_not_there_is_refused(refused, tmp_path):
    refused("no-such-folder", "--policy", tmp_path / "desk.yaml", words=("desk.yaml",))


def test_a_policy_for_a_lesser_tier_is_refused(refused, subject):
    refused(subject, "--policy", "tier-3", words=("tier-3", "tier 2"))


@pytest.mark.parametrize("where", ["a file in the folder's place", "a folder that nobody can write into"])
def test_an_output_that_cannot_be_written_is_refused_before_any_work(governance, tmp_path, where):
    """Even root cannot make a folder in /proc; the model is nobody's and is not missed."""
    (tmp_path / "file").write_text("mine")
    out = tmp_path / "file" / "out" if where.startswith("a file") else "/proc/model-signoff"
    answer = governance("audit", "no-such-folder", "--out", out)
    assert answer.code == 1
    assert [line.split(":")[0] for line in answer.lines] == ["error", "at", "try", "No audit was made."]
    assert "cannot write here" in answer.err
    assert "--out" in answer.err
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_with_other_files_in_it_is_left_alone(governance, subject, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    answer = governance("audit", subject, "--out", tmp_path)
    assert answer.code == 1
    assert "no report" in answer.err
    assert [item.name for item in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_key_that_is_not_there_is_refused(refused, subject, tmp_path):
    refused(subject, "--key", tmp_path / "nobody.key.pem", words=("nobody.key.pem",))


def test_an_earlier_report_outlives_an_audit_that_is_refused(governance, subject, tmp_path):
    made = governance("audit", subject, "--out", tmp_path / "out", "--as-of", "2026-01-31")
    assert made.code != 1, made.err
    before = {item.name: item.read_bytes() for item in (tmp_path / "out").iterdir()}
    (subject / "validation.parquet").write_bytes(b"not a table")
    assert governance("audit", subject, "--out", tmp_path / "out").code == 1
    assert {item.name: item.read_bytes() for item in (tmp_path / "out").iterdir()} == before
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_json_is_not_spoilt_by_a_failure(governance, tmp_path):
    answer = governance("audit", "no-such-folder", "--json", "--out", tmp_path / "out")
    assert (answer.code, answer.out) == (1, "")


def test_verbose_shows_where_it_failed_above_the_three_lines(governance, tmp_path):
    answer = governance("audit", "no-such-folder", "--verbose", "--out", tmp_path / "out")
    assert answer.lines[0].startswith("Traceback")
    assert [line.split(":")[0] for line in answer.lines[-4:]] == ["error", "at", "try", "No audit was made."]


def test_a_record_that_cannot_be_read_is_no_reason_for_a_traceback(governance, tmp_path):
    (tmp_path / "record.json").write_text(json.dumps({"schema": "something-else/1"}))
    answer = governance("verify", tmp_path)
    assert answer.code == 3
    assert "Traceback" not in answer.out + answer.err
