"""Exact contributions of models that are sums over features, found by asking the model and not by reading its coefficients."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.subject.model.frames import repeated, stacked, with_column

Array = NDArray[np.float64]
Margin = Callable[[pd.DataFrame], Array]
FIRST_LOOK = 20
# Rounding only: sums of a few hundred products in double precision stay below this share of the range.
ROUNDING = 1e-8


@dataclass(frozen=True)
class Additive:
    """``values`` (n, p, outputs) and ``base`` (outputs,) sum to ``margin`` (n, outputs) but for rounding."""

    values: Array
    base: Array
    margin: Array


def additive(margin: Margin, frame: pd.DataFrame, background: pd.DataFrame) -> Additive | None:
    """Shapley values of ``margin`` against ``background``, where it is a sum of functions of single columns; None where not.

    For f(x) = c + Σ g_j(x_j) the interventional Shapley value is g_j(x_j) - mean g_j(background) (Lundberg & Lee 2017,
    Corollary 1, where g_j is linear). Each g_j is had by moving column j alone away from one reference row, through whatever
    transformers stand in between, and the sum is held against the model at every row given: products of columns
    (`PolynomialFeatures`), row-wise scaling and the like do not add up and are refused.
    """
    look = _decomposed(margin, frame.iloc[:FIRST_LOOK], background.iloc[:FIRST_LOOK])
    if look is None or (len(frame) <= FIRST_LOOK and len(background) <= FIRST_LOOK):
        return look
    return _decomposed(margin, frame, background)


def _decomposed(margin: Margin, frame: pd.DataFrame, background: pd.DataFrame) -> Additive | None:
    pool, rows = stacked(frame, background), len(frame)
    whole = margin(pool)
    reference, start = repeated(pool, rows), whole[rows]
    if not np.isfinite(whole).all():
        return None
    moved = np.stack([margin(with_column(reference, pool, name)) - start for name in pool.columns], axis=1)
    scale = np.abs(whole - start).max() + np.abs(moved).max()
    if not np.isfinite(scale) or np.abs(start + moved.sum(axis=1) - whole).max() > ROUNDING * scale:
        return None
    centre = moved[rows:].mean(axis=0)
    return Additive(moved[:rows] - centre, start + centre.sum(axis=0), whole[:rows])
