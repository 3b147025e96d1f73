"""Which algorithm of its own an estimator has for contributions, wherever it stands: alone or at the end of a pipeline."""

from typing import Any

from governance.subject.model.anatomy import dense
from governance.subject.model.explaining import Sums
from governance.subject.model.interface import Failure
from governance.subject.model.lightgbm import lightgbm_sums
from governance.subject.model.trees import is_tree, tree_sums
from governance.subject.model.xgboost import xgboost_sums


def library(native: object) -> str:
    """``lightgbm``, ``xgboost`` or whatever else the object's class, or the first of its ancestors that is one of these, is from."""
    roots = [ancestor.__module__.partition(".")[0] for ancestor in type(native).__mro__]
    return next((root for root in roots if root in {"lightgbm", "xgboost"}), roots[0])


def native_sums(final: Any, seen: Any, *, classifies: bool) -> Sums | Failure:
    """Contributions of what the estimator saw, (n, derived columns, outputs), or a `Failure` where it has no algorithm for them."""
    if is_tree(final):
        return tree_sums(final, seen, classifies=classifies)
    if library(final) == "lightgbm":
        return lightgbm_sums(final, seen if hasattr(seen, "to_numpy") else dense(seen))
    if library(final) == "xgboost":
        return xgboost_sums(final, seen)
    return Failure("the estimator has no contributions of its own")
