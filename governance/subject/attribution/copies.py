"""Copies of explained rows in which some columns come from a background row: one answer a row, one way to ask for them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.attribution.explaining import Attribution
from governance.subject.attribution.rows import background_rows
from governance.subject.model.explaining import spread
from governance.subject.model.frames import mixed, stacked
from governance.subject.model.interface import Failure
from governance.subject.model.links import outputs
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Places = NDArray[np.int_]
# Cells of a frame that is scored at once, which bounds the memory.
CELLS = 4_000_000


@dataclass(frozen=True)
class Explained:
    """Some of the explained rows, each with one answer: the value, the probability of the positive class or of the likeliest one.

    ``pool`` holds the n rows first and the background rows after them, in the columns of ``contributions`` (n, p); those are
    contributions to the one answer, in the unit of the explained scale. ``rows`` (n,) are places among the attribution's rows and
    ``output`` (n,) the column of the scores that is meant.
    """

    pool: pd.DataFrame
    contributions: Array
    answers: Array
    rows: Places
    output: Places

    @property
    def background(self) -> int:
        """How many background rows the pool holds."""
        return len(self.pool) - len(self.answers)

    def paired(self, generator: np.random.Generator, each: int = 1) -> Places:
        """(n, each) places in the pool of background rows, drawn with every one used as often as any other."""
        wanted = len(self.answers) * each
        drawn = np.concatenate([generator.permutation(self.background) for _ in range(-(-wanted // self.background))])
        return len(self.answers) + drawn[:wanted].reshape(-1, each)


def explained(subject: Subject, found: Attribution, rows: int, background: int) -> Explained:
    """At most ``rows`` of the attribution's rows, evenly spread, and the ``background`` rows they were explained against.

    Of several classes the likeliest is meant. Where margins were explained, what moves its logarithm of probability is its own
    contribution less the mean of all classes' by their probabilities, the derivative of softmax.
    """
    chosen = spread(len(found.positions), rows)
    names = {str(name): name for name in subject.samples[Role.VALIDATION].features.columns}
    columns = [names[name] for name in found.features]
    seen = subject.samples[Role.VALIDATION].features[columns].iloc[found.positions[chosen]]
    pool = stacked(seen, background_rows(subject, background)[columns])
    given, scores = found.contributions, found.scores[chosen]
    values = np.take(given.values, chosen, axis=0)
    output = scores.argmax(axis=1)
    own = np.take_along_axis(values, output[:, None, None], axis=2)[:, :, 0]
    if values.shape[2] > 1 and given.scale == "margin":
        own = own - np.einsum("npk,nk->np", values, scores / scores.sum(axis=1, keepdims=True))
    return Explained(pool, own, np.take_along_axis(scores, output[:, None], axis=1)[:, 0], chosen, output)


def answers_of(subject: Subject, these: Explained, sources: Places) -> Array | Failure:
    """(n, m) the answers meant, of copies whose column j comes from the pool's row ``sources[:, :, j]`` (n, m, p)."""
    rows, copies, columns = sources.shape
    parts = []
    for some in np.array_split(np.arange(rows), min(rows, -(-sources.size // CELLS))):
        scores = subject.scoring.frame(mixed(these.pool, sources[some].reshape(-1, columns)))
        if isinstance(scores, Failure):
            return Failure(f"copies with some features replaced cannot be scored: {scores.reason}")
        meant = np.repeat(these.output[some], copies)[:, None]
        parts.append(np.take_along_axis(outputs(scores), meant, axis=1).reshape(len(some), copies))
    return np.concatenate(parts)
