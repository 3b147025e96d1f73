"""LightGBM: boosters and its scikit-learn interface."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Capability, Task
from governance.subject.model.answering import CLASSIFICATION, answered, picked, scored
from governance.subject.model.categories import for_lightgbm
from governance.subject.model.explaining import Sums, contributions, per_output
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.sampling import explained
from governance.subject.model.settings import NO_GRADIENTS, classes_of, fitted_anew, labels, penalties

Array = NDArray[np.float64]
METHOD = "LightGBM pred_contrib"
UNNAMED = re.compile(r"Column_\d+")
# A refit has no sample to stop early on: it takes the number of rounds that the model was stopped at.
STOPPING = ("early_stopping_round", "early_stopping_rounds", "early_stopping", "n_iter_no_change")


def lightgbm_sums(native: Any, seen: Any) -> Sums:
    """TreeSHAP (Lundberg et al. 2020) along the paths of the training rows, on the margin; LightGBM's own implementation."""
    booster = _booster(native)
    values, base = per_output(booster.predict(seen, pred_contrib=True), booster.num_model_per_iteration())
    raw = np.asarray(booster.predict(seen, raw_score=True), dtype=np.float64).reshape(len(values), -1)
    return Sums(values, base, raw, "path-dependent", METHOD)


@dataclass(frozen=True)
class LightgbmModel:
    """An ``LGBMModel`` or a bare ``Booster``, whose classes are 0, 1, ... as its training demanded."""

    native: Any
    task: Task
    flavour: str = "lightgbm"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything but gradients."""
        return frozenset({Capability.SCORE, Capability.CONTRIBUTIONS, Capability.REFIT, Capability.PENALTIES})

    @cached_property
    def classes(self) -> tuple[object, ...] | None:
        """The estimator's classes; of a bare booster the integers it was trained on."""
        if self.task not in CLASSIFICATION:
            return None
        return classes_of(self.native) or tuple(range(max(2, _booster(self.native).num_model_per_iteration())))

    def score(self, frame: pd.DataFrame) -> Array | Failure:
        """Probabilities for classifiers, predictions for regressors."""
        ask = getattr(self.native, "predict_proba", self.native.predict)
        return scored(lambda taken: ask(self._read(taken)), frame, self.inputs, self._count, self.task)

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
        """LightGBM's own, path-dependent; by sampling for linear leaves, which it does not explain."""
        return explained((self._natively,), self.score, frame, background, self.inputs, self._count)

    def gradients(self, frame: pd.DataFrame) -> Array | Failure:  # noqa: ARG002  the port's signature
        """Not offered."""
        return Failure(NO_GRADIENTS)

    def refit(self, frame: pd.DataFrame, target: Array, seed: int) -> "LightgbmModel | Failure":
        """The same settings and rounds; weights and callbacks of the first fit are not known and not repeated."""
        taken = picked(frame, self.inputs, self._count)
        if isinstance(taken, Failure):
            return taken
        again = self._trained if _is_booster(self.native) else self._fitted
        fresh = answered(lambda: again(self._read(taken), target, seed), "the refit")
        return fresh if isinstance(fresh, Failure) else replace(self, native=fresh)

    def penalties(self) -> dict[str, float] | Failure:
        """From the estimator's settings, or from those that the booster's file keeps."""
        return penalties(self.native.params if _is_booster(self.native) else self.native.get_params())

    def _natively(self, taken: pd.DataFrame, _: pd.DataFrame, scores: Array) -> Contributions | Failure:
        if _booster(self.native).params.get("linear_tree"):  # asked all the same, its library complains on the user's screen
            return Failure("LightGBM does not explain linear leaves")
        return contributions(lightgbm_sums(self.native, self._read(taken)), taken.columns, scores)

    @cached_property
    def inputs(self) -> tuple[str, ...] | None:
        """The columns it was trained on, where they had names."""
        names = _booster(self.native).feature_name()
        return None if all(UNNAMED.fullmatch(name) for name in names) else tuple(names)

    @cached_property
    def _count(self) -> int:
        return int(_booster(self.native).num_feature())

    def _read(self, taken: pd.DataFrame) -> pd.DataFrame:
        return for_lightgbm(taken, _booster(self.native).pandas_categorical)

    def _fitted(self, taken: pd.DataFrame, target: Array, seed: int) -> Any:
        best, settings = getattr(self.native, "best_iteration_", None), self.native.get_params()
        stopped = {"n_estimators": best, **{name: None for name in STOPPING if name in settings}} if best else {}
        return fitted_anew(self.native, taken, labels(target, self.classes), seed, **stopped)

    def _trained(self, taken: pd.DataFrame, target: Array, seed: int) -> Any:
        import lightgbm

        dropped = {*STOPPING, "num_iterations", "categorical_feature"}
        kept = {name: value for name, value in self.native.params.items() if name not in dropped and not name.endswith("seed")}
        rounds = max(self.native.best_iteration, 0) or self.native.current_iteration()
        return lightgbm.train({**kept, "seed": seed}, lightgbm.Dataset(taken, target), num_boost_round=rounds)


def _is_booster(native: Any) -> bool:
    return not hasattr(native, "booster_")


def _booster(native: Any) -> Any:
    return native if _is_booster(native) else native.booster_
