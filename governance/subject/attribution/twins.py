"""The model and its twins, which learned shuffled outcomes: how each explains the same rows, and what each feature does to each alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.likeness import rank_correlation, row_cosines, unaccounted, widened
from governance.statistics.resampling import Estimate
from governance.statistics.surrogates import displaced_blocks
from governance.subject.attribution.explaining import Attribution
from governance.subject.attribution.rows import background_rows
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.model.explaining import spread
from governance.subject.model.frames import mixed, stacked
from governance.subject.model.interface import Contributions, Failure, Model
from governance.subject.model.links import outputs
from governance.subject.refits import part, refitted
from governance.subject.relearning import outcome_block
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Places = NDArray[np.int_]
# Values that stand for a feature's distribution in training, at the middles of as many equal shares of it.
STAND_INS = 16


@dataclass(frozen=True)
class Account:
    """Of one model on n rows: ``contributions`` (n, p, outputs), and ``effects`` (n, p, outputs) of each feature alone on the score."""

    contributions: Array
    effects: Array

    @property
    def importance(self) -> Array:
        """(p,) mean absolute contributions, summed over the outputs."""
        return np.asarray(np.abs(self.contributions).mean(axis=0).sum(axis=1))

    def among(self, kept: Places) -> "Account":
        """The rows at these places."""
        return Account(self.contributions[kept], self.effects[kept])


@dataclass(frozen=True)
class Twins:
    """The model's ``own`` account and those of its ``twins``, on the same rows; outcomes were shuffled in blocks of ``block`` rows."""

    own: Account
    twins: tuple[Account, ...]
    block: int

    def signed(self) -> Array:
        """(t, n) cosines of the model's contributions and a twin's, averaged over the outputs."""
        return np.array([row_cosines(self.own.contributions, twin.contributions).mean(axis=1) for twin in self.twins])

    def likeness(self) -> Array:
        """(t, n) the same without regard to sign: how far the same features are named in the same proportions."""
        return _alike(self.own.contributions, [twin.contributions for twin in self.twins])

    def floor(self) -> Array:
        """(t, n) the same of the effects of single features: how alike the two models themselves are there."""
        return _alike(self.own.effects, [twin.effects for twin in self.twins])

    def rank_correlations(self) -> Array:
        """(t,) rank correlation of each twin's importances with the model's."""
        return np.array([rank_correlation(self.own.importance, twin.importance) for twin in self.twins])

    def among_each_other(self) -> float:
        """Mean likeness of the contributions of any two twins."""
        pairs = [_alike(a.contributions, [b.contributions]).mean() for a, b in combinations(self.twins, 2)]
        return float(np.mean(pairs))


def twins(subject: Subject, found: Attribution, learned: Sample, count: int, rows: int, background: int) -> Twins | Failure:
    """``count`` refits to the outcomes of ``learned`` in other orders, and the model, on at most ``rows`` of the explained rows.

    Blocks of outcomes change places so that none stays (`displaced_blocks`). A `Failure` where a twin cannot be fitted, explained or
    scored, or where the model cannot be scored with a feature replaced.
    """
    names = {str(name): name for name in subject.samples[Role.VALIDATION].features.columns}
    chosen = spread(len(found.positions), rows)
    seen = subject.samples[Role.VALIDATION].features.iloc[found.positions[chosen]]
    against, columns = background_rows(subject, background), [names[name] for name in found.features]
    own = alone(subject.scoring.frame, seen, against, columns)
    if isinstance(own, Failure):
        return own
    block, generator = outcome_block(subject, learned), subject.generator()
    accounts, kept = [], np.arange(len(seen))
    for _ in range(count):
        order = displaced_blocks(learned.rows, block, generator)
        fresh = refitted(subject, replace(part(learned, np.arange(len(order))), target=learned.target[order]))
        told = fresh if isinstance(fresh, Failure) else account(fresh, seen, against, columns)
        if isinstance(told, Failure):
            return Failure(f"a twin is not there: {told.reason}")
        accounts.append(told[0])
        kept = np.intersect1d(kept, told[1])
    model = Account(np.take(found.contributions.values, chosen, axis=0), own)
    return Twins(model.among(kept), tuple(item.among(kept) for item in accounts), block)


def mean_of_twins(subject: Subject, values: Array, parameters: BootstrapParameters, bounds: tuple[float, float]) -> Estimate:
    """The mean of ``values`` (t, n), by twin and row, with an interval over both, within ``bounds``."""
    return widened(mean(subject, values.mean(axis=0), parameters), values.mean(axis=1), bounds)


def beyond_floor(subject: Subject, likeness: Array, floor: Array, parameters: BootstrapParameters) -> Estimate:
    """What is `unaccounted` of ``likeness`` beyond ``floor``, both (t, n), with an interval over twins and rows."""
    seen = estimate(subject, np.column_stack([likeness.mean(axis=0), floor.mean(axis=0)]), unaccounted, parameters)
    alike, ground = likeness.mean(axis=1), floor.mean(axis=1)
    return widened(seen, (alike - ground - seen.value * (1 - ground)) / (1 - ground.mean()), (-np.inf, 1.0))


def account(model: Model, seen: pd.DataFrame, against: pd.DataFrame, columns: list[str]) -> tuple[Account, Places] | Failure:
    """The account of ``model``, and the places it explained; contributions of places that it did not explain are NaN."""
    given, effects = model.contributions(seen, against), alone(model.score, seen, against, columns)
    if isinstance(given, Failure):
        return given
    if isinstance(effects, Failure):
        return effects
    places = np.arange(len(seen)) if given.positions is None else given.positions
    values = in_order(given, columns)
    if not np.isfinite(values).all():
        return Failure(f"its contributions by {given.method} are not all finite numbers")
    whole = np.full((len(seen), *values.shape[1:]), np.nan)
    whole[places] = values
    return Account(whole, effects), places


def in_order(given: Contributions, columns: list[str]) -> Array:
    """(n, p, outputs) contributions of the features ``columns``, in this order."""
    return np.take(given.values, [given.features.index(str(name)) for name in columns], axis=1)


def alone(
    score: Callable[[pd.DataFrame], Array | Failure], seen: pd.DataFrame, against: pd.DataFrame, columns: list[str]
) -> Array | Failure:
    """(n, p, outputs) what each of ``columns`` does to the score of a row: the score less its mean over values from training.

    The values are the middles of equal shares of the feature's own distribution in ``against``, all other features as they are.
    """
    start, pool = score(seen), stacked(seen, against)
    if isinstance(start, Failure):
        return start
    rows, effects = np.arange(len(seen)), []
    for name in columns:
        stand_ins = len(seen) + _stand_ins(against[name])
        sources = np.repeat(np.repeat(rows, len(stand_ins))[:, None], seen.shape[1], axis=1)
        sources[:, list(seen.columns).index(name)] = np.tile(stand_ins, len(seen))
        scores = score(mixed(pool, sources))
        if isinstance(scores, Failure):
            return Failure(f"rows with one feature replaced cannot be scored: {scores.reason}")
        effects.append(outputs(start) - outputs(scores).reshape(len(seen), len(stand_ins), -1).mean(axis=1))
    return np.stack(effects, axis=1)


def _stand_ins(column: "pd.Series[Any]") -> Places:
    numeric = pd.api.types.is_numeric_dtype(column.dtype)
    order = np.argsort(column.to_numpy(dtype=float, na_value=np.nan), kind="stable") if numeric else np.arange(len(column))
    count = min(STAND_INS, len(order))
    return np.asarray(order[((np.arange(count) + 0.5) / count * len(order)).astype(int)])


def _alike(one: Array, others: list[Array]) -> Array:
    return np.array([np.abs(row_cosines(one, other)).mean(axis=1) for other in others])
