"""Which algorithm of its own an estimator has for contributions, wherever it stands: alone or at the end of a pipeline."""

from typing import Any

from governance.subject.model.anatomy import dense
from governance.subject.model.catboost import catboost_sums
from governance.subject.model.explaining import Sums
from governance.subject.model.interface import Failure
from governance.subject.model.lightgbm import lightgbm_sums
from governance.subject.model.trees import is_tree, tree_sums
from governance.subject.model.xgboost import xgboost_sums

BOOSTERS = frozenset({"lightgbm", "xgboost", "catboost"})


def library(native: object) -> str:
    """The booster's library that the object's class, or the first of its ancestors that has one, is from; else the class's own."""
    roots = [ancestor.__module__.partition(".")[0] for ancestor in type(native).__mro__]
    return next((root for root in roots if root in BOOSTERS), roots[0])


def native_sums(final: Any, seen: Any, *, classifies: bool) -> Sums | Failure:
    """Contributions of what the estimator saw, (n, derived columns, outputs), or a `Failure` where it has no algorithm for them."""
    if is_tree(final):
        return tree_sums(final, seen, classifies=classifies)
    if library(final) == "lightgbm":
        return lightgbm_sums(final, seen if hasattr(seen, "to_numpy") else dense(seen))
    if library(final) == "xgboost":
        return xgboost_sums(final, seen)
    if library(final) == "catboost":
        return catboost_sums(final, seen)
    return Failure("the estimator has no contributions of its own")
