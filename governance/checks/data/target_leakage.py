"""A feature that nearly gives the outcome away."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ALL_TASKS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.naive import skill
from governance.subject.outcomes import convention
from governance.subject.single_feature import Floor, floor_of, paired_alone, training_gains
from governance.subject.skill_tables import of_single_features
from governance.subject.subject import Subject

Array = NDArray[np.float64]
ASKED = tuple(task for task in ALL_TASKS if task is not Task.PRICING)
SCORED = tuple(task for task in ASKED if task is not Task.STRATEGY)


@dataclass(frozen=True)
class LeakageParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most training rows that are ``learned`` from, and the features that are ``shown``."""

    learned: int = field(default=5_000, metadata={"stricter": "larger", "least": 100})
    shown: int = 8


@check(
    title="Leakage of the target",
    asks="Is there a feature that knows the outcome, so that it nearly answers alone what no forecast could?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=ASKED,
    metrics=(
        Metric("answered_alone", "Share of the naive loss that the strongest single feature removes", "lower", ASKED, "share"),
        Metric("share_of_model", "The same, over the share that the model removes", "neither", SCORED, "share"),
    ),
    references=(
        "Kaufman, Rosset, Perlich & Stitelman (2012), Leakage in data mining, ACM Trans. Knowledge Discovery from Data 6(4)",
        "Kapoor & Narayanan (2023), Leakage and the reproducibility crisis in machine-learning-based science, Patterns 4(9)",
    ),
)
def target_leakage(subject: Subject, parameters: LeakageParameters) -> Evidence:
    """Let every feature forecast alone, and measure the best of them against what is known without any.

    Method: Each feature by itself, its distance from the naive forecast and its change over one horizon explain the outcome beyond
    the strongest naive forecast: a straight line and a small tree on it, frequencies of leaves for classes. The
    leading feature is the one that gains most on the second half of training when learned on the first, so that nothing
    is chosen on validation. Learned on training, it is then held against the naive forecast on validation, with the task's
    loss (squared error of the return for a strategy). A persistent level that its own last value nearly answers leaves the
    same loss to the naive forecast, and is not accused: a leak answers what persistence cannot.

    Reads as risk: A feature that removes nearly all of the loss is the outcome under another name, or was filled in after it. In
    use it will not be there, and neither will the model's performance.

    Limitations: Where the outcome really follows from one quantity that is known before it, a sound model shows the same; prices of
    contracts do, and are not asked. A leak that covers part of the outcome only, or needs several features together, is
    not told from skill. In a panel persistence is known only where a declared segment tells the series apart or a
    feature repeats the last outcome; elsewhere the interval reaches down to 0, and nobody is accused.
    """
    floor = floor_of(subject)
    known = {role: np.isfinite(scores).all(axis=1) for role, scores in floor.scores.items()}
    few = [role.value for role, rows in known.items() if int(rows.sum()) < parameters.smallest_n]
    if few:
        return Evidence.inconclusive(f"the {few[0]} sample has fewer than {parameters.smallest_n} rows with a naive forecast")
    gains = training_gains(subject, floor, parameters.learned)
    leading = sorted(gains, key=lambda name: (-gains[name], name))[: parameters.shown]
    pairs = {
        name: values[known[Role.VALIDATION]] for name, values in paired_alone(subject, floor, leading, parameters.learned).items()
    }
    if not pairs[leading[0]][:, 1].any():
        return Evidence.inconclusive(f"the naive forecast ({floor.name}) makes no error: there is nothing left to answer")
    found = {name: estimate(subject, values[:, :2], skill, parameters) for name, values in pairs.items()}
    text = convention(subject, f"{leading[0]}, which led {len(gains)} features in training; against {floor.name}")
    measurements = [_doubted(measured("answered_alone", found[leading[0]], text), floor)]
    absent = {}
    if subject.task in SCORED:
        model = estimate(subject, pairs[leading[0]][:, [2, 1]], skill, parameters)
        if model.low > 0:
            ratio = estimate(subject, pairs[leading[0]], _share_of_model, parameters)
            measurements.append(measured("share_of_model", ratio, text))
        else:
            absent["share_of_model"] = f"the model shows no skill over {floor.name}, so that nothing is a share of it"
    return Evidence.measured(tuple(measurements), (of_single_features(found),), absent)


def _doubted(seen: Measurement, floor: Floor) -> Measurement:
    """Down to 0 where persistence is not known: it might answer all that the feature does."""
    if floor.persistence_known:
        return seen
    text = f"{seen.convention}; the series of the panel are not told apart, so that their persistence might answer as much"
    return replace(seen, low=min(seen.low, 0.0), convention=text)


def _share_of_model(means: Array) -> Array:
    return np.asarray((means[:, 1] - means[:, 0]) / (means[:, 1] - means[:, 2]))
