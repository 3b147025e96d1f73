"""The one way to the model: counted, each sample scored once, the same rows explained once and learned from once."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.errors import ModelError
from governance.record.declaration import Role
from governance.subject.model.interface import Contributions, Failure, Model
from governance.subject.samples import Sample, digest

Array = NDArray[np.float64]
BATCH = 100_000
# Models that were fitted again and are held for the next check that asks for the same; a large forest may fill a gigabyte.
HELD = 8
TARGET = "\0target"  # no feature can bear this name
NAMED = 10  # columns that an error names


@dataclass
class Scoring:
    """Wraps a model; ``rows_scored`` counts every row that was put to it, ``refits`` how often it was fitted again."""

    model: Model
    rows_scored: int = 0
    refits: int = 0
    _scores: dict[Role, Array | Failure] = field(default_factory=dict)
    _contributions: dict[tuple[str, str], Contributions | Failure] = field(default_factory=dict)
    _refits: OrderedDict[tuple[str, int], Model | Failure] = field(default_factory=OrderedDict)

    def sample(self, sample: Sample) -> Array:
        """(n, k) scores of a whole sample, computed once in batches. Raises `ModelError` where the model fails."""
        scores = self.answers(sample)
        if isinstance(scores, Failure):
            raise ModelError(
                f"the model cannot score the {sample.role} sample: {scores.reason}",
                f"{self.model.flavour} model, sample {sample.identity.name!r}",
                f"score the sample by hand with the logged model, from {_listed(sample)}; log the model with a signature of its inputs, "
                "or the sample again, so that they fit",
            )
        return scores

    def answers(self, sample: Sample) -> Array | Failure:
        """The same for a model that may fail without spoiling the audit: failures are kept too."""
        if sample.role not in self._scores:
            self._scores[sample.role] = self._in_batches(sample)
        return self._scores[sample.role]

    def answering(self, scores: Mapping[Role, Array]) -> "Scoring":
        """The same model with these ``scores`` (n, k) of whole samples in place of its own."""
        return Scoring(self.model, _scores=dict(scores))

    def frame(self, frame: pd.DataFrame) -> Array | Failure:
        """(n, k) scores of any rows, such as perturbed copies."""
        self.rows_scored += len(frame)
        return self.model.score(frame)

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> Contributions | Failure:
        """The model's own contributions, counted as one scoring of each row; the same rows are explained once, failures too."""
        asked = digest(frame), digest(background)
        if asked not in self._contributions:
            self.rows_scored += len(frame)
            self._contributions[asked] = self.model.contributions(frame, background)
        return self._contributions[asked]

    def refit(self, frame: pd.DataFrame, target: Array, seed: int) -> Model | Failure:
        """The same estimator fitted to ``frame`` (n, p) and ``target`` (n,); the last few are held, failures too.

        In one thread: sums over threads come in any order, and equal audits must give equal bytes.
        """
        from threadpoolctl import threadpool_limits

        asked = digest(frame.assign(**{TARGET: target})), seed
        if asked not in self._refits:
            self.refits += 1
            with threadpool_limits(1):
                self._refits[asked] = self.model.refit(frame, target, seed)
            if len(self._refits) > HELD:
                self._refits.popitem(last=False)
        return self._refits[asked]

    def _in_batches(self, sample: Sample) -> Array | Failure:
        parts = []
        for start in range(0, sample.rows, BATCH):
            scores = self.frame(sample.features.iloc[start : start + BATCH])
            if isinstance(scores, Failure):
                return scores
            parts.append(scores)
        return np.concatenate(parts)


def _listed(sample: Sample) -> str:
    names = list(map(str, sample.features.columns))
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"the columns {', '.join(names[:NAMED])}{rest}" if names else "no column at all"
