"""Whether the features that drove the answers earned anything by it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.attribution.earned import earned
from governance.subject.attribution.event_tables import earned_in_events
from governance.subject.attribution.explaining import Attribution, explain
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, describe_loss
from governance.subject.subject import Subject

Array = NDArray[np.float64]
NAMED = 10


@dataclass(frozen=True)
class OutcomeParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most validation ``rows`` explained, and the ``background`` rows of training."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 1})
    background: int = field(default=200, metadata={"stricter": "larger", "least": 1})


@check(
    title="Explanation and outcome",
    asks="Did the features that drove the answers earn anything, and did they in events?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric(
            "earned_share",
            "The feature's part of all that features saved and cost; below 0 it cost",
            "higher",
            ONE_NUMBER,
            "share",
        ),
        Metric(
            "saved", "Loss saved against the base answer, over all that features saved and cost", "higher", ONE_NUMBER, "share"
        ),
    ),
    references=(
        "Aumann & Shapley (1974), Values of non-atomic games, Princeton University Press",
        "Sundararajan, Taly & Yan (2017), Axiomatic attribution for deep networks, ICML 34",
        "Brinson, Hood & Beebower (1986), Determinants of portfolio performance, Financial Analysts Journal 42(4)",
    ),
)
def explanation_outcome(subject: Subject, parameters: OutcomeParameters) -> Evidence:
    """Divide the loss that the model saves against its base answer among the features, by their contributions.

    Method: The base is the answer that the explanation starts from, the same for all rows. The loss of the base less that of the model's
    answer is divided among the features of each row in proportion to their contributions, along the straight way from base to
    answer, so that the parts add up to it exactly: for squared error contribution times (twice the outcome less base and
    answer), for a strategy contribution times return, for others the like. Their means are shown as shares of the sum of their
    absolute values, the features that are not named taken as one, and resampled in blocks; intervals hold for all named
    features together (Bonferroni). Where events are known the same is shown for their rows.

    Reads as risk: A feature that moves the answers and earns nothing is noise with a good story. One that earned in calm and cost in
    events is the one to look at before the next.

    Limitations: A feature that costs by itself may be needed: of two that cancel each other one seems to cost what the other earns too
    much. So nothing is judged here. What was earned in one period says little of the next where the interval holds zero.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    parts = earned(subject, found)
    if isinstance(parts, Failure):
        return Evidence.inconclusive(parts.reason)
    broken = int((~np.isfinite(parts).all(axis=1)).sum())
    if broken or len(parts) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(parts)} rows were explained, of which {broken} have no finite loss")
    if not parts.any():
        return Evidence.inconclusive("no feature saved or cost anything: every contribution is zero")
    leading = np.argsort(-np.abs(parts.mean(axis=0)), kind="stable")[:NAMED]
    measured = tuple(_measurements(subject, found, parts, leading, parameters))
    return Evidence.measured(measured, (_table(measured), *earned_in_events(subject, found, parts, leading)))


def _measurements(
    subject: Subject, found: Attribution, parts: Array, leading: NDArray[np.int_], parameters: OutcomeParameters
) -> Iterator[Measurement]:
    stricter = OutcomeParameters(parameters.resamples, 1 - (1 - parameters.confidence) / len(leading))
    text = convention(subject, describe_loss(subject), f"Bonferroni over {len(leading)} features", found.convention)
    rest = np.setdiff1d(np.arange(parts.shape[1]), leading)
    values = np.column_stack([parts[:, leading], parts[:, rest].sum(axis=1)])
    whole = estimate(subject, values, _whole, parameters)
    yield Measurement(
        "saved", whole.value, whole.low, whole.high, whole.n, whole.n_effective, Role.VALIDATION, whole.confidence, unit="share",
        convention=convention(subject, describe_loss(subject), found.convention),
    )  # fmt: skip
    for place, feature in enumerate(leading):
        item = estimate(subject, values, partial(_share, place), stricter)
        yield Measurement(
            "earned_share", item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence,
            segment=found.features[feature], unit="share", convention=text,
        )  # fmt: skip


def _whole(means: Array) -> Array:
    return np.asarray(means.sum(axis=-1) / np.abs(means).sum(axis=-1))


def _share(place: int, means: Array) -> Array:
    return np.asarray(means[..., place] / np.abs(means).sum(axis=-1))


def _table(measured: tuple[Measurement, ...]) -> Table:
    rows = tuple((item.segment, item.value, item.low, item.high) for item in measured if item.segment)
    note = "Above zero the feature's contributions saved loss against the base answer; below zero they cost."
    return Table("earned", "What the features earned", Shape.INTERVALS, ("feature", "share", "low", "high"), rows, note=note)
