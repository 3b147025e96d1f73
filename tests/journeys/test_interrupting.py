"""An audit that is stopped in the middle leaves the old report or none, and nothing half-written."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@contextlib.contextmanager
def as_in_a_terminal():
    """Where a shell runs the tests in the background, Ctrl-C is ignored, and programs that they start would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.fixture
def stopped(subject, misbehaving, tmp_path):
    """Starts an audit whose model never answers, sends ``number`` once the model was asked, and answers (code, stderr, folder)."""

    def _stopped(number, before=()):
        folder = tmp_path / "parent"
        (folder / "out").mkdir(parents=True) if before else folder.mkdir()
        for name, data in before:
            (folder / "out" / name).write_bytes(data)
        fitted = (
            "import pickle, sys, pandas, misbehaving; frame = pandas.read_parquet(sys.argv[1] + '/training.parquet');"
            "model = misbehaving.Waiting().fit(frame[['momentum', 'carry', 'flow']], frame['y']);"
            "open(sys.argv[1] + '/model.pkl', 'wb').write(pickle.dumps(model))"
        )
        subprocess.run([sys.executable, "-c", fitted, str(subject)], check=True, cwd=misbehaving)
        asked, says_so = os.pipe()
        with as_in_a_terminal():
            process = subprocess.Popen(
                [Path(sys.executable).with_name("governance"), "audit", subject, "--out", folder / "out"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, pass_fds=(says_so,),
                env={**os.environ, "PYTHONPATH": str(misbehaving), "WAITING_SAYS_SO": str(says_so)},
            )  # fmt: skip
        os.close(says_so)
        with os.fdopen(asked, "rb") as pipe:
            heard = pipe.read(1)
        inside = sorted(item.name for item in folder.iterdir())
        process.send_signal(number)
        out, err = process.communicate()
        assert heard == b"x", err
        assert [name for name in inside if name.startswith(".out.")], inside
        assert out == ""
        return process.returncode, err, folder

    return _stopped


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_audit_that_is_interrupted_leaves_nothing_behind_and_says_so(stopped, number):
    code, err, folder = stopped(number)
    assert code == 1
    assert [line.split(":")[0] for line in err.splitlines()] == ["error", "at", "try", "No audit was made."]
    assert "interrupted" in err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_audit_that_is_interrupted_leaves_the_earlier_report(stopped, number):
    _, _, folder = stopped(number, before=[("record.json", b"{}")])
    assert [item.name for item in folder.iterdir()] == ["out"]
    assert (folder / "out" / "record.json").read_bytes() == b"{}"


def test_even_an_audit_that_is_killed_leaves_the_earlier_report(stopped):
    code, _, folder = stopped(signal.SIGKILL, before=[("record.json", b"{}")])
    assert code == -signal.SIGKILL
    assert [item.name for item in (folder / "out").iterdir()] == ["record.json"]
    assert (folder / "out" / "record.json").read_bytes() == b"{}"


def test_a_killed_audit_leaves_no_report_where_there_was_none(stopped):
    _, _, folder = stopped(signal.SIGKILL)
    assert not (folder / "out").exists()
