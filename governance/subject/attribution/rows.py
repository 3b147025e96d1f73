"""The rows that are explained: few enough to be quick, drawn so that they stand for their sample."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.sampling import evenly_drawn
from governance.subject.subject import Subject

DRAWN = "drawn evenly over time and over the answer"
UNORDERED = "drawn evenly over the sample's order and over the answer"


def explained_rows(subject: Subject, wanted: int) -> NDArray[np.int_]:
    """Positions of at most ``wanted`` validation rows, even over their order and over the model's answer.

    The same for every check that asks for as many, and drawn once: the draw does not depend on the check's seed.
    """

    def draw() -> NDArray[np.int_]:
        return evenly_drawn(subject.prediction(Role.VALIDATION), wanted, subject.under("explained rows").generator())

    return subject.once(("explained rows", wanted), draw)


def background_rows(subject: Subject, wanted: int) -> pd.DataFrame:
    """At most ``wanted`` training rows, even over their order and over the outcome: what the explained rows are held against."""

    def draw() -> NDArray[np.int_]:
        return evenly_drawn(subject.samples[Role.TRAINING].target, wanted, subject.under("background rows").generator())

    return subject.samples[Role.TRAINING].features.iloc[subject.once(("background rows", wanted), draw)]


def how_drawn(subject: Subject, drawn: int) -> str:
    """``drawn`` of how many validation rows, and how, for conventions."""
    rows = subject.samples[Role.VALIDATION].rows
    if drawn == rows:
        return f"all {rows} validation rows"
    return f"{drawn} of {rows} validation rows, {UNORDERED if subject.identity.time_ordered is None else DRAWN}"
