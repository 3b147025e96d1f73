"""Naive forecasts: what anybody could have answered without the model."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.outcomes import CLASSIFIERS, both, per_row_loss, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]

# Rows in one season, by observations a year: trading week, calendar week, year of months, year of weeks.
SEASONS = {252: 5, 365: 7, 12: 12, 52: 52}


def naive_scores(subject: Subject, role: Role) -> dict[str, Array]:
    """Scores (n, k) of each naive forecast, by name, in the form of the model's own.

    ``mean``: the training mean or class frequencies. ``persistence``: the last outcome known when the forecast was made, which is
    the target ``horizon`` rows before; for classes, the training frequencies after that outcome. ``seasonal``: the outcome of the
    last known season. ``benchmark``: a declared column. Rows without a past are NaN. Persistence needs one row a time step.
    """
    found = {"mean": np.repeat(_frequencies(subject), subject.samples[role].rows, axis=0)}
    if is_series(subject, role):
        horizon = subject.identity.horizon
        found["persistence"] = _lagged(subject, role, horizon)
        season = SEASONS.get(round(subject.identity.periods_per_year or 0))
        if season is not None:
            found["seasonal"] = _lagged(subject, role, season * -(-horizon // season))
    benchmark = subject.samples[role].columns.get("benchmark")
    if benchmark is not None:
        found["benchmark"] = benchmark.to_numpy(dtype=float).reshape(-1, 1)
    return found


def naive_losses(subject: Subject, role: Role) -> dict[str, Array]:
    """(n,) losses of each naive forecast; NaN where it has no past."""
    target = subject.samples[role].target
    found = {}
    for name, scores in naive_scores(subject, role).items():
        known = np.isfinite(scores).all(axis=1)
        losses: Array = np.full(len(target), np.nan)
        losses[known] = per_row_loss(subject, target[known], scores[known])
        found[name] = losses
    return found


def strongest(subject: Subject) -> str:
    """The naive forecast with the lowest mean loss in training: chosen there, so that nothing is chosen on validation."""
    candidates = naive_losses(subject, Role.TRAINING)
    common = np.logical_and.reduce([np.isfinite(losses) for losses in candidates.values()])
    weight = weights(subject, Role.TRAINING)[common]
    return min(candidates, key=lambda name: float(weight @ candidates[name][common]))


def last_known(subject: Subject, role: Role, lag: int) -> Array:
    """(n,) the target ``lag`` rows before each row; the first rows of a later sample look back into training, else NaN."""
    target = subject.samples[role].target
    past = _tail(subject, role, lag)
    return np.concatenate([past, target])[: len(target)]


def is_series(subject: Subject, role: Role) -> bool:
    """Whether the sample is one series: ordered in time, one row a time step."""
    times = [subject.samples[name].time for name in (Role.TRAINING, role)]
    return all(time is not None and len(np.unique(time)) == len(time) for time in times)


def _lagged(subject: Subject, role: Role, lag: int) -> Array:
    past = last_known(subject, role, lag)
    if subject.task not in CLASSIFIERS:
        return past.reshape(-1, 1)
    transitions = _transitions(subject, lag)
    scores: Array = np.full((len(past), transitions.shape[1]), np.nan)
    known = np.isfinite(past)
    scores[known] = transitions[past[known].astype(int)]
    return scores


def _tail(subject: Subject, role: Role, lag: int) -> Array:
    nothing: Array = np.full(lag, np.nan)
    training = subject.samples[Role.TRAINING]
    sample = subject.samples[role]
    if role is Role.TRAINING or training.time is None or sample.time is None or training.rows < lag:
        return nothing
    return training.target[-lag:] if training.time[-1] < sample.time[0] else nothing


def _frequencies(subject: Subject) -> Array:
    sample = subject.samples[Role.TRAINING]
    weight = weights(subject, Role.TRAINING)
    if subject.task in CLASSIFIERS:
        counts = np.bincount(sample.target.astype(int), weights=weight, minlength=_classes(subject))
        return np.asarray((counts / counts.sum()).reshape(1, -1))
    return np.asarray([[float(weight @ sample.target) / sample.rows]])


def _transitions(subject: Subject, lag: int) -> Array:
    """(classes, classes) training frequencies of the next class after each, with one row of every kind added (Laplace)."""
    target = subject.samples[Role.TRAINING].target.astype(int)
    counts = np.ones((_classes(subject),) * 2)
    np.add.at(counts, (target[:-lag], target[lag:]), 1.0)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _classes(subject: Subject) -> int:
    return int(both(subject.scores(Role.TRAINING)[:1]).shape[1])
