"""The same rows asked again in other ways: what should make no difference to the answers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
LARGEST_SINGLE = float(np.finfo(np.float32).max)


def asked_again(subject: Subject, role: Role, rows: int, singles: int) -> Mapping[str, Array | str]:
    """(m, k) distances of repeated answers from the first ones over the range of the answers, by way of asking, or why there are none.

    ``repeat``: the same rows once more; ``order``: the same rows shuffled; ``single``: ``singles`` of them one by one; ``precision``:
    numbers rounded to 32 bits. Of more than ``rows`` rows that many are drawn.
    """
    generator, sample = subject.generator(), subject.samples[role]
    drawn = np.sort(generator.choice(sample.rows, min(rows, sample.rows), replace=False))
    frame, first, scale = sample.features.iloc[drawn], subject.scores(role)[drawn], answer_range(subject, role)
    shuffled = generator.permutation(len(drawn))
    few = np.sort(generator.choice(len(drawn), min(singles, len(drawn)), replace=False))
    asked: dict[str, tuple[Array | Failure, Array]] = {
        "repeat": (subject.scoring.frame(frame), first),
        "order": (subject.scoring.frame(frame.iloc[shuffled]), first[shuffled]),
        "single": (_one_by_one(subject, frame.iloc[few]), first[few]),
        "precision": (subject.scoring.frame(_rounded(frame)), first),
    }
    return {name: _distance(again, once, scale) for name, (again, once) in asked.items()}


def answer_range(subject: Subject, role: Role) -> float:
    """Width of the model's answers on a sample; one where they are all the same."""
    width = float(np.ptp(subject.scores(role), axis=0).max())
    return width if width > 0 else 1.0


def _one_by_one(subject: Subject, frame: pd.DataFrame) -> Array | Failure:
    answers = []
    for place in range(len(frame)):
        answer = subject.scoring.frame(frame.iloc[[place]])
        if isinstance(answer, Failure):
            return answer
        answers.append(answer)
    return np.concatenate(answers)


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Floating-point columns through 32 bits and back, so that the model is given the types it knows."""
    floats = frame.select_dtypes("float")
    fits = [name for name in floats.columns if float(np.nanmax(np.abs(floats[name]), initial=0.0)) <= LARGEST_SINGLE]
    return frame.assign(**{name: frame[name].astype("float32").astype(frame[name].dtype) for name in fits})


def _distance(again: Array | Failure, once: Array, scale: float) -> Array | str:
    return again.reason if isinstance(again, Failure) else np.asarray(np.abs(again - once) / scale)
