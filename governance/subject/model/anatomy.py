"""What a scikit-learn estimator is made of: transformers before it, the estimator that decides, target transformers behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.links import INVERSES, Inverse

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Anatomy:
    """``before`` are the fitted transformers in order, ``final`` the estimator they feed, ``behind`` what turns its answers back."""

    before: tuple[Any, ...]
    final: Any
    behind: tuple[Inverse, ...]

    def transformed(self, frame: pd.DataFrame) -> Any:
        """What the final estimator sees of ``frame``, (n, derived columns): a frame, an array or, as made, a sparse matrix."""
        seen: Any = frame
        for step in self.before:
            seen = step.transform(seen)
        return seen

    @property
    def inverses(self) -> Mapping[str, Inverse]:
        """The links that may lead from the final estimator's margin to the score."""
        return {"target transformer": self._turned_back} if self.behind else INVERSES

    def _turned_back(self, margin: Array) -> Array:
        for step in self.behind:
            margin = step(margin)
        return margin


def anatomy(estimator: Any) -> Anatomy:
    """Takes pipelines, parameter searches and target transformers apart, however they are nested."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import Pipeline

    if isinstance(estimator, Pipeline):
        inner = anatomy(estimator.steps[-1][1])
        before = tuple(step for _, step in estimator.steps[:-1] if step not in (None, "passthrough"))
        return Anatomy(before + inner.before, inner.final, inner.behind)
    if isinstance(estimator, TransformedTargetRegressor):
        inner = anatomy(estimator.regressor_)
        return Anatomy(inner.before, inner.final, (*inner.behind, _back(estimator.transformer_)))
    if hasattr(estimator, "best_estimator_"):
        return anatomy(estimator.best_estimator_)
    return Anatomy((), estimator, ())


def dense(seen: Any) -> Any:
    """A plain array of what an estimator sees; not for XGBoost, which reads what a sparse matrix leaves out as missing."""
    if hasattr(seen, "to_numpy"):
        return seen.to_numpy()
    return seen.toarray() if hasattr(seen, "toarray") else np.asarray(seen)


def margin(final: Any, classifies: bool) -> Callable[[Any], Array]:
    """The function whose values a classifier adds up, as (n, outputs), or a regressor's answer itself."""
    if not classifies:
        return lambda seen: _columns(final.predict(seen))
    if hasattr(final, "decision_function"):
        return lambda seen: _columns(final.decision_function(seen))
    return lambda seen: _log_odds(np.asarray(final.predict_proba(seen), dtype=float))


def logarithm(function: Callable[[Any], Array]) -> Callable[[Any], Array]:
    """The same answers on the scale of a log link; not a number where they are not positive."""

    def logged(seen: Any) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log(function(seen)))

    return logged


def _back(transformer: Any) -> Inverse:
    return lambda values: _columns(transformer.inverse_transform(values))


def _columns(answers: Any) -> Array:
    values = np.asarray(answers, dtype=np.float64)
    return values.reshape(len(values), -1)


def _log_odds(probabilities: Array) -> Array:
    with np.errstate(divide="ignore"):
        logs = np.log(probabilities)
    return logs[:, 1:] - logs[:, :1] if probabilities.shape[1] == 2 else logs
