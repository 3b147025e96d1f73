"""The features that move the answers most, for what is worth its scoring only there."""

import numpy as np
import pandas as pd

from governance.record.declaration import Role
from governance.subject.attribution.explaining import explain
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

# What the check of attribution asks for, so that the contributions are at hand.
ROWS, BACKGROUND = 2000, 200


def leading(subject: Subject, most: int) -> tuple[str, ...] | Failure:
    """At most ``most`` numeric features, by mean absolute contribution, the largest first; those without any are left out."""
    found = explain(subject, ROWS, BACKGROUND)
    if isinstance(found, Failure):
        return found
    training, sizes = subject.samples[Role.TRAINING].features, found.magnitudes.mean(axis=0)
    numeric = {str(name) for name in training.columns if pd.api.types.is_numeric_dtype(training[name].dtype)}
    moving = [place for place in np.argsort(-sizes, kind="stable") if sizes[place] > 0 and found.features[place] in numeric]
    return tuple(found.features[place] for place in moving[:most]) or Failure("no numeric feature moves the answers")
