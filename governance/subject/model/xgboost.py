"""XGBoost: boosters and its scikit-learn interface."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Capability, Task
from governance.subject.model.answering import CLASSIFICATION, answered, picked, scored
from governance.subject.model.categories import for_xgboost
from governance.subject.model.explaining import Sums, contributions, per_output
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.sampling import explained
from governance.subject.model.settings import NO_GRADIENTS, PENALTIES, classes_of, fitted_anew, labels, penalties

Array = NDArray[np.float64]
METHOD = "XGBoost pred_contribs"
SETTINGS_LOST = (
    "XGBoost's file format keeps no training settings, so the model cannot be fitted again as it was, nor its penalties told"
)


def xgboost_sums(native: Any, seen: Any) -> Sums | Failure:
    """TreeSHAP (Lundberg et al. 2020) along the paths of the training rows, on the margin; XGBoost's own implementation."""
    booster, trees = _booster(native), _trees(native)
    if _configuration(booster)["gradient_booster"]["name"] == "gblinear":
        return Failure("XGBoost explains linear boosters against zeros, which are no background")
    rows = _matrix(native, seen)
    raw = np.asarray(booster.predict(rows, output_margin=True, iteration_range=trees), dtype=np.float64).reshape(
        seen.shape[0], -1
    )
    contributed = booster.predict(rows, pred_contribs=True, iteration_range=trees)
    return Sums(*per_output(contributed, raw.shape[1]), raw, "path-dependent", METHOD)


@dataclass(frozen=True)
class XgboostModel:
    """An ``XGBModel`` or a bare ``Booster``, whose classes are 0, 1, ... as its training demanded."""

    native: Any
    task: Task
    flavour: str = "xgboost"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Scores and contributions; refits and penalties of an estimator whose settings were not lost in a file."""
        known = {Capability.SCORE, Capability.CONTRIBUTIONS}
        return frozenset(known | {Capability.REFIT, Capability.PENALTIES} if self._told else known)

    @cached_property
    def classes(self) -> tuple[object, ...] | None:
        """The estimator's classes; of a bare booster the integers it was trained on."""
        if self.task not in CLASSIFICATION:
            return None
        declared = int(_configuration(_booster(self.native))["learner_model_param"]["num_class"])
        return classes_of(self.native) or tuple(range(max(2, declared)))

    def score(self, frame: pd.DataFrame) -> Array | Failure:
        """Probabilities for classifiers, predictions for regressors."""
        return scored(self._ask, frame, self.inputs, self._count, self.task)

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
        """XGBoost's own, path-dependent; by sampling for linear boosters."""
        return explained((self._natively,), self.score, frame, background, self.inputs, self._count)

    def gradients(self, frame: pd.DataFrame) -> Array | Failure:  # noqa: ARG002  the port's signature
        """Not offered."""
        return Failure(NO_GRADIENTS)

    def refit(self, frame: pd.DataFrame, target: Array, seed: int) -> "XgboostModel | Failure":
        """The same settings and rounds; weights and callbacks of the first fit are not known and not repeated."""
        taken = picked(frame, self.inputs, self._count)
        if isinstance(taken, Failure):
            return taken
        if not self._told:
            return Failure(SETTINGS_LOST)
        best = getattr(self.native, "best_iteration", None) if self.native.early_stopping_rounds else None
        stopped = {} if best is None else {"n_estimators": best + 1, "early_stopping_rounds": None}
        told = labels(target, self.classes)
        fresh = answered(lambda: fitted_anew(self.native, self._read(taken), told, seed, **stopped), "the refit")
        return fresh if isinstance(fresh, Failure) else replace(self, native=fresh)

    def penalties(self) -> dict[str, float] | Failure:
        """From the estimator's settings, and where it left one to XGBoost, the value that XGBoost took."""
        if not self._told:
            return Failure(SETTINGS_LOST)
        inside = _configuration(_booster(self.native))["gradient_booster"]
        taken = inside.get("gbtree", inside).get("tree_train_param", {})
        filled = {name: float(taken[name]) for name in PENALTIES & taken.keys()}
        told = {name: value for name, value in self.native.get_params().items() if value is not None}
        return penalties({name: filled[name] for name in self.native.get_params() if name in filled} | told)

    @cached_property
    def inputs(self) -> tuple[str, ...] | None:
        """The columns it was trained on, where they had names."""
        names = _booster(self.native).feature_names
        return None if names is None else tuple(names)

    @cached_property
    def _count(self) -> int:
        return int(_booster(self.native).num_features())

    @cached_property
    def _categories(self) -> Mapping[str, Sequence[Any]]:
        booster = _booster(self.native)
        if "c" not in (booster.feature_types or ()):
            return {}
        kept = booster.get_categories(export_to_arrow=True).to_arrow()
        return {name: values.to_pylist() for name, values in kept if values is not None}

    @property
    def _told(self) -> bool:
        return getattr(self.native, "n_estimators", None) is not None

    def _read(self, taken: pd.DataFrame) -> pd.DataFrame:
        return for_xgboost(taken, self._categories)

    def _ask(self, taken: pd.DataFrame) -> Any:
        seen = self._read(taken)
        if hasattr(self.native, "get_booster"):
            return getattr(self.native, "predict_proba", self.native.predict)(seen)
        return self.native.predict(_matrix(self.native, seen))

    def _natively(self, taken: pd.DataFrame, _: pd.DataFrame, scores: Array) -> Contributions | Failure:
        sums = xgboost_sums(self.native, self._read(taken))
        return sums if isinstance(sums, Failure) else contributions(sums, taken.columns, scores)


def labels_only(native: Any) -> bool:
    """Whether a bare booster's objective makes it answer with classes instead of probabilities."""
    objective = _configuration(_booster(native))["objective"]["name"]
    return objective == "binary:hinge" or (objective == "multi:softmax" and not hasattr(native, "get_booster"))


def _booster(native: Any) -> Any:
    return native.get_booster() if hasattr(native, "get_booster") else native


def _configuration(booster: Any) -> Any:
    return json.loads(booster.save_config())["learner"]


def _matrix(native: Any, seen: Any) -> Any:
    import xgboost

    names = _booster(native).feature_names if not isinstance(seen, pd.DataFrame) else None
    missing = getattr(native, "missing", None)
    return xgboost.DMatrix(seen, feature_names=names, missing=np.nan if missing is None else missing, enable_categorical=True)


def _trees(native: Any) -> tuple[int, int]:
    """The rounds that the model itself uses: an estimator those up to its best one, a booster (0, 0), which is all."""
    if not hasattr(native, "get_booster"):
        return 0, 0
    try:
        return 0, native.best_iteration + 1
    except AttributeError:
        return 0, 0
