"""The earlier version that a subject is held against, and its answers to the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.model.interface import Failure
from governance.subject.samples import Sample
from governance.subject.scoring import Scoring


@dataclass(frozen=True)
class Previous:
    """One earlier version. ``name`` says which and why that one, for conventions.

    ``scoring`` is its model behind the port, or why it cannot be asked; ``samples`` are the subject's own rows, in the same order, with
    the columns that it takes, or why these are not there; ``learned`` (n,) marks the rows of a sample that it was trained on, where
    that can be told.
    """

    name: str
    scoring: Scoring | Failure
    samples: Mapping[Role, Sample | Failure] = field(default_factory=dict)
    learned: Mapping[Role, NDArray[np.bool_]] = field(default_factory=dict)

    @property
    def rows_scored(self) -> int:
        """Rows that were put to it."""
        return 0 if isinstance(self.scoring, Failure) else self.scoring.rows_scored

    def answering(self, role: Role) -> tuple[Scoring, Sample] | Failure:
        """Its scoring, and the sample that it has answered; a `Failure` where it cannot."""
        if isinstance(self.scoring, Failure):
            return self.scoring
        sample = self.samples[role]
        if isinstance(sample, Failure):
            return sample
        answers = self.scoring.answers(sample)
        return answers if isinstance(answers, Failure) else (self.scoring, sample)
