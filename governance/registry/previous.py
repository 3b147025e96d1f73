"""Makes an earlier version ready to answer the subject's rows, or says why it cannot."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.errors import SampleError
from governance.record.declaration import Role, Task
from governance.registry.fitness import features_of
from governance.registry.inference import infer_inputs
from governance.registry.raw import RawModel, RawPrevious
from governance.subject.model.interface import Failure, Model
from governance.subject.model.wrapping import wrap
from governance.subject.previous import Previous
from governance.subject.rows import recognisable
from governance.subject.samples import Sample
from governance.subject.scoring import Scoring


def previous_version(
    raw: RawPrevious, task: Task, classes: tuple[object, ...] | None, rows: Mapping[Role, tuple[Sample, pd.DataFrame]]
) -> tuple[Previous, str]:
    """The earlier version, and a note on which it is.

    Without a signature it takes the columns that it names itself, or else the subject's own features. ``classes`` are the
    subject's; ``rows`` its samples, each with the whole frame it was made of, in the same order.
    """
    note = f"Comparisons with an earlier version take {raw.uri}, {raw.name}"
    if raw.model is None:
        return _silent(raw, note, Failure(raw.reason))
    answering = _answering(raw.model, task, classes)
    if isinstance(answering, Failure):
        return _silent(raw, note, answering)
    samples = {
        role: _sample(sample, frame, infer_inputs(raw.model, answering, frame)[0]) for role, (sample, frame) in rows.items()
    }
    learned = {role: _learned(sample, frame, raw.learned) for role, (sample, frame) in rows.items()}
    told = {role: marks for role, marks in learned.items() if marks is not None}
    files = f"its files have the SHA-256 {raw.model.artifact_digest}"
    return Previous(raw.name, Scoring(answering), samples, told), f"{note}; {files}."


def _silent(raw: RawPrevious, note: str, failure: Failure) -> tuple[Previous, str]:
    return Previous(raw.name, failure), f"{note}; it cannot be asked, since {failure.reason}."


def _answering(raw: RawModel, task: Task, classes: tuple[object, ...] | None) -> Model | Failure:
    model = wrap(raw.native, raw.flavour, task)
    if isinstance(model, Failure) or model.classes is None or classes is None:
        return model
    before, now = ([str(item) for item in each] for each in (model.classes, classes))
    return model if before == now else Failure("it knows other classes than the version under audit")


def _sample(sample: Sample, frame: pd.DataFrame, takes: tuple[str, ...] | None) -> Sample | Failure:
    """The same rows with the columns that the earlier version ``takes``."""
    if takes is None or takes == tuple(sample.features.columns):
        return sample
    try:
        return replace(sample, features=features_of(frame, takes, sample.identity.name))
    except SampleError as error:
        return Failure(f"of the {sample.role.value} sample: {error.problem}")


def _learned(sample: Sample, frame: pd.DataFrame, learned: pd.DataFrame | None) -> NDArray[np.bool_] | None:
    """(n,) whether a row stands among those ``learned``, by time, target and features; None where that cannot be told."""
    told = [sample.identity.target, *sample.features.columns]
    if learned is None or any(name not in learned for name in told):
        return None
    time = sample.identity.time_column
    if time is not None and time in learned and frame[time].dtype.kind == learned[time].dtype.kind:
        told = [*dict.fromkeys([time, *told])]
    theirs, ours = (recognisable(_numbered(rows[told])).keys for rows in (learned, frame))
    return np.isin(ours, theirs)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Times as numbers, which are told apart faster than texts."""
    times = frame.select_dtypes(["datetime", "datetimetz"])
    numbers = {str(name): pd.to_datetime(times[name], utc=True).dt.as_unit("ns").astype("int64") for name in times}
    return frame.assign(**numbers)
