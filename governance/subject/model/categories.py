"""Strings and categories as boosted trees want them: pandas 3 reads text as ``str``, which they refuse."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd


def for_lightgbm(frame: pd.DataFrame, learned: Sequence[Sequence[Any]] | None) -> pd.DataFrame:
    """``frame`` with its text columns as categories, in the sets that the booster learned (one a categorical column, in order)."""
    text = {name: _is_text(kind) for name, kind in frame.dtypes.items() if _is_category(kind) or _is_text(kind)}
    sets = dict(zip(text, learned, strict=True)) if learned and len(learned) == len(text) else {}
    changed = {name: _as_category(frame[name], sets.get(name)) for name in text if text[name]}
    return _replaced(frame, changed)


def for_xgboost(frame: pd.DataFrame, learned: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """``frame`` with the columns whose categories the booster keeps (``learned``) as categories in those sets.

    Columns of which it keeps none are left alone. Raises `ValueError` for a category it never saw: XGBoost 3.2 reads some of
    them as the next one in the order of the alphabet instead of refusing them.
    """
    changed = {}
    for name in (name for name in frame.columns if str(name) in learned):
        column, known = frame[name], learned[str(name)]
        strange = ~column.isin(known) & column.notna()
        if strange.any():
            raise ValueError(f"column {name!r} holds {column[strange].iloc[0]!r}, a category that the model never saw")
        changed[name] = _as_category(column, known)
    return _replaced(frame, changed)


def _replaced(frame: pd.DataFrame, changed: dict[Any, "pd.Series[Any]"]) -> pd.DataFrame:
    copy = frame.copy(deep=False) if changed else frame
    for name, values in changed.items():
        copy[name] = values
    return copy


def _is_text(kind: Any) -> bool:
    return bool(pd.api.types.is_string_dtype(kind) or pd.api.types.is_object_dtype(kind)) and not _is_category(kind)


def _is_category(kind: Any) -> bool:
    return isinstance(kind, pd.CategoricalDtype)


def _as_category(column: "pd.Series[Any]", learned: Sequence[Any] | None) -> "pd.Series[Any]":
    if learned is None:
        return column.astype("category")
    return column.astype(pd.CategoricalDtype(list(learned)))
