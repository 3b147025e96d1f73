"""What one feature answers by itself, learned on training rows: the yardstick for features that know the outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.sampling import evenly_drawn
from governance.subject.naive import naive_scores, strongest
from governance.subject.outcomes import CLASSIFIERS, both, floored, in_target_unit, per_row_loss, variance
from governance.subject.past import is_panel, one_row_a_step
from governance.subject.samples import Sample
from governance.subject.series import places_before, series_of
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
SMALLEST_LEAF, ROWS_A_LEAF = 5, 50
FEWEST_LEAVES, MOST_LEAVES = 8, 32
MOSTLY = 0.5


@dataclass(frozen=True)
class Floor:
    """What is known without any feature: ``name``, and (n, k) ``scores`` by role; NaN where there is no past.

    ``persistence_known`` is false in a panel whose series nobody told apart: what a series' own past would answer cannot be said.
    ``before`` has the place of the row one horizon earlier, -1 where there is none; it is empty where rows have no such place.
    """

    name: str
    scores: Mapping[Role, Array]
    before: Mapping[Role, Rows]
    persistence_known: bool = True


def floor_of(subject: Subject) -> Floor:
    """The naive forecast that a feature has to beat.

    The strongest one in training. In a panel whose series nobody told apart, a feature that repeats the last known outcomes is
    persistence itself, and stands for it. Of a strategy's returns it is their mean.
    """
    repeated = _repeated_outcome(subject)
    if repeated is not None:
        columns = {role: subject.samples[role].features[repeated].to_numpy(dtype=float)[:, None] for role in _ROLES}
        return Floor(f"the feature {repeated}, which repeats the last known outcome", columns, {})
    name = "mean" if subject.task is Task.STRATEGY else strongest(subject)
    training = subject.samples[Role.TRAINING]
    known = subject.task is Task.STRATEGY or not is_panel(training) or series_of(training) is not None
    return Floor(name, {role: naive_scores(subject, role)[name] for role in _ROLES}, _places(subject), known)


def loss_of(subject: Subject, role: Role, scores: Array) -> Array:
    """(n,) losses of answers (n, k): those of the task, and squared errors of the return where the task is a strategy."""
    target = subject.samples[role].target
    return np.square(target - scores[:, -1]) if subject.task is Task.STRATEGY else per_row_loss(subject, target, scores)


def _places(subject: Subject) -> dict[Role, Rows]:
    series = {role: series_of(subject.samples[role]) for role in _ROLES}
    if subject.identity.time_ordered is False or not one_row_a_step(subject):
        return {}
    return {role: places_before(codes, subject.identity.horizon) for role, codes in series.items() if codes is not None}


def training_gains(subject: Subject, floor: Floor, most: int) -> dict[str, float]:
    """Share of the floor's loss that each feature removes: learned on the first half of training, measured on the second.

    At most ``most`` rows of either half are drawn.
    """
    known = np.flatnonzero(np.isfinite(floor.scores[Role.TRAINING]).all(axis=1))
    learn, test = (_drawn(subject, half, most) for half in np.array_split(known, 2))
    naive = loss_of(subject, Role.TRAINING, floor.scores[Role.TRAINING])[test].sum()
    gains, answers = {}, floor.scores[Role.TRAINING].copy()
    for name in map(str, subject.samples[Role.TRAINING].features.columns):
        answers[test] = answers_alone(subject, floor, name, learn, Role.TRAINING, test)
        lost = loss_of(subject, Role.TRAINING, answers)[test].sum()
        gains[name] = float(1 - lost / naive) if naive > 0 else 0.0
    return gains


def answers_alone(subject: Subject, floor: Floor, name: str, learn: Rows, role: Role, asked: Rows) -> Array:
    """(m, k) answers of the feature ``name`` for the rows ``asked`` of one sample, learned on the training rows ``learn``."""
    seen = _views(subject, floor, name, learn, Role.TRAINING, learn)
    wanted = _views(subject, floor, name, learn, role, asked)
    if subject.task in CLASSIFIERS:
        return _classes(subject, seen, learn, wanted)
    if subject.task is Task.VOLATILITY:
        return floored(subject, role, in_target_unit(subject, _variances(subject, seen, learn, wanted))[:, None])
    return floor.scores[role][asked] + _values(subject, floor, seen, learn, wanted)[:, None]


def learning_rows(subject: Subject, floor: Floor, most: int) -> Rows:
    """Positions of at most ``most`` training rows that have a floor, drawn evenly over time and outcome."""
    return _drawn(subject, np.flatnonzero(np.isfinite(floor.scores[Role.TRAINING]).all(axis=1)), most)


def paired_alone(subject: Subject, floor: Floor, names: list[str], learned: int) -> dict[str, Array]:
    """(n, 3) validation losses of each feature alone, of the floor, and of the model."""
    learn, everything = learning_rows(subject, floor, learned), np.arange(subject.samples[Role.VALIDATION].rows)
    shared = [
        loss_of(subject, Role.VALIDATION, scores) for scores in (floor.scores[Role.VALIDATION], subject.scores(Role.VALIDATION))
    ]
    alone = {name: answers_alone(subject, floor, name, learn, Role.VALIDATION, everything) for name in names}
    return {name: np.column_stack([loss_of(subject, Role.VALIDATION, scores), *shared]) for name, scores in alone.items()}


_ROLES = (Role.TRAINING, Role.VALIDATION)


def _drawn(subject: Subject, rows: Rows, most: int) -> Rows:
    target = subject.samples[Role.TRAINING].target
    return np.asarray(rows[evenly_drawn(target[rows], most, subject.generator())])


def _views(subject: Subject, floor: Floor, name: str, learn: Rows, role: Role, rows: Rows) -> Array:
    """(m, v): the feature, its distance from the floor, and its change over one horizon, where these make sense."""
    values = _numbers(subject, name, learn, role)
    views = [values[rows]]
    if subject.task not in (*CLASSIFIERS, Task.VOLATILITY):
        views.append(values[rows] - floor.scores[role][rows, 0])
    if role in floor.before:
        before = floor.before[role][rows]
        views.append(np.where(before >= 0, values[rows] - values[before], np.nan))
    return np.column_stack(views)


def _numbers(subject: Subject, name: str, learn: Rows, role: Role) -> Array:
    """A number as it is; anything else as the mean outcome of the training rows that share it."""
    training, column = (subject.samples[one].features[name] for one in (Role.TRAINING, role))
    if pd.api.types.is_numeric_dtype(column.dtype):
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
    target = pd.Series(subject.samples[Role.TRAINING].target[learn])
    means = target.groupby(training.iloc[learn].astype(str).to_numpy()).mean()
    return np.asarray(column.astype(str).map(means).to_numpy(dtype=float))


def _tree(kind: Any, rows: int) -> Any:
    leaves = int(np.clip(rows // ROWS_A_LEAF, FEWEST_LEAVES, MOST_LEAVES))
    return kind(max_leaf_nodes=leaves, min_samples_leaf=SMALLEST_LEAF, random_state=0)


def _classes(subject: Subject, seen: Array, learn: Rows, asked: Array) -> Array:
    """Frequencies of the leaf, with one row's worth of the overall frequencies added."""
    from sklearn.tree import DecisionTreeClassifier

    target = subject.samples[Role.TRAINING].target[learn]
    size = both(subject.scores(Role.TRAINING)[:1]).shape[1]
    overall = np.bincount(target.astype(int), minlength=size) / len(target)
    tree = _tree(DecisionTreeClassifier, len(seen)).fit(seen, target)
    rows = tree.tree_.n_node_samples[tree.apply(asked)][:, None]
    found: Array = np.zeros((len(asked), size))
    found[:, tree.classes_.astype(int)] = tree.predict_proba(asked)
    return np.asarray((rows * found + overall) / (rows + 1))


def _variances(subject: Subject, seen: Array, learn: Rows, asked: Array) -> Array:
    from sklearn.tree import DecisionTreeRegressor

    realised = variance(subject, subject.samples[Role.TRAINING].target[learn])
    return np.asarray(_tree(DecisionTreeRegressor, len(seen)).fit(seen, realised).predict(asked))


def _values(subject: Subject, floor: Floor, seen: Array, learn: Rows, asked: Array) -> Array:
    """What the feature adds to the floor: a straight line, and a tree on what the line leaves."""
    from sklearn.linear_model import LinearRegression
    from sklearn.tree import DecisionTreeRegressor

    left = subject.samples[Role.TRAINING].target[learn] - floor.scores[Role.TRAINING][learn, 0]
    centre = np.nan_to_num(np.nanmean(np.vstack([seen, np.zeros((1, seen.shape[1]))]), axis=0))
    filled, wanted = (np.where(np.isnan(views), 0.0, views - centre) for views in (seen, asked))
    line = LinearRegression().fit(filled, left)
    tree = _tree(DecisionTreeRegressor, len(seen)).fit(seen, left - line.predict(filled))
    return np.asarray(line.predict(wanted) + tree.predict(asked))


def _repeated_outcome(subject: Subject) -> str | None:
    """The feature of a panel most of whose values were outcomes one horizon before, where no segment tells the series apart."""
    sample = subject.samples[Role.TRAINING]
    if subject.task in CLASSIFIERS or not is_panel(sample) or series_of(sample) is not None or _coarse(sample):
        return None
    step = pd.factorize(np.asarray(sample.time), sort=True)[0]
    known = set(zip(step + subject.identity.horizon, sample.target, strict=True))
    for name in sample.features.select_dtypes("number").columns:
        found = [key in known for key in zip(step, sample.features[name].to_numpy(dtype=float), strict=True)]
        if float(np.mean(found)) > MOSTLY:
            return str(name)
    return None


def _coarse(sample: Sample) -> bool:
    return len(np.unique(sample.target)) < MOSTLY * sample.rows
