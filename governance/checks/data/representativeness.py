"""Can training and validation rows be told apart?"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.discrimination import delong
from governance.subject.rows import coded
from governance.subject.subject import Subject

Array = NDArray[np.float64]
FOLDS = 5


@dataclass(frozen=True)
class RepresentativenessParameters:
    """``rows`` drawn of each sample, ``confidence`` of the interval, and the fewest rows of a sample that are compared."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 50})
    confidence: float = field(default=0.95, metadata={"stricter": "larger"})
    smallest_n: int = field(default=50, metadata={"stricter": "larger", "least": 10})


@check(
    title="Representativeness",
    asks="Do the validation rows look like those the model learned from?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(Metric("separability", "Area under the ROC curve of a classifier of training against validation rows", "neither"),),
    references=("Lopez-Paz & Oquab (2017), Revisiting classifier two-sample tests, ICLR",),
)
def representativeness(subject: Subject, parameters: RepresentativenessParameters) -> Evidence:
    """Train a classifier to tell the two samples apart by their features.

    Method: Rows of both samples are drawn evenly and cut into five runs of neighbours; gradient boosting of 30 shallow trees learns on four
    runs of each and is asked about the fifth, so that neighbours do not stand on both sides. The area under the ROC curve of these
    answers has DeLong's interval, which takes the rows as independent and is too narrow where they are not. One half means that the
    samples cannot be told apart.

    Reads as risk: What was measured on rows unlike those of training speaks of another population; and in use the rows may be
    like neither.

    Limitations: Time always moves: samples of different periods can usually be told apart, without harm to the model. It is shown
    and not judged. An area well below one half means that runs of one sample resemble the other sample more than their own.
    """
    few = [role.value for role in (Role.TRAINING, Role.VALIDATION) if subject.samples[role].rows < parameters.smallest_n]
    if few:
        return Evidence.inconclusive(f"the {few[0]} sample has fewer than {parameters.smallest_n} rows")
    places = {role: _spread(subject.samples[role].rows, parameters.rows) for role in (Role.TRAINING, Role.VALIDATION)}
    frame = pd.concat(
        [
            coded(subject.samples[Role.TRAINING].features, subject.samples[role].features).iloc[rows]
            for role, rows in places.items()
        ]
    )
    label = np.repeat([0.0, 1.0], [len(rows) for rows in places.values()])
    fold = np.concatenate([np.arange(len(rows)) * FOLDS // len(rows) for rows in places.values()])
    found = delong(label, _answers(frame.to_numpy(dtype=float), label, fold))
    low, high = found.interval(parameters.confidence)
    area, n = float(found.auc), len(label)
    return Evidence.measured(
        (
            Measurement(
                "separability", area, low, high, n, float(n), Role.VALIDATION, parameters.confidence,
                convention="gradient boosting, five runs of neighbours; DeLong interval of independent rows",
            ),
        )
    )  # fmt: skip


def _spread(rows: int, wanted: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, rows - 1, min(rows, wanted)).astype(np.intp))


def _answers(X: Array, label: Array, fold: NDArray[np.intp]) -> Array:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    answers: Array = np.empty(len(label))
    with threadpool_limits(1):  # so few rows are learned in less time than threads need to meet
        for number in range(FOLDS):
            kept = fold != number
            model = HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=8, early_stopping=False, random_state=0)
            answers[~kept] = model.fit(X[kept], label[kept]).predict_proba(X[~kept])[:, 1]
    return answers
