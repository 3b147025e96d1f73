"""The model port: what can be asked of a model, whatever made it, in this process or another.

A failure is a value with a reason, so that no caller needs a ``try``.
"""

from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Capability

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Failure:
    """The model could not answer; ``reason`` is a sentence for people.

    ``silent``: it raised nothing and gave something that is no answer, such as NaN, which only whoever looks will notice.
    """

    reason: str
    silent: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Contributions:
    """What each feature added to each answer.

    ``values`` (n, features, outputs) and ``base`` (outputs,) sum to ``explained`` (n, outputs): the model's answer on
    ``scale``: ``prediction`` for the answer itself, ``margin`` for log-odds or log-mean. ``kind`` is *interventional*,
    *path-dependent* or *conditional*; ``method`` names the algorithm; ``exact`` is false for sampling methods.
    ``standard_error`` (n, features, outputs) is the Monte-Carlo error of a sampling method.

    A binary classifier has one output, the positive class. ``link`` names the function that takes the score to ``scale``, and
    ``as_scores`` (n, outputs) is ``explained`` taken back through it, so that it can be held against the model's own score.
    ``positions`` (n,) are the rows of the frame that were explained, where a costly method explained fewer than it was given.
    """

    values: Array
    base: Array
    explained: Array
    features: tuple[str, ...]
    scale: str
    kind: str
    method: str
    exact: bool = True
    standard_error: Array | None = None
    background_rows: int = 0
    link: str = "identity"
    as_scores: Array | None = None
    positions: NDArray[np.int_] | None = None

    def of_rows(self, rows: NDArray[np.int_]) -> "Contributions":
        """The explanations of the explained rows at places ``rows`` (m,)."""
        return replace(
            self,
            values=self.values[rows],
            explained=self.explained[rows],
            standard_error=None if self.standard_error is None else self.standard_error[rows],
            as_scores=None if self.as_scores is None else self.as_scores[rows],
            positions=None if self.positions is None else self.positions[rows],
        )

    def with_rows(self, other: "Contributions") -> "Contributions":
        """These and then the rows of ``other``, explained by the same method against the same background."""
        return replace(
            self,
            values=np.concatenate([self.values, other.values]),  # noqa: PD011  no frame of pandas
            explained=np.concatenate([self.explained, other.explained]),
            standard_error=_one_below_the_other(self.standard_error, other.standard_error),
            as_scores=_one_below_the_other(self.as_scores, other.as_scores),
            positions=None,
        )


def _one_below_the_other(first: Array | None, second: Array | None) -> Array | None:
    return None if first is None or second is None else np.concatenate([first, second])


class Model(Protocol):
    """One adapter a flavour implements this; ``capabilities`` says which of the questions it answers."""

    @property
    def flavour(self) -> str:
        """The MLflow flavour it was loaded by."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What may be asked; anything else answers with a `Failure`."""

    @property
    def classes(self) -> tuple[object, ...] | None:
        """The classes in the order of the score's columns; None for a regressor."""

    @property
    def inputs(self) -> tuple[str, ...] | None:
        """The names of the columns it takes, in its order; None where it knows none."""

    def score(self, frame: pd.DataFrame) -> Array | Failure:
        """(n, 1) for a regressor, (n, classes) of probabilities for a classifier; never hard labels."""

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
        """Per-row contributions by the fastest exact method of the flavour; ``background`` is used where the kind needs one."""

    def gradients(self, frame: pd.DataFrame) -> Array | Failure:
        """(n, features, outputs): derivatives of the score."""

    def refit(self, frame: pd.DataFrame, target: Array, seed: int) -> "Model | Failure":
        """The same estimator with the same settings, fitted anew."""

    def penalties(self) -> dict[str, float] | Failure:
        """Regularisation settings by name."""
