"""The version under audit against the one before it, on rows that neither was made from."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.model.interface import Failure
from governance.subject.naive import paired, strongest
from governance.subject.outcomes import both, describe_loss, losses, weights
from governance.subject.strategy import trading
from governance.subject.subject import Subject

Array = NDArray[np.float64]
NONE_BEFORE = "no earlier version of the model is known"


@dataclass(frozen=True)
class Predecessor:
    """The earlier version as a ``subject`` of its own on one sample of the same rows.

    ``name`` says which it is; ``fair`` (n,) are the rows that it was not trained on, as far as that can be told; ``told`` says how
    far, for conventions.
    """

    subject: Subject
    name: str
    fair: NDArray[np.bool_]
    told: str


def predecessor(subject: Subject, role: Role) -> Predecessor | str:
    """The version before the subject, or why there is none that answers as the subject does."""
    previous = subject.previous
    if previous is None:
        return NONE_BEFORE
    found = previous.answering(role)
    if isinstance(found, Failure):
        return f"{previous.name} cannot be compared with: {found.reason}"
    stand_in = replace(subject, scoring=found[0], samples={role: found[1]}, previous=None, computed={})
    if both(stand_in.scores(role)).shape != both(subject.scores(role)).shape:
        return f"{previous.name} cannot be compared with: it answers with another number of classes"
    learned = previous.learned.get(role)
    fair = np.ones(found[1].rows, dtype=bool) if learned is None else ~learned
    return Predecessor(stand_in, previous.name, fair, _told(learned))


def compared_with(subject: Subject, before: Predecessor, smallest_n: int) -> Array | str:
    """(n, 3) weighted validation losses of model, naive forecast and earlier version, or why there are none.

    The naive forecast is the one that was strongest in training. Rows without its past are left out, and those that the earlier
    version has learned.
    """
    role = Role.VALIDATION
    pair, rival = paired(subject, role)[strongest(subject)], weights(subject, role) * losses(before.subject, role)
    table = np.column_stack([pair, rival])[before.fair & np.isfinite(pair[:, 1])]
    broken = [int((~np.isfinite(table[:, place])).sum()) for place in (0, 2)]
    for name, rows in zip(("the model", before.name), broken, strict=True):
        if rows:
            return f"the loss of {name} is infinite or unknown on {rows} validation rows ({describe_loss(subject)})"
    if len(table) < smallest_n:
        return f"only {len(table)} validation rows can be compared; {before.told}"
    return table


def returns_beside(subject: Subject, before: Predecessor, smallest_n: int) -> tuple[Array, bool] | str:
    """(t, 2) validation returns of this strategy and of the earlier version, and whether both are after costs; or why there are none.

    Steps of time with a row that the earlier version has learned are left out.
    """
    now, then = trading(subject, Role.VALIDATION), trading(before.subject, Role.VALIDATION)
    if isinstance(now, str) or isinstance(then, str):
        return now if isinstance(now, str) else f"of {before.name}: {then}"
    net = not isinstance(now.net, str) and not isinstance(then.net, str)
    fair = np.bincount(now.steps, ~before.fair) == 0
    returns = np.column_stack([traded.net if net else traded.gross for traded in (now, then)])[fair]
    if len(returns) < smallest_n:
        return f"only {len(returns)} periods can be compared; {before.told}"
    if 0.0 in np.ptp(returns, axis=0):
        return "one of the versions returned the same in every period, which has no Sharpe ratio"
    return returns, net


def _told(learned: NDArray[np.bool_] | None) -> str:
    if learned is None:
        return "which rows it was trained on is not known"
    rows = int(learned.sum())
    return f"{rows} rows that it was trained on are left out" if rows else "none of the rows was in its training sample"
