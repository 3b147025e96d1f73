"""How often each class occurs, and whether that changes."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]
CLASSES = (Task.BINARY, Task.MULTICLASS)


@check(
    title="Balance of the classes",
    asks="How often does each class occur, and as often in validation as in training?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=CLASSES,
    metrics=(
        Metric("class_share", "Share of a class", "neither", CLASSES, "share"),
        Metric("rarest_cases", "Validation rows of the rarest class", "higher", CLASSES, "rows"),
    ),
    references=("He & Garcia (2009), Learning from imbalanced data, IEEE Transactions on Knowledge and Data Engineering 21(9)",),
)
def label_balance(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Count the classes of training and of validation.

    Method: The share of each class in validation, with an interval from the block bootstrap that holds for all classes together
    (Bonferroni), stands beside its share in training. The cases of the rarest class in validation are an exact count:
    they bound what can be said of it.

    Reads as risk: A class that is rare in validation leaves every figure about it uncertain; one whose frequency moved makes
    probabilities wrong that were right before.

    Limitations: Frequencies move for good reasons as well. A sample that was balanced by hand shows shares that never occur in use.
    """
    classes = np.unique(np.concatenate([subject.samples[role].target for role in (Role.TRAINING, Role.VALIDATION)]))
    target = subject.samples[Role.VALIDATION].target
    if len(target) < parameters.smallest_n:
        return Evidence.inconclusive(
            f"the validation sample has {len(target)} rows; fewer than {parameters.smallest_n} are not measured"
        )
    joint = BootstrapParameters(parameters.resamples, 1 - (1 - parameters.confidence) / len(classes), parameters.smallest_n)
    shares = {_name(subject, item): estimate(subject, (target == item).astype(float)[:, None], _mean, joint) for item in classes}
    rarest = min(int((target == item).sum()) for item in classes)
    count = Measurement("rarest_cases", float(rarest), float(rarest), float(rarest), len(target), float(len(target)), unit="rows")
    text = convention(subject, f"Bonferroni over {len(classes)} classes")
    return Evidence.measured(
        (*(measured("class_share", item, text, segment=name) for name, item in shares.items()), count),
        (_table(subject, shares, classes),),
    )


def _name(subject: Subject, code: float) -> str:
    known = subject.scoring.model.classes
    return str(known[int(code)]) if known is not None else str(int(code))


def _mean(means: Array) -> Array:
    return np.asarray(means[:, 0])


def _table(subject: Subject, shares: dict[str, Estimate], classes: Array) -> Table:
    training = [float((subject.samples[Role.TRAINING].target == item).mean()) for item in classes]
    rows = tuple(
        (name, before, item.value, item.low, item.high) for (name, item), before in zip(shares.items(), training, strict=True)
    )
    columns = ("class", "training", "validation", "low", "high")
    return Table("classes", "Share of each class", Shape.PLAIN, columns, rows)
