"""Infers what no tag declares, only where that is safe; each inference is a sentence that the report prints."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from governance.errors import SampleError
from governance.record.declaration import Role, Task
from governance.registry.declarations import Declarations
from governance.registry.raw import RawModel, RawSample
from governance.subject.model.answering import picked
from governance.subject.model.interface import Failure, Model
from governance.subject.model.settings import classes_of

# Median distance of rows in days -> observations a year.
CALENDARS = ((0.99, 1.01, 365.0), (6.9, 7.1, 52.0), (27.0, 32.0, 12.0))

# Lists of columns that say something of inputs, and leave them inputs; a name may follow behind a hyphen.
ABOUT_INPUTS = frozenset(
    {"exchangeable", "same_unit", "actionable", "answer_not_up_when", "answer_not_down_when", "size_not_up_when", "group"}
)


def infer_task(model: RawModel, declared: Task | None) -> tuple[Task, tuple[str, ...]]:
    """The task. A classifier's number of classes tells; a regressor is taken as regression."""
    if declared is not None:
        return declared, ()
    classes = classes_of(model.native)
    if classes is None:
        return Task.REGRESSION, ("No task is declared; the model predicts numbers, so it was taken as a regression.",)
    task = Task.BINARY if len(classes) == 2 else Task.MULTICLASS
    return task, (f"No task is declared; the model has {len(classes)} classes, so it was taken as {task.value}.",)


def infer_inputs(raw: RawModel, model: Model, frame: pd.DataFrame) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The columns that the model takes: its signature's, or those that it names itself, as ``frame`` spells them; None if neither tells."""
    if raw.features is not None or model.inputs is None:
        return raw.features, ()
    taken = picked(frame.head(0), model.inputs, None)
    names = map(str, model.inputs if isinstance(taken, Failure) else taken.columns)
    return tuple(names), ("No signature names the inputs; the columns that the model itself names were taken as such.",)


def infer_target(
    frame: pd.DataFrame, inputs: tuple[str, ...] | None, declared: Declarations, sample: str
) -> tuple[str, tuple[str, ...]]:
    """The target's column: declared as ``{"target": ...}``, or the one column that is neither input nor declared otherwise."""
    named = declared.columns.get("target")
    if named is not None:
        return str(named), ()
    taken = {*(inputs or ()), *spoken_for(declared)}
    left = [name for name in frame.columns if name not in taken and not pd.api.types.is_datetime64_any_dtype(frame[name])]
    if inputs is not None and len(left) == 1:
        return left[0], (
            f"No target is declared; {left[0]!r} is the one column that is neither an input nor declared otherwise.",
        )
    raise SampleError(
        f"the target is not known ({len(left)} columns could be it)",
        f"sample {sample!r}",
        'set the tag governance.columns to {"target": "NAME"}',
    )


def infer_time(
    samples: Mapping[Role, RawSample], features: tuple[str, ...], declared: Declarations
) -> tuple[str | None, bool | None, tuple[str, ...]]:
    """Time column, whether rows are ordered in time, notes. The tag ``governance.time_column`` may say ``none``."""
    named = declared.texts.get("time_column")
    if named is not None:
        return (None, False, _disowned(samples)) if named == "none" else (named, True, ())
    frames = [sample.frame for sample in samples.values()]
    dates = [
        name
        for name in frames[0].columns
        if name not in features and all(name in frame and pd.api.types.is_datetime64_any_dtype(frame[name]) for frame in frames)
    ]
    if len(dates) == 1:
        return dates[0], True, (f"No time column is declared; {dates[0]!r} is the only column of dates.",)
    return None, None, ("No time column is declared and none could be inferred: the order of the rows in time is unknown.",)


def _disowned(samples: Mapping[Role, RawSample]) -> tuple[str, ...]:
    dates = dict.fromkeys(
        str(name) for sample in samples.values() for name in sample.frame.columns if _holds_dates(sample.frame[name])
    )
    if not dates:
        return ()
    names = f"{', '.join(map(repr, dates))} {'holds' if len(dates) == 1 else 'hold'} dates"
    told = "they were taken as independent, which narrows every interval, and nothing that needs time was examined"
    return (f"The rows are declared to have no order in time, though {names}: {told}.",)


def _holds_dates(column: "pd.Series[Any]") -> bool:
    """Dates, or text that begins like an ISO 8601 date in every row looked at."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return True
    seen = column.dropna().head(100)
    text = not pd.api.types.is_numeric_dtype(column.dtype) and len(seen) > 0
    return text and bool(seen.astype(str).str.match(r"\d{4}-\d{2}-\d{2}").all())


def infer_periods(time: Any, declared: Declarations) -> tuple[float | None, tuple[str, ...]]:
    """Observations a year, from the median distance between rows."""
    if declared.periods_per_year is not None:
        return declared.periods_per_year, ()
    if time is None or not np.issubdtype(np.asarray(time).dtype, np.datetime64) or len(time) < 3:
        return None, ()
    days = float(np.median(np.diff(time)) / np.timedelta64(1, "D"))
    for low, high, periods in CALENDARS:
        if low <= days <= high:
            weekdays = periods == 365.0 and not (pd.DatetimeIndex(time).dayofweek >= 5).any()
            found = 252.0 if weekdays else periods
            return found, (f"No calendar is declared; the rows' distances suggest {found:g} observations a year.",)
    return None, ()


def spoken_for(declared: Declarations) -> set[str]:
    """Columns that a tag gives a role other than that of an input."""
    names = {
        name for role, name in declared.named_columns.items() if role.partition(":")[0].partition("-")[0] not in ABOUT_INPUTS
    }
    time, benchmark = declared.texts.get("time_column"), declared.benchmark_column
    return names | set(declared.segment_columns) | ({time} if time else set()) | ({benchmark} if benchmark else set())
