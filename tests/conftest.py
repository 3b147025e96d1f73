"""Subjects made to measure, in which the tests of checks plant faults; the command line, and the demo, run once a session."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from governance.reading.canonical import sha256
from governance.record.declaration import Capability, Direction, Role, Task
from governance.record.identity import SampleIdentity, SubjectIdentity
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.links import INVERSES
from governance.subject.samples import Sample
from governance.subject.scoring import Scoring
from governance.subject.subject import Subject


@dataclass
class FunctionModel:
    """A model that is a function of the frame; it can only score."""

    function: Callable[[pd.DataFrame], Any]
    flavour: str = "function"
    classes: tuple[object, ...] | None = None
    capabilities: frozenset[Capability] = frozenset({Capability.SCORE})

    def score(self, frame):
        scores = np.asarray(self.function(frame), dtype=float)
        return scores.reshape(len(frame), -1)

    def contributions(self, frame, background):
        return Failure("a function has no contributions of its own")

    def gradients(self, frame):
        return Failure("a function has no gradients of its own")

    def refit(self, frame, target, seed):
        return Failure("a function cannot be refitted")

    def penalties(self):
        return Failure("a function has no penalties")


@dataclass
class Additive(FunctionModel):
    """The sum of ``weights`` times the columns, with its exact interventional contributions; the answer is ``link`` of the sum.

    ``spoil(contributions)`` plants a fault in what it says of itself.
    """

    function: Callable[[pd.DataFrame], Any] | None = None
    weights: Any = ()
    link: str = "identity"
    spoil: Callable[[Contributions], Any] = lambda given: given
    asked: int = 0
    capabilities: frozenset[Capability] = frozenset({Capability.SCORE, Capability.CONTRIBUTIONS})

    def score(self, frame):
        scores = INVERSES[self.link](self._sum(frame))
        return np.hstack([1 - scores, scores]) if self.classes is not None else scores

    def contributions(self, frame, background):
        self.asked += 1
        centre = background.to_numpy(dtype=float).mean(axis=0)
        explained = self._sum(frame)
        return self.spoil(Contributions(
            values=((frame.to_numpy(dtype=float) - centre) * self.weights)[:, :, None], base=np.array([centre @ self.weights]),
            explained=explained, features=tuple(map(str, frame.columns)), scale="prediction" if self.link == "identity" else "margin",
            kind="interventional", method="linear", background_rows=len(background), link=self.link,
            as_scores=INVERSES[self.link](explained),
        ))  # fmt: skip

    def _sum(self, frame):
        return (frame.to_numpy(dtype=float) @ np.asarray(self.weights))[:, None]


@dataclass
class SubjectMaker:
    """Builds subjects; see `make_subject`."""

    name: str = "made"
    features: list[str] = field(default_factory=list)

    def __call__(
        self,
        task: str,
        training: tuple[Any, Any],
        validation: tuple[Any, Any] | None,
        model: Any,
        *,
        time: bool | None = True,
        horizon: int = 1,
        directions: Mapping[str, str] | None = None,
        columns: Mapping[Role, Mapping[str, pd.Series]] | None = None,
        times: Mapping[Role, np.ndarray] | None = None,
        **identity: Any,
    ) -> Subject:
        frames = {Role.TRAINING: training, **({Role.VALIDATION: validation} if validation is not None else {})}
        samples, start = {}, np.datetime64("2015-01-01", "ns")
        for role, (X, y) in frames.items():
            frame = (
                X if isinstance(X, pd.DataFrame) else pd.DataFrame(X, columns=[f"x{index}" for index in range(np.shape(X)[1])])
            )
            stamps = (times or {}).get(role)
            if stamps is None and time:
                stamps = start + np.arange(len(frame)) * np.timedelta64(1, "D")
                start = stamps[-1] + np.timedelta64(1, "D")
            samples[role] = self._sample(role, frame, np.asarray(y, dtype=float), stamps, (columns or {}).get(role, {}))
        first = next(iter(samples.values()))
        return Subject(
            identity=SubjectIdentity(
                name=self.name, version="1", uri="made:/1", artifact_digest=sha256(b"made"), task=Task(task), tier=identity.pop("tier", 1),
                flavour=getattr(model, "flavour", "function"), features=tuple(map(str, first.features.columns)),
                samples=tuple(sample.identity for sample in samples.values()), time_ordered=time, horizon=horizon,
                expected_directions=dict(directions or {}), **identity,
            ),
            samples=samples,
            scoring=Scoring(self._model(model, task)),
            directions={name: Direction(value) for name, value in (directions or {}).items()},
        )  # fmt: skip

    @staticmethod
    def _sample(role, frame, target, stamps, columns):
        content = sha256(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes() + target.tobytes())
        identity = SampleIdentity(
            role=role, name=f"made-{role.value}", context=role.value, source="made", rows=len(frame), columns=tuple(map(str, frame.columns)),
            target="y", sha256=content, time_column=None if stamps is None else "time",
            first_time=None if stamps is None else str(stamps.min()), last_time=None if stamps is None else str(stamps.max()),
        )  # fmt: skip
        return Sample(identity, frame, target, stamps, dict(columns))

    @staticmethod
    def _model(model, task):
        if hasattr(model, "score") and hasattr(model, "capabilities"):
            return model
        if hasattr(model, "fit"):
            from governance.subject.model.wrapping import wrap

            return wrap(model, "sklearn", Task(task))
        return FunctionModel(model, classes=(0, 1) if task == "binary" else None)


@pytest.fixture
def additive() -> type[Additive]:
    """``additive(weights=(2, -1), link="identity")``: a model that explains itself exactly."""
    return Additive


@pytest.fixture
def make_subject() -> SubjectMaker:
    """A factory: ``make_subject(task, (X, y), (X, y), model, time=True, horizon=1, directions={}, columns={})``."""
    return SubjectMaker()


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory):
    """Keys and trust of the tests live in a folder of their own, never in the home of whoever runs them."""
    home = tmp_path_factory.mktemp("governance-home")
    before = os.environ.get("GOVERNANCE_HOME")
    os.environ["GOVERNANCE_HOME"] = str(home)
    yield home
    if before is None:
        del os.environ["GOVERNANCE_HOME"]
    else:
        os.environ["GOVERNANCE_HOME"] = before


@pytest.fixture(scope="session")
def plain_folder(tmp_path_factory):
    """A sound subject in a plain folder: ridge regression on a linear signal, 600 + 400 daily rows."""
    import pickle

    from sklearn.linear_model import Ridge

    folder = tmp_path_factory.mktemp("plain")
    generator = np.random.default_rng(12)
    X = pd.DataFrame(generator.normal(size=(1000, 3)), columns=["momentum", "carry", "flow"])
    frame = X.assign(
        date=pd.date_range("2019-01-01", periods=1000), y=X["momentum"] - 0.5 * X["carry"] + generator.normal(size=1000)
    )
    model = Ridge(alpha=1.0).fit(X.iloc[:600], frame["y"].iloc[:600])
    frame.iloc[:600].to_parquet(folder / "training.parquet")
    frame.iloc[600:].to_parquet(folder / "validation.parquet")
    (folder / "model.pkl").write_bytes(pickle.dumps(model))
    error = frame["y"].iloc[600:] - model.predict(X.iloc[600:])
    (folder / "metrics.json").write_text(json.dumps({"test_rmse": float(np.sqrt(np.mean(error**2)))}))
    (folder / "subject.yaml").write_text(
        "name: carry-signal\nversion: '7'\ntask: regression\ntier: 2\nowner: Rates desk\npurpose: sizing carry trades\n"
        "time_column: date\nperiods_per_year: 365\ncolumns: {target: y}\n"
        "expected_directions: {momentum: increasing, carry: decreasing}\n"
    )
    return folder


@dataclass(frozen=True)
class Answer:
    """What a command said. ``lines`` are those of the error output."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()

    @property
    def facts(self) -> Any:
        """The standard output, read as JSON."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def governance():
    """Runs the installed command: ``governance("verify", folder, home=..., cwd=..., NAME="value")``."""
    program = Path(sys.executable).with_name("governance")

    def _governance(*arguments: Any, cwd: Path | None = None, home: Path | None = None, **variables: str) -> Answer:
        environment = {**os.environ, **({"GOVERNANCE_HOME": str(home)} if home else {}), **variables}
        command = [str(program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment)
        return Answer(done.returncode, done.stdout, done.stderr)

    return _governance


@dataclass(frozen=True)
class Demo:
    """The finished demo: its folder, the home whose key signed its reports, and what it printed."""

    folder: Path
    home: Path
    said: Answer

    @property
    def store(self) -> str:
        return f"sqlite:///{self.folder / 'mlflow.db'}"

    def report(self, name: str) -> Path:
        return self.folder / "reports" / name

    def record(self, name: str) -> Any:
        return json.loads((self.report(name) / "record.json").read_bytes())


@pytest.fixture(scope="session")
def demo(once, governance) -> Demo:
    """``governance demo``, run once a session whatever the number of workers. Tests read it and never write into it."""

    def run(folder: Path) -> Answer:
        return governance("demo", "--out", folder / "demo", "--as-of", "2026-01-31", home=folder / "home")

    folder, said = once("demo", run)
    assert said.code == 0, said.out + said.err
    return Demo(folder / "demo", folder / "home", said)


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """``once(name, run)`` answers a folder and what ``run(folder)`` said there; the first worker runs it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def _once(name: str, run: Callable[[Path], Answer]) -> tuple[Path, Answer]:
        folder = shared / f"once-{name}"
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            answer = folder / "answer.json"
            if not answer.exists():
                answer.write_text(json.dumps(vars(run(folder))))
            return folder, Answer(**json.loads(answer.read_text()))

    return _once
