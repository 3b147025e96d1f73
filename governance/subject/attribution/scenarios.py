"""Scenarios that are declared: inputs that rise together, and where the answer must not go then."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.moving import inputs_among, named_together
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
ROLES = ("answer_not_up_when", "answer_not_down_when", "size_not_up_when")


@dataclass(frozen=True)
class Scenario:
    """``inputs`` rise together; ``role`` (`ROLES`) says what the answer, or its size, must not do."""

    role: str
    inputs: tuple[str, ...]


def declared_scenarios(subject: Subject) -> dict[str, Scenario]:
    """The scenarios that governance.columns lists, each under a role or a role with a name: ``size_not_up_when-crisis``."""
    return {name: Scenario(role, columns) for role in ROLES for name, columns in named_together(subject, role).items()}


def against(subject: Subject, scenario: Scenario, positions: NDArray[np.int_], shock: float) -> Array | Failure:
    """(n,) how far the answer to each row goes against the scenario, negative where it goes the declared way.

    The inputs of the scenario are raised together by ``shock`` times their standard deviation in training. A `Failure` where one is no
    numeric input of the model, or the raised rows cannot be scored.
    """
    inputs, training = inputs_among(subject, scenario.inputs), subject.samples[Role.TRAINING].features
    if len(inputs) < len(scenario.inputs):
        return Failure(f"{', '.join(sorted({*scenario.inputs} - {*inputs}))} is no numeric input of the model")
    rows = subject.samples[Role.VALIDATION].features.iloc[positions].reset_index(drop=True)
    scores = subject.scoring.frame(rows.assign(**{name: rows[name] + shock * float(training[name].std()) for name in inputs}))
    if isinstance(scores, Failure):
        return Failure(f"the raised rows cannot be scored: {scores.reason}")
    before, after = subject.prediction(Role.VALIDATION)[positions], scores[:, -1]
    if scenario.role == "size_not_up_when":
        return np.asarray(np.abs(after) - np.abs(before))
    return np.asarray(after - before if scenario.role == "answer_not_up_when" else before - after)
