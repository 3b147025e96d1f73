"""Contributions of scikit-learn's trees and forests, by SHAP's algorithm for trees along the paths of the training rows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.subject.model.anatomy import dense, logarithm, margin
from governance.subject.model.explaining import Sums, spread
from governance.subject.model.interface import Failure
from governance.subject.model.links import outputs

Array = NDArray[np.float64]
METHOD = "TreeExplainer"
# The algorithm takes up to nodes x depth^2 steps a row, some billions a second; of deep forests fewer rows are explained.
STEPS = 60_000_000_000
FEWEST = 50


def is_tree(final: Any) -> bool:
    """Whether SHAP reads this estimator as a sum of trees."""
    from sklearn import ensemble, tree

    return isinstance(
        final,
        (
            tree.DecisionTreeClassifier,
            tree.DecisionTreeRegressor,
            ensemble.RandomForestClassifier,
            ensemble.RandomForestRegressor,
            ensemble.ExtraTreesClassifier,
            ensemble.ExtraTreesRegressor,
            ensemble.GradientBoostingClassifier,
            ensemble.GradientBoostingRegressor,
            ensemble.HistGradientBoostingClassifier,
            ensemble.HistGradientBoostingRegressor,
        ),
    )


def tree_sums(final: Any, seen: Any, *, classifies: bool) -> Sums | Failure:
    """Lundberg et al. (2020), path-dependent: exact for each tree's own conditional expectations; no background is used.

    SHAP explains probabilities of forests, log-odds of boosted classifiers and, under a log link, logarithms of boosted
    regressors; which of them it was is told by what the contributions sum to.
    """
    import shap

    rows = seen.shape[0]
    explainer = shap.TreeExplainer(final, feature_perturbation="tree_path_dependent")
    positions = spread(rows, _affordable(explainer.model))
    seen = seen.iloc[positions] if hasattr(seen, "iloc") else seen[positions]
    values = np.asarray(explainer.shap_values(dense(seen)), dtype=np.float64)
    values = values.reshape(*values.shape[:2], -1)
    base = np.atleast_1d(np.asarray(explainer.expected_value, dtype=np.float64))
    if classifies and len(base) == 2:
        values, base = values[:, :, -1:], base[-1:]
    for explained in _candidates(final, seen, classifies=classifies):
        sums = Sums(values, base, explained, "path-dependent", METHOD, None if len(positions) == rows else positions)
        if sums.explained.shape[1] == len(base) and np.isfinite(explained).all() and sums.add_up:
            return sums
    return Failure(f"the contributions of {METHOD} do not sum to what the model says")


def _affordable(ensemble: Any) -> int:
    return max(FEWEST, int(STEPS / (float(np.sum(ensemble.num_nodes)) * max(1, ensemble.max_depth) ** 2)))


def _candidates(final: Any, seen: Any, *, classifies: bool) -> tuple[Array, ...]:
    said = margin(final, classifies)
    if not classifies:
        return said(seen), logarithm(said)(seen)
    likely = outputs(np.asarray(final.predict_proba(seen), dtype=np.float64))
    return (likely, said(seen)) if hasattr(final, "decision_function") else (likely,)
