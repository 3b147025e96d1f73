"""Tables of skill: over each rival, of single features, in training and later, and as time went on."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Cell, Measurement, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.model.interface import Failure
from governance.subject.performance import recipes
from governance.subject.replaying import Run
from governance.subject.skill_course import Windows
from governance.subject.subject import Subject
from governance.subject.weak_spots import WeakSpot

Array = NDArray[np.float64]


def over_each_naive(each: Mapping[str, Estimate], few: list[str]) -> Table:
    """Skill over each naive forecast; the note names those with too ``few`` rows."""
    note = "Above zero the model loses less than the naive forecast; an interval that touches zero shows no skill."
    if few:
        note += f" Too few rows to compare with: {', '.join(few)}."
    return _intervals("skill", "Skill over each naive forecast", ("naive forecast", "skill", "low", "high"), each, note)


def over_each_challenger(kind: str, loss: str, each: Mapping[str, Estimate], absent: Mapping[str, str]) -> Table:
    """Skill over each challenger by one ``kind`` of ``loss``, which is its name in words; the note says why others are ``absent``."""
    note = "Above zero the model loses less than the challenger; an interval that touches zero shows no difference."
    if absent:
        note += f" Absent: {'; '.join(f'{name}, since {reason}' for name, reason in absent.items())}."
    return _intervals(kind, f"Skill over each challenger, by the {loss}", ("challenger", "skill", "low", "high"), each, note)


def of_single_features(found: Mapping[str, Estimate]) -> Table:
    """The share of the naive loss that each feature removes alone."""
    note = "In the order of their gain in training. Near one, the feature gives the outcome away; below zero it knows nothing."
    title = "Share of the naive loss that single features remove"
    return _intervals("features", title, ("feature", "share removed", "low", "high"), found, note)


def in_training_and_validation(training: Estimate, validation: Estimate) -> Table:
    """The two skills whose distance is the generalization gap."""
    note = "The distance between the two is the gap; skill below zero is worse than the naive forecast."
    each = {"training": training, "validation": validation}
    return _intervals("skills", "Skill in training and in validation", ("sample", "skill", "low", "high"), each, note)


def of_shuffled_refits(own: float, shuffled: Array) -> Table:
    """The skill of the refit to the true outcomes, beside those (shuffles,) of refits to shuffled ones."""
    rows = (
        ("true outcomes", own),
        ("best of the shuffled", float(shuffled.max())),
        ("mean of the shuffled", float(shuffled.mean())),
        ("worst of the shuffled", float(shuffled.min())),
    )
    note = "Refits to shuffled outcomes should lie at or below zero, and all below the first."
    return Table("skills", "Skill of refits to true and to shuffled outcomes", Shape.BARS, ("outcomes", "skill"), rows, note=note)


def saved_over_time(subject: Subject, saved: Array, known: NDArray[np.bool_], chosen: str, bins: int) -> tuple[Table, ...]:
    """Loss ``saved`` (m,) against the ``chosen`` forecast on the ``known`` (n,) rows of validation, added up; nothing without a time.

    Nothing either where there are fewer than five rows for each of ``bins`` points.
    """
    time = subject.samples[Role.VALIDATION].time
    if time is None or len(saved) < 5 * bins:
        return ()
    total = np.cumsum(saved)
    ends = np.linspace(0, len(total) - 1, bins + 1).astype(int)[1:]
    stamps = [str(stamp)[:10] for stamp in time[known][ends]]
    note = "A rising line: the model saved loss in that period; a falling one: the naive forecast did better."
    title = f"Loss saved against {chosen}, added up over time"
    rows = tuple((stamp, float(value)) for stamp, value in zip(stamps, total[ends], strict=True))
    return (Table("saved", title, Shape.CURVE, ("date", "loss saved"), rows, note=note),)


def in_both_samples(subject: Subject, measurements: list[Measurement]) -> tuple[Table, ...]:
    """The metrics of validation beside the same in training."""
    training = {
        name: float(recipe.statistic(recipe.values.mean(axis=0, keepdims=True))[0])
        for name, recipe in recipes(subject, Role.TRAINING).items()
        if np.isfinite(recipe.values).all()
    }
    rows = tuple((item.metric, training.get(item.metric), item.value, item.low, item.high) for item in measurements)
    title = "The same metrics in training and in validation"
    return (Table("metrics", title, Shape.PLAIN, ("metric", "training", "validation", "low", "high"), rows),)


def calls_table(up: Array, says: Array, name: str) -> Table:
    """Rows that went up and down by what was called, around what ``name`` says."""
    rows = tuple(
        (call, int(np.sum((says == is_up) & (up == 1))), int(np.sum((says == is_up) & (up == 0))))
        for call, is_up in (("up", 1), ("down", 0))
    )
    note = f"Rows by what was called and what came about, around {name}."
    return Table("calls", "Calls and outcomes", Shape.PLAIN, ("called", "went up", "went down"), rows, note=note)


def over_each_path(each: Mapping[str, Estimate]) -> Table:
    """Skill on each path through the history."""
    note = "Every path covers the whole history with rows that the model of that moment had not seen."
    return _intervals("paths", "Skill on each path through the history", ("path", "skill", "low", "high"), each, note)


def along_the_walk(runs: Iterable[Run], each: Iterable[Estimate]) -> Table:
    """Skill in each stretch of a walk through the history, by its first and last day."""
    rows = _ends((f"{str(run.first)[:10]} to {str(run.last)[:10]}", item) for run, item in zip(runs, each, strict=True))
    note = "Each stretch was forecast by a model fitted to what was known before it; below zero the naive forecast was better."
    return Table("stretches", "Skill as time went on", Shape.INTERVALS, ("stretch", "skill", "low", "high"), rows, note=note)


def by_segment(each: Mapping[str, Estimate], spot: WeakSpot | Failure) -> tuple[Table, ...]:
    """Skill in each declared segment, and in the weak spot where one was found."""
    found = () if isinstance(spot, Failure) else ((f"found: {spot.where}", spot.skill),)
    note = (
        "Below zero the naive forecast serves the segment better. What was found was found on other rows than it is measured on."
    )
    columns = ("segment", "skill", "low", "high")
    return (Table("segments", "Skill by segment", Shape.INTERVALS, columns, _ends((*each.items(), *found)), note=note),)


def over_windows(found: Windows, times: NDArray[np.generic], points: int) -> Table:
    """Skill over windows that end at no more than so many ``points`` of ``times`` (n,), with its band."""
    places = np.unique(np.linspace(0, len(found.path) - 1, points).round().astype(int))
    rows = tuple(
        (_moment(times[place + found.steps - 1]), skill, skill - found.half, skill + found.half)
        for place, skill in zip(places, found.path[places].tolist(), strict=True)
    )
    note = f"Each point is the mean over the {found.steps} time steps before it; the band holds for all points at once."
    columns = ("end of window", "skill", "skill:low", "skill:high")
    return Table("windows", "Skill over a rolling window", Shape.CURVE, columns, rows, note=note)


def _intervals(name: str, title: str, columns: tuple[str, ...], each: Mapping[str, Estimate], note: str) -> Table:
    return Table(name, title, Shape.INTERVALS, columns, _ends(each.items()), note=note)


def _ends(each: Iterable[tuple[str, Estimate]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((label, item.value, item.low, item.high) for label, item in each)


def _moment(value: Any) -> str | float:
    return str(value)[:10] if isinstance(value, np.datetime64) else float(value)
