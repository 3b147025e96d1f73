"""MLflow's generic function: it can score, and everything else is had from its scores."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Capability, Task
from governance.subject.model.answering import CLASSIFICATION, SAYS_LABELS, answered, both_picked, checked, in_form, picked
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.sampling import sampled
from governance.subject.model.settings import NO_GRADIENTS

Array = NDArray[np.float64]
NO_SETTINGS = "MLflow's generic function tells no settings and cannot be fitted"
# So many whole numbers in a row are labels; fewer may be probabilities at their limits.
TELLING = 20


@dataclass(frozen=True)
class PyfuncModel:
    """A model of which nothing is known but ``predict``."""

    native: Any
    task: Task
    flavour: str = "pyfunc"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Scores, and contributions by sampling."""
        return frozenset({Capability.SCORE, Capability.CONTRIBUTIONS})

    @cached_property
    def classes(self) -> tuple[object, ...] | None:
        """(0, 1) for a binary task; for several classes the outputs' names in the signature, or their positions."""
        if self.task not in CLASSIFICATION:
            return None
        return (0, 1) if self.task is Task.BINARY else _outputs(self.native)

    def score(self, frame: pd.DataFrame) -> Array | Failure:
        """What ``predict`` says; a `Failure` where it says labels."""
        taken = picked(frame, self.inputs, None)
        if isinstance(taken, Failure):
            return taken
        said = answered(lambda: self.native.predict(taken), "the model")
        if isinstance(said, Failure):
            return said
        if self.task in CLASSIFICATION and _are_labels(said):
            return Failure(SAYS_LABELS)
        numbers = answered(lambda: checked(said, len(taken)), "reading the model's answers")
        return numbers if isinstance(numbers, Failure) else in_form(numbers, self.task)

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
        """By sampling."""
        both = both_picked(frame, background, self.inputs, None)
        return both if isinstance(both, Failure) else sampled(self.score, *both)

    def gradients(self, frame: pd.DataFrame) -> Array | Failure:  # noqa: ARG002  the port's signature
        """Not offered."""
        return Failure(NO_GRADIENTS)

    def refit(self, frame: pd.DataFrame, target: Array, seed: int) -> "PyfuncModel | Failure":  # noqa: ARG002  the port's signature
        """Not offered."""
        return Failure(NO_SETTINGS)

    def penalties(self) -> dict[str, float] | Failure:
        """Not offered."""
        return Failure(NO_SETTINGS)

    @cached_property
    def inputs(self) -> tuple[str, ...] | None:
        """Those of its signature, where it names them."""
        schema = _schema(self.native, "get_input_schema")
        return tuple(schema.input_names()) if schema is not None and schema.has_input_names() else None


def _schema(native: Any, which: str) -> Any:
    metadata = getattr(native, "metadata", None)
    return None if metadata is None else getattr(metadata, which)()


def _outputs(native: Any) -> tuple[object, ...] | None:
    schema = _schema(native, "get_output_schema")
    if schema is None:
        return None
    if schema.has_input_names() and len(schema.inputs) > 1:
        return tuple(schema.input_names())
    shape: tuple[int, ...] = getattr(schema.inputs[0], "shape", ())
    return tuple(range(shape[1])) if len(shape) == 2 and shape[1] > 1 else None


def _are_labels(said: Any) -> bool:
    answers = np.asarray(said)
    if answers.ndim == 2 and answers.shape[1] > 1:
        return False
    if answers.dtype.kind != "f":
        return True
    return answers.size >= TELLING and bool((answers == np.rint(answers)).all())
