"""Turns what a registry found into a subject: roles, time order, features, classes, and everything that was inferred."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.errors import ModelError, RegistryError, SampleError
from governance.record.declaration import Role, Task
from governance.record.identity import SampleIdentity, SearchIdentity, SubjectIdentity
from governance.registry import inference
from governance.registry.benchmarking import Benchmark, benchmark_answers, benchmark_model
from governance.registry.fitness import CLASSIFIERS, both_classes, features_of, target_of, weights_of
from governance.registry.frames import content_digest
from governance.registry.previous import previous_version
from governance.registry.raw import RawSample, RawSubject
from governance.subject.model.interface import Failure, Model
from governance.subject.model.wrapping import wrap
from governance.subject.previous import Previous
from governance.subject.samples import Sample
from governance.subject.scoring import Scoring
from governance.subject.subject import Subject, Trials

HIGHEST_TIER = 1
# A sample without these would be measured differently from the others, in silence; any other column is a check's to miss.
NEEDED_EVERYWHERE = ("weight", "benchmark")


@dataclass(frozen=True)
class Layout:
    """Which column is what, the same in every sample."""

    task: Task
    features: tuple[str, ...]
    target: str
    time: str | None
    time_ordered: bool | None
    columns: Mapping[str, str]
    segments: tuple[str, ...]
    classes: tuple[object, ...] | None


def assemble(raw: RawSubject) -> Subject:
    """The subject. Raises `SampleError`, `RegistryError` or `ModelError` where no trustworthy audit could follow."""
    if Role.TRAINING not in raw.samples:
        raise SampleError("no training sample was found", raw.uri, "log one with context 'training', or name it with --training")
    task, notes = inference.infer_task(raw.model, raw.declarations.task)
    model = wrap(raw.model.native, raw.model.flavour, task)
    if isinstance(model, Failure):
        raise ModelError(model.reason, raw.uri, "log the model again in a flavour that answers as its task needs")
    layout, more = _layout(raw, task, model)
    _refuse_unknown(layout, raw)
    benchmark, compared = benchmark_model(raw.benchmark, task, layout.features)
    samples = {role: _sample(found, layout, benchmark) for role, found in raw.samples.items()}
    training = samples[Role.TRAINING]
    previous, earlier = _previous(raw, layout, samples)
    periods, last = inference.infer_periods(training.time, raw.declarations)
    told = (*raw.notes, *notes, *more, *last, *compared, *earlier, *_tier_note(raw))
    return Subject(
        identity=_identity(raw, layout, samples, periods, told),
        samples=samples,
        scoring=Scoring(model),
        logged=raw.logged,
        trials=raw.trials,
        directions=raw.declarations.directions,
        calendar=raw.calendar,
        previous=previous,
    )


def _layout(raw: RawSubject, task: Task, model: Model) -> tuple[Layout, tuple[str, ...]]:
    declared, training = raw.declarations, raw.samples[Role.TRAINING]
    inputs, own = inference.infer_inputs(raw.model, model, training.frame)
    target, first = inference.infer_target(training.frame, inputs, declared, training.name)
    features = inputs or tuple(
        name for name in training.frame.columns if name != target and name not in inference.spoken_for(declared)
    )
    time, ordered, second = inference.infer_time(raw.samples, features, declared)
    features = tuple(name for name in features if inputs or name != time)
    columns = {role: name for role, name in declared.named_columns.items() if role not in {"target", "time"}}
    if declared.benchmark_column is not None:
        columns["benchmark"] = declared.benchmark_column
    layout = Layout(task, features, target, time, ordered, columns, declared.segment_columns, model.classes)
    return layout, (*own, *first, *second)


def _previous(raw: RawSubject, layout: Layout, samples: Mapping[Role, Sample]) -> tuple[Previous | None, tuple[str, ...]]:
    """The earlier version, with the rows it is asked about: those that the subject was not made from."""
    if raw.previous is None:
        return None, ()
    asked = [role for role in (Role.VALIDATION, Role.PRODUCTION) if role in samples]
    rows = {role: (samples[role], _in_time_order(raw.samples[role], layout.time)[0]) for role in asked}
    found, note = previous_version(raw.previous, layout.task, layout.classes, rows)
    return found, (note,)


def _refuse_unknown(layout: Layout, raw: RawSubject) -> None:
    for role, name in layout.columns.items():
        if not any(name in sample.frame for sample in raw.samples.values()):
            raise SampleError(
                f"column {name!r}, declared as {role}, stands in no sample", raw.uri, "log it, or correct governance.columns"
            )


def _sample(raw: RawSample, layout: Layout, benchmark: Benchmark | None) -> Sample:
    frame, in_order = _in_time_order(raw, layout.time)
    features = features_of(frame, layout.features, raw.name)
    target = target_of(frame, layout.target, layout.task, layout.classes, raw.name)
    if layout.task in CLASSIFIERS:
        both_classes(target, raw.role, raw.name)
    time = None if layout.time is None else _times(frame[layout.time], raw.name)
    identity = SampleIdentity(
        role=raw.role,
        name=raw.name,
        context=raw.context,
        source=raw.source,
        rows=len(frame),
        columns=tuple(frame.columns),
        target=layout.target,
        sha256=content_digest(raw.frame),
        recorded_digest=raw.recorded_digest,
        recomputed_digest=raw.recomputed_digest,
        time_column=layout.time,
        first_time=None if time is None else _as_text(time[0]),
        last_time=None if time is None else _as_text(time[-1]),
        in_time_order=in_order,
        digest_note=raw.digest_note,
    )
    columns = {
        role: _column(frame, name, role, raw.name)
        for role, name in layout.columns.items()
        if name in frame or role in NEEDED_EVERYWHERE
    }
    if "weight" in columns:
        weights_of(columns["weight"], raw.name)
    if benchmark is not None:
        columns["benchmark"] = benchmark_answers(benchmark, frame, raw.name)
    segments = {name: _column(frame, name, "segment", raw.name) for name in layout.segments}
    return Sample(identity, features, target, time, columns, segments)


def _in_time_order(raw: RawSample, time: str | None) -> tuple[pd.DataFrame, bool | None]:
    if time is None:
        return raw.frame.reset_index(drop=True), None
    if time not in raw.frame:
        raise SampleError(
            f"the time column {time!r} is absent",
            f"sample {raw.name!r}",
            "log it with the sample, or correct governance.time_column",
        )
    order = np.argsort(_times(raw.frame[time], raw.name), kind="stable")
    return raw.frame.iloc[order].reset_index(drop=True), bool((np.diff(order) > 0).all())


def _times(column: "pd.Series[Any]", sample: str) -> NDArray[np.generic]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        _refuse_missing(~np.isfinite(column.to_numpy(dtype=float, na_value=np.nan)), column, sample)
        return column.to_numpy()
    try:
        stamps = pd.to_datetime(
            column, utc=True, format=None if pd.api.types.is_datetime64_any_dtype(column.dtype) else "ISO8601"
        )
    except (ValueError, TypeError) as error:
        raise SampleError(
            f"the time column {column.name!r} cannot be read: {error}", f"sample {sample!r}", "write times as ISO 8601"
        ) from error
    _refuse_missing(stamps.isna().to_numpy(), column, sample)
    return stamps.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]")


def _refuse_missing(missing: NDArray[np.bool_], column: "pd.Series[Any]", sample: str) -> None:
    if missing.any():
        raise SampleError(
            f"the time column {column.name!r} is missing in some rows", f"sample {sample!r}", "give every row its time"
        )


def _column(frame: pd.DataFrame, name: str, role: str, sample: str) -> "pd.Series[Any]":
    if name not in frame:
        raise SampleError(
            f"column {name!r}, declared as {role}, is absent",
            f"sample {sample!r}",
            "log it with the sample, or correct governance.columns",
        )
    return frame[name]


def _as_text(stamp: np.generic) -> str:
    return str(pd.Timestamp(stamp).isoformat()) if isinstance(stamp, np.datetime64) else str(stamp)


def _tier_note(raw: RawSubject) -> tuple[str, ...]:
    unknown = tuple(f"Tag governance.{name} is not known and was not read." for name in raw.declarations.unknown)
    if raw.declarations.tier is None:
        return (*unknown, f"No tier is declared; unknown materiality is taken as tier {HIGHEST_TIER}.")
    return unknown


def _identity(
    raw: RawSubject, layout: Layout, samples: Mapping[Role, Sample], periods: float | None, told: tuple[str, ...]
) -> SubjectIdentity:
    declared = raw.declarations
    if len(set(layout.features)) != len(layout.features):
        raise RegistryError("the model names an input twice", raw.uri, "log the model with a signature of distinct inputs")
    return SubjectIdentity(
        name=raw.name,
        version=raw.version,
        uri=raw.uri,
        artifact_digest=raw.model.artifact_digest,
        task=layout.task,
        tier=declared.tier or HIGHEST_TIER,
        flavour=raw.model.flavour,
        features=layout.features,
        samples=tuple(samples[role].identity for role in Role if role in samples),
        run_id=raw.run_id,
        tier_declared=declared.tier is not None,
        exposure=declared.texts.get("exposure"),
        purpose=declared.texts.get("purpose"),
        owner=declared.texts.get("owner"),
        developer=declared.texts.get("developer"),
        time_ordered=layout.time_ordered,
        periods_per_year=periods,
        horizon=declared.horizon,
        target_unit=declared.target_unit,
        expected_directions={name: direction.value for name, direction in declared.directions.items()},
        requirements=raw.model.requirements,
        inferred=told,
        approved_use=declared.texts.get("approved_use"),
        limits=declared.texts.get("limits"),
        cost_bps=declared.cost_bps,
        aliases=raw.aliases,
        input_types=raw.model.input_types,
        search=None if raw.trials is None else _search(raw.trials),
    )


def _search(trials: Trials) -> SearchIdentity:
    return SearchIdentity(len(trials.runs), sum(run.deleted for run in trials.runs), trials.excluded)
