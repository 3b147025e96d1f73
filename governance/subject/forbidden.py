"""Columns that the model may not use: whether it does, and whether they can be rebuilt from what it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Shape, Table
from governance.statistics.resampling import Estimate
from governance.statistics.sampling import evenly_drawn
from governance.subject.attribution.moving import moves
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.model.links import outputs
from governance.subject.naive import skill
from governance.subject.rows import coded
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Of a column rebuilt from the inputs that are allowed, and from the answer alone.
METRICS = {False: "rebuilt", True: "told_by_answer"}
LEARNED, JUDGED = 5_000, 5_000
# A column of text, of truth values, or of no more whole numbers than this is told by class; rarer classes count as one.
MOST_CLASSES = 10
BOOSTING = {"max_iter": 50, "max_depth": 3, "max_bins": 63, "early_stopping": False, "random_state": 0}


@dataclass(frozen=True)
class Forbidden:
    """``inputs`` of the model that are forbidden, and the ``columns`` that both samples hold, so that rebuilding them can be tried."""

    inputs: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def barred(self) -> tuple[str, ...]:
        """The names that no column may be rebuilt from."""
        return (*self.inputs, *self.columns)


def forbidden(subject: Subject, names: tuple[str, ...]) -> Forbidden:
    """What is declared (``governance.columns``, role ``forbidden``), and ``names`` that a policy forbids wherever they occur."""
    training, validation = (subject.samples[role] for role in (Role.TRAINING, Role.VALIDATION))
    known = {*map(str, training.group("forbidden")), *names, *_single(subject)}
    inputs = {name for name in map(str, training.features.columns) if name in known}
    held = {name for name in known if all(_held(sample, name) is not None for sample in (training, validation))}
    return Forbidden(tuple(sorted(inputs)), tuple(sorted(held)))


def shift(subject: Subject, inputs: tuple[str, ...], positions: NDArray[np.int_]) -> Array | Failure:
    """(n,) how far each answer at ``positions`` (n,) moves when all ``inputs`` are those of one other row (`moves`)."""
    rows = subject.samples[Role.VALIDATION].features.iloc[positions].reset_index(drop=True)
    others = subject.generator().permutation(len(rows))
    return moves(subject, rows.assign(**{name: rows[name].to_numpy()[others] for name in inputs}), positions)


def rebuilt(subject: Subject, name: str, barred: tuple[str, ...], by_answer: bool) -> Array | str:
    """(m, 2) squared errors, on validation rows in their order, of the column ``name`` rebuilt and of its training mean.

    It is rebuilt by small boosted trees learned on training rows: from the inputs that are not ``barred`` or, ``by_answer``, from the
    model's answers alone. A column of classes is an indicator for each. Or a reason why it cannot be tried.
    """
    rows = {role: _drawn(subject, role) for role in (Role.TRAINING, Role.VALIDATION)}
    held = {role: _held(subject.samples[role], name) for role in rows}
    wanted = _wanted(*(column.iloc[rows[role]] for role, column in held.items() if column is not None))
    if isinstance(wanted, str):
        return f"{name} {wanted}"
    seen = {role: _inputs(subject, role, barred, by_answer)[rows[role]] for role in rows}
    if seen[Role.TRAINING].shape[1] == 0:
        return "the model has no input that is not forbidden"
    learned, judged = wanted
    answer = _fitted(seen[Role.TRAINING], learned, seen[Role.VALIDATION])
    return np.column_stack([np.square(judged - answer).sum(axis=1), np.square(judged - learned.mean(axis=0)).sum(axis=1)])


def told(
    subject: Subject, found: Forbidden, parameters: BootstrapParameters
) -> tuple[dict[str, dict[str, Estimate]], dict[str, str]]:
    """By metric (`METRICS`), the share of each forbidden column that can be told (`rebuilt`), by its name; and why not of all.

    The intervals hold for all columns and both metrics together (Bonferroni).
    """
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / (len(METRICS) * max(1, len(found.columns))))
    shares: dict[str, dict[str, Estimate]] = {}
    absent: dict[str, str] = {}
    for by_answer, metric in METRICS.items():
        tried = {name: rebuilt(subject, name, found.barred, by_answer) for name in found.columns}
        known = {name: values for name, values in tried.items() if not isinstance(values, str) and values[:, 1].any()}
        reasons = [values for values in tried.values() if isinstance(values, str)]
        each = {name: estimate(subject, values, skill, stricter) for name, values in known.items()}
        if len(each) < len(found.columns) or not each:
            absent[metric] = "; ".join(reasons) or "no forbidden column that varies stands in both samples"
        shares[metric] = each
    return shares, absent


def told_table(shares: Mapping[str, Mapping[str, Estimate]]) -> Table:
    """What can be told of each forbidden column, metric by metric."""
    rows = tuple(
        (f"{name}, {metric.replace('_', ' ')}", item.value, item.low, item.high)
        for metric, each in shares.items()
        for name, item in each.items()
    )
    note = "At zero nothing of the column can be told; at one all of it. Below zero the attempt was worse than the mean."
    columns = ("forbidden column", "share", "low", "high")
    return Table("rebuilt", "What can be told of forbidden columns", Shape.INTERVALS, columns, rows, note=note)


def _single(subject: Subject) -> tuple[str, ...]:
    """The name of the column where one alone is declared, and not a list."""
    given = subject.samples[Role.TRAINING].columns.get("forbidden")
    return () if given is None else (str(given.name),)


def _held(sample: Sample, name: str) -> "pd.Series[Any] | None":
    """The column ``name`` of a sample, wherever it stands in it."""
    places = (sample.group("forbidden"), sample.features.rename(columns=str), sample.segments)
    found = next((place[name] for place in places if name in place), None)
    single = sample.columns.get("forbidden")
    return single if found is None and single is not None and str(single.name) == name else found


def _drawn(subject: Subject, role: Role) -> NDArray[np.int_]:
    sample, most = subject.samples[role], LEARNED if role is Role.TRAINING else JUDGED
    return evenly_drawn(sample.target, most, subject.generator())


def _inputs(subject: Subject, role: Role, barred: tuple[str, ...], by_answer: bool) -> Array:
    if by_answer:
        return outputs(subject.scores(role))
    training, sample = subject.samples[Role.TRAINING].features, subject.samples[role].features
    allowed = [column for column in training.columns if str(column) not in barred]
    values: Array = coded(training[allowed], sample[allowed]).to_numpy(dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def _wanted(learned: "pd.Series[Any]", judged: "pd.Series[Any]") -> tuple[Array, Array] | str:
    """What is to be rebuilt, (n, k) and (m, k): standardised numbers, or an indicator for each class."""
    if pd.api.types.is_numeric_dtype(learned.dtype) and learned.nunique() > MOST_CLASSES:
        if learned.isna().any() or judged.isna().any():
            return "has missing values"
        return learned.to_numpy(dtype=float)[:, None], judged.to_numpy(dtype=float)[:, None]
    common = learned.astype(str).value_counts().index[:MOST_CLASSES].to_numpy()
    if len(common) < 2:
        return "is the same on all training rows"
    return _indicators(learned, common), _indicators(judged, common)


def _indicators(column: "pd.Series[Any]", classes: NDArray[Any]) -> Array:
    return np.asarray(column.astype(str).to_numpy()[:, None] == classes[None, :], dtype=float)


def _fitted(X: Array, wanted: Array, asked: Array) -> Array:
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums over threads come in any order, and equal audits must give equal bytes
        answers = [HistGradientBoostingRegressor(**BOOSTING).fit(X, column).predict(asked) for column in wanted.T]
    return np.column_stack(answers)
