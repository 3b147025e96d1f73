"""Naive forecasts: what anybody could have answered without the model."""

from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.subject.outcomes import CLASSIFIERS, both, floored, in_target_unit, losses, per_row_loss, variance, weights
from governance.subject.past import has_past, is_panel, one_row_a_step, seen_before
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]

# Rows in one season, by observations a year: trading week, calendar week, year of months, year of weeks.
SEASONS = {252: 5, 365: 7, 12: 12, 52: 52}
WITHIN = "persistence within "


def naive_scores(subject: Subject, role: Role) -> dict[str, Array]:
    """Scores (n, k) of each naive forecast, by name, in the form of the model's own; rows without a past are NaN.

    ``mean``: the training mean (of the variance, where volatility is forecast) or class frequencies. ``persistence``: the outcome
    ``horizon`` steps before, which is the last one known when the forecast was made; for classes, the training frequencies after
    it. ``seasonal``: the outcome of the last known season. ``benchmark``: a declared column; for more than two classes it holds
    a class, and the forecast is the training frequencies beside it. Where rows share a time stamp, persistence is the mean of the
    last known stamp, and ``persistence within NAME`` the same within each declared segment; likewise, in file order, where the time
    is unknown. Only rows declared to have no order in time have no persistence.
    """
    return subject.once(("naive scores", role), lambda: _scores(subject, role))


def _scores(subject: Subject, role: Role) -> dict[str, Array]:
    found = {"mean": average(subject, subject.samples[role].rows)}
    if has_past(subject):
        horizon = subject.identity.horizon
        found["persistence"] = _lagged(subject, role, horizon)
        for segment in () if one_row_a_step(subject) else subject.samples[role].segments:
            found[WITHIN + segment] = _lagged(subject, role, horizon, segment)
        season = SEASONS.get(round(subject.identity.periods_per_year or 0))
        if season is not None:
            found["seasonal"] = _lagged(subject, role, season * -(-horizon // season))
    if all("benchmark" in subject.samples[name].columns for name in {Role.TRAINING, role}):
        found["benchmark"] = _benchmark(subject, role)
    return {name: floored(subject, role, scores) for name, scores in found.items()}


def average(subject: Subject, rows: int) -> Array:
    """(rows, k) the forecast that needs no feature: the training mean (of the variance, for volatility) or class frequencies."""
    return np.repeat(_frequencies(subject), rows, axis=0)


def naive_losses(subject: Subject, role: Role) -> dict[str, Array]:
    """(n,) losses of each naive forecast; NaN where it has no past. None is infinite, so that no rival can spoil a comparison."""
    return subject.once(("naive losses", role), lambda: _losses(subject, role))


def _losses(subject: Subject, role: Role) -> dict[str, Array]:
    target = subject.samples[role].target
    return {
        name: per_row_loss(subject, target, np.where(np.isfinite(scores), scores, np.nan))
        for name, scores in naive_scores(subject, role).items()
    }


def paired(subject: Subject, role: Role) -> dict[str, Array]:
    """(n, 2) weighted losses of the model and of each naive forecast, by name; the second is NaN where it has no past."""
    model, weight = losses(subject, role), weights(subject, role)[:, None]
    return {name: weight * np.column_stack([model, rival]) for name, rival in naive_losses(subject, role).items()}


def by_stamp(pairs: Array, time: NDArray[np.generic]) -> tuple[NDArray[np.generic], Array]:
    """The stamps (m,) of ``time`` (n,) and the mean losses (m, 2) at each of them, of the ``pairs`` (n, 2) that have a naive forecast."""
    known = ~np.isnan(pairs[:, 1])
    stamps, step = np.unique(time[known], return_inverse=True)
    rows = np.bincount(step)
    return stamps, np.column_stack([np.bincount(step, column) / rows for column in pairs[known].T])


def skill(means: Array) -> Array:
    """(B,) one minus the ratio of mean losses ``means`` (B, 2), for `bootstrap`; common weights cancel."""
    return np.asarray(1 - means[:, 0] / means[:, 1])


def strongest(subject: Subject) -> str:
    """The naive forecast with the lowest mean loss in training: chosen there, so that nothing is chosen on validation.

    Each is held against the mean on the rows where it has a past. One that has none on most rows of training or validation is no
    rival.
    """
    candidates, later = naive_losses(subject, Role.TRAINING), naive_losses(subject, Role.VALIDATION)
    weight, mean = weights(subject, Role.TRAINING), candidates["mean"]

    def excess(name: str) -> float:
        known = np.isfinite(candidates[name])
        return float(np.average((candidates[name] - mean)[known], weights=weight[known]))

    return min((name for name in candidates if _mostly(candidates[name]) and _mostly(later.get(name))), key=excess)


def last_known(subject: Subject, role: Role) -> Array:
    """(n,) the target ``horizon`` steps before each row, the mean of its stamp where several rows share one; NaN without a past."""
    return seen_before(subject, role, subject.identity.horizon, lambda sample: sample.target.reshape(-1, 1))[:, 0]


def describe_naive(subject: Subject, name: str) -> str:
    """The naive forecast in words, for conventions: what the last outcome is where it is not that of one row."""
    if not name.startswith("persistence") or not any(map(_repeats, subject.samples.values())):
        return name
    kind = "panel" if any(map(is_panel, subject.samples.values())) else "repeated time stamps"
    return f"{name} ({kind}: the mean of the last known stamp)"


def _mostly(losses: Array | None) -> bool:
    return losses is not None and float(np.isfinite(losses).mean()) > 0.5


def _repeats(sample: Sample) -> bool:
    return sample.time is not None and len(sample.rows_a_step) < sample.rows


def _lagged(subject: Subject, role: Role, lag: int, segment: str | None = None) -> Array:
    past = seen_before(subject, role, lag, partial(_outcome, subject), segment)
    if subject.task in CLASSIFIERS:
        return _following(subject, seen_before(subject, Role.TRAINING, lag, partial(_outcome, subject), segment), past)
    return in_target_unit(subject, past) if subject.task is Task.VOLATILITY else past


def _outcome(subject: Subject, sample: Sample) -> Array:
    """(n, k) outcomes in the unit in which they may be averaged: class memberships, variances, values."""
    if subject.task in CLASSIFIERS:
        return np.asarray(np.eye(_classes(subject))[sample.target.astype(int)])
    values: Array = variance(subject, sample.target) if subject.task is Task.VOLATILITY else sample.target
    return values.reshape(-1, 1)


def _frequencies(subject: Subject) -> Array:
    means = np.average(_outcome(subject, subject.samples[Role.TRAINING]), axis=0, weights=weights(subject, Role.TRAINING))
    return np.asarray(in_target_unit(subject, means) if subject.task is Task.VOLATILITY else means).reshape(1, -1)


def _following(subject: Subject, learned: Array, given: Array) -> Array:
    """(n, classes) training frequencies of the classes beside each of the states ``learned`` (rows, states), read at ``given``.

    One row of every kind is added to the counts (Laplace).
    """
    seen = np.isfinite(learned).all(axis=1)
    counts = 1.0 + learned[seen].T @ _outcome(subject, subject.samples[Role.TRAINING])[seen]
    known = np.isfinite(given).all(axis=1)
    scores: Array = np.full((len(given), counts.shape[1]), np.nan)
    scores[known] = given[known] @ (counts / counts.sum(axis=1, keepdims=True))
    return scores


def _benchmark(subject: Subject, role: Role) -> Array:
    columns = [subject.samples[name].columns["benchmark"] for name in (Role.TRAINING, role)]
    if subject.task is not Task.MULTICLASS:
        return columns[1].to_numpy(dtype=float).reshape(-1, 1)
    known = pd.Index(columns[0].dropna().unique())
    states = np.vstack([np.eye(len(known)), np.full((1, len(known)), np.nan)])  # the last row: a class not seen in training
    return _following(subject, *(states[known.get_indexer(pd.Index(column))] for column in columns))


def _classes(subject: Subject) -> int:
    return int(both(subject.scores(Role.TRAINING)[:1]).shape[1])
