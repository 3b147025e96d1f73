"""Estimators and pipelines that follow scikit-learn's interface."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Capability, Task
from governance.subject.model.additive import additive
from governance.subject.model.anatomy import Anatomy, anatomy, logarithm, margin
from governance.subject.model.answering import CLASSIFICATION, answered, picked, scored
from governance.subject.model.explaining import Sums, contributions
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.natives import native_sums
from governance.subject.model.origins import gathered, origins
from governance.subject.model.sampling import explained
from governance.subject.model.settings import NO_GRADIENTS, classes_of, fitted_anew, labels, penalties

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SklearnModel:
    """A fitted estimator; regressors answer through ``predict``, classifiers through ``predict_proba``."""

    native: Any
    task: Task
    flavour: str = "sklearn"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything but gradients; refits and penalties where the estimator tells its settings."""
        known = {Capability.SCORE, Capability.CONTRIBUTIONS}
        return frozenset(known | {Capability.REFIT, Capability.PENALTIES} if hasattr(self.native, "get_params") else known)

    @cached_property
    def classes(self) -> tuple[object, ...] | None:
        """The estimator's own order of classes."""
        return classes_of(self.native) if self.task in CLASSIFICATION else None

    def score(self, frame: pd.DataFrame) -> Array | Failure:
        """Probabilities for classifiers, predictions for regressors."""
        ask = self.native.predict_proba if self.task in CLASSIFICATION else self.native.predict
        with _unnamed():
            return scored(ask, frame, self.inputs, self._count, self.task)

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
        """Of trees and boosters by their own algorithm, of sums over columns in closed form, else by sampling."""
        methods = self._natively, self._in_closed_form
        with _unnamed():
            return explained(methods, self.score, frame, background, self.inputs, self._count)

    def gradients(self, frame: pd.DataFrame) -> Array | Failure:  # noqa: ARG002  the port's signature
        """Not offered."""
        return Failure(NO_GRADIENTS)

    def refit(self, frame: pd.DataFrame, target: Array, seed: int) -> "SklearnModel | Failure":
        """Clone and fit; of a parameter search the winner is fitted again, the search is not repeated."""
        taken = picked(frame, self.inputs, self._count)
        if isinstance(taken, Failure):
            return taken
        chosen = getattr(self.native, "best_estimator_", self.native)
        with _unnamed():
            fresh = answered(lambda: fitted_anew(chosen, taken, labels(target, self.classes), seed), "the refit")
        return fresh if isinstance(fresh, Failure) else replace(self, native=fresh)

    def penalties(self) -> dict[str, float] | Failure:
        """From the settings of every step."""
        chosen = getattr(self.native, "best_estimator_", self.native)
        return (
            penalties(chosen.get_params()) if hasattr(chosen, "get_params") else Failure("the model does not tell its settings")
        )

    @cached_property
    def _anatomy(self) -> Anatomy:
        return anatomy(self.native)

    @cached_property
    def inputs(self) -> tuple[str, ...] | None:
        """The columns it was fitted on, where they had names."""
        names = getattr(self.native, "feature_names_in_", None)
        return None if names is None else tuple(names)

    @cached_property
    def _count(self) -> int | None:
        return getattr(self.native, "n_features_in_", None)

    def _natively(self, taken: pd.DataFrame, ground: pd.DataFrame, scores: Array) -> Contributions | Failure:
        inside = self._anatomy
        sums = native_sums(inside.final, inside.transformed(taken), classifies=self.task in CLASSIFICATION)
        if isinstance(sums, Sums) and inside.before:
            sums = _of_columns(sums, inside.transformed, taken, ground)
        return sums if isinstance(sums, Failure) else contributions(sums, taken.columns, scores, inside.inverses)

    def _in_closed_form(self, taken: pd.DataFrame, ground: pd.DataFrame, scores: Array) -> Contributions | Failure:
        inside, classifies = self._anatomy, self.task in CLASSIFICATION
        said = margin(inside.final, classifies)
        for scale in (said,) if classifies else (said, logarithm(said)):
            found = additive(_through(inside, scale), taken, ground)
            if found is not None:
                sums = Sums(found.values, found.base, found.margin, "interventional", "closed form of a sum over columns")
                return contributions(sums, taken.columns, scores, inside.inverses, len(ground))
        return Failure("the model is not a sum of functions of single columns")


def _through(inside: Anatomy, scale: Callable[[Any], Array]) -> Callable[[pd.DataFrame], Array]:
    return lambda frame: scale(inside.transformed(frame))


def _of_columns(
    sums: Sums, transform: Callable[[pd.DataFrame], Any], taken: pd.DataFrame, ground: pd.DataFrame
) -> Sums | Failure:
    owns = origins(transform, taken, ground)
    values = owns if isinstance(owns, Failure) else gathered(sums.values, owns)
    return values if isinstance(values, Failure) else replace(sums, values=values)


@contextmanager
def _unnamed() -> Iterator[None]:
    """Silences scikit-learn's remark that an estimator was fitted on an array and is asked with a frame, or the reverse."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="X (has|does not have valid) feature names")
        yield
