"""CatBoost: its classifier, its regressor, and plain models, which is what a file alone gives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Capability, Task
from governance.subject.model.answering import CLASSIFICATION, answered, picked, scored
from governance.subject.model.explaining import Sums, contributions, per_output
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.sampling import explained
from governance.subject.model.settings import NO_GRADIENTS, classes_of, labels, penalties

Array = NDArray[np.float64]
METHOD = "CatBoost ShapValues"
# Losses whose trees add up the logarithm of the answer; `CatBoostRegressor.predict` takes the exponential of the same ones.
LOGARITHMIC = ("Poisson", "Tweedie")
ALIASES = {
    "objective": "loss_function", "n_estimators": "iterations", "num_boost_round": "iterations", "num_trees": "iterations",
    "eta": "learning_rate", "max_depth": "depth", "reg_lambda": "l2_leaf_reg", "colsample_bylevel": "rsm",
    "min_child_samples": "min_data_in_leaf", "num_leaves": "max_leaves",
}  # fmt: skip
# What a refit sets by itself, or what says where and how loudly the first fit was written down.
DROPPED = frozenset((
    "random_seed", "random_state", "cat_features", "text_features", "embedding_features", "verbose", "verbose_eval", "silent",
    "logging_level", "metric_period", "train_dir", "name", "save_snapshot", "snapshot_file", "snapshot_interval",
))  # fmt: skip
# A refit has no sample to stop early on: it takes the number of rounds that the model was stopped at.
STOPPING = frozenset(("use_best_model", "best_model_min_trees", "early_stopping_rounds", "od_type", "od_wait", "od_pval"))
# What CatBoost derives from the number of rounds, where nobody set it.
DERIVED = ("learning_rate", "leaf_estimation_iterations")


def catboost_sums(native: Any, seen: Any) -> Sums:
    """TreeSHAP (Lundberg et al. 2020) along the paths of the training rows, on the margin; CatBoost's own implementation."""
    rows = _pool(native, seen)
    raw = np.asarray(native.predict(rows, prediction_type="RawFormulaVal"), dtype=np.float64).reshape(seen.shape[0], -1)
    contributed = native.get_feature_importance(rows, type="ShapValues")
    return Sums(*per_output(contributed, raw.shape[1]), raw, "path-dependent", METHOD)


@dataclass(frozen=True)
class CatboostModel:
    """A ``CatBoostClassifier``, ``CatBoostRegressor`` or plain ``CatBoost``, whose file keeps settings, classes and categories."""

    native: Any
    task: Task
    flavour: str = "catboost"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything but gradients."""
        return frozenset({Capability.SCORE, Capability.CONTRIBUTIONS, Capability.REFIT, Capability.PENALTIES})

    @cached_property
    def classes(self) -> tuple[object, ...] | None:
        """The labels that the model was trained on."""
        return classes_of(self.native) if self.task in CLASSIFICATION else None

    def score(self, frame: pd.DataFrame) -> Array | Failure:
        """Probabilities for classifiers, predictions for regressors, on the scale of their target, a plain model's too."""
        return scored(self._ask, frame, self.inputs, self._count, self.task)

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
        """CatBoost's own, path-dependent; by sampling where those do not sum to the margin (trees that are not symmetric)."""
        return explained((self._natively,), self.score, frame, background, self.inputs, self._count)

    def gradients(self, frame: pd.DataFrame) -> Array | Failure:  # noqa: ARG002  the port's signature
        """Not offered."""
        return Failure(NO_GRADIENTS)

    def refit(self, frame: pd.DataFrame, target: Array, seed: int) -> "CatboostModel | Failure":
        """The same settings and rounds; weights and callbacks of the first fit are not known and not repeated.

        What nobody set (the learning rate, say) CatBoost derives from the rows again, but for a model that was stopped early,
        where it would derive it from another number of rounds and so fit another model.
        """
        taken = picked(frame, self.inputs, self._count)
        if isinstance(taken, Failure):
            return taken
        told = labels(target, self.classes)
        fresh = answered(lambda: _fitted(self.native, taken, told, seed), "the refit")
        return fresh if isinstance(fresh, Failure) else replace(self, native=fresh)

    def penalties(self) -> dict[str, float] | Failure:
        """From the settings, and where they left one to CatBoost, the value that CatBoost took."""
        return penalties({**self.native.get_all_params(), **_told(self.native)})

    def _natively(self, taken: pd.DataFrame, _: pd.DataFrame, scores: Array) -> Contributions | Failure:
        return contributions(catboost_sums(self.native, taken), taken.columns, scores)

    @cached_property
    def inputs(self) -> tuple[str, ...] | None:
        """The columns it was trained on, where they had names."""
        names = tuple(self.native.feature_names_)
        return None if names == tuple(map(str, range(len(names)))) else names

    @cached_property
    def _count(self) -> int:
        return len(self.native.feature_names_)

    @cached_property
    def _answer(self) -> str:
        if self.task in CLASSIFICATION:
            return "Probability"
        return "Exponent" if str(self.native.get_all_params()["loss_function"]).startswith(LOGARITHMIC) else "RawFormulaVal"

    def _ask(self, taken: pd.DataFrame) -> Any:
        return self.native.predict(_pool(self.native, taken), prediction_type=self._answer)


def _pool(native: Any, seen: Any, target: Any = None) -> Any:
    import catboost

    return catboost.Pool(
        seen,
        target,
        cat_features=native.get_cat_feature_indices(),
        text_features=native.get_text_feature_indices(),
        embedding_features=native.get_embedding_feature_indices(),
    )


def _told(native: Any) -> dict[str, Any]:
    """The settings that were given, by their first names."""
    return {ALIASES.get(name, name): value for name, value in native.get_params().items() if value is not None}


def _fitted(native: Any, taken: pd.DataFrame, target: Any, seed: int) -> Any:
    import catboost

    taken_by_it = native.get_all_params()
    settings = {name: value for name, value in _told(native).items() if name not in DROPPED}
    if not settings.get("eval_fraction"):  # which sets rows aside to stop on, and can do so again
        settings = {name: value for name, value in settings.items() if name not in STOPPING}
        settings |= _stopped(native.tree_count_, taken_by_it)
    silent = {"random_seed": seed, "allow_writing_files": False, "logging_level": "Silent"}
    fresh = catboost.CatBoost({"loss_function": taken_by_it["loss_function"], **settings, **silent})
    return fresh.fit(_pool(native, taken, target))


def _stopped(rounds: int, taken: Mapping[str, Any]) -> dict[str, Any]:
    if rounds >= taken["iterations"]:
        return {}
    return {"iterations": rounds, **{name: taken[name] for name in DERIVED if name in taken}}
