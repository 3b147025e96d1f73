import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from governance.checks.catalogue import checks
from governance.checks.running import run
from governance.record.declaration import Task
from governance.record.evidence import Evidence
from governance.subject.model.interface import Failure, Model
from governance.subject.model.wrapping import wrap
from governance.subject.previous import Previous
from governance.subject.scoring import Scoring
from governance.subject.subject import Subject


@pytest.fixture
def measure() -> Callable[..., Evidence]:
    """``measure(id, subject, **parameters)``: the evidence, as the runner gives it."""

    def measured(identifier: str, subject, **parameters) -> Evidence:
        return run(checks()[identifier], subject, parameters)

    return measured


@pytest.fixture
def only() -> Callable[..., object]:
    """``only(evidence, metric, segment)``: the one measurement of that name."""

    def one(evidence: Evidence, metric: str, segment: str | None = None):
        (found,) = [item for item in evidence.measurements if item.metric == metric and item.segment == segment]
        return found

    return one


@pytest.fixture
def after() -> Callable[..., Subject]:
    """``after(subject, function, learned={Role: marks})``: the subject with an earlier version that answers as ``function`` does."""

    def with_previous(subject: Subject, function, learned=None, name: str = "version 1 (champion)") -> Subject:
        scoring = function if isinstance(function, Failure) else Scoring(FunctionModel(function))
        return dataclasses.replace(subject, previous=Previous(name, scoring, subject.samples, learned or {}))

    return with_previous


@pytest.fixture
def spoiling() -> Callable[..., object]:
    """``spoiling(estimator, task, spoil)``: the port of a fitted estimator; its refits too give ``spoil(contributions, frame)``."""

    def made(estimator, task: str, spoil):
        return Spoiling(wrap(estimator, "sklearn", Task(task)), spoil)

    return made


@dataclasses.dataclass
class Spoiling:
    """A model that says of itself what ``spoil`` makes of it."""

    inner: Model
    spoil: Callable

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def contributions(self, frame, background):
        return self.spoil(self.inner.contributions(frame, background), frame)

    def refit(self, frame, target, seed):
        return Spoiling(self.inner.refit(frame, target, seed), self.spoil)


@dataclasses.dataclass
class FunctionModel:
    function: Callable
    flavour: str = "function"

    def score(self, frame):
        answer = self.function(frame)
        return answer if isinstance(answer, Failure) else np.asarray(answer, dtype=float).reshape(len(frame), -1)
