"""Subjects made to measure: the tests of checks plant faults in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

from governance.reading.canonical import sha256
from governance.record.declaration import Capability, Direction, Role, Task
from governance.record.identity import SampleIdentity, SubjectIdentity
from governance.subject.model.interface import Failure
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
def make_subject() -> SubjectMaker:
    """A factory: ``make_subject(task, (X, y), (X, y), model, time=True, horizon=1, directions={}, columns={})``."""
    return SubjectMaker()


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory):
    """Keys and trust of the tests live in a folder of their own, never in the home of whoever runs them."""
    import os

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
    import json
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
