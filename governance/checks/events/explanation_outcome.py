"""Whether the features that drove the answers earned anything by it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.attribution.earned import earned, earned_shares
from governance.subject.attribution.earned_tables import earned_by_feature, earned_in_events
from governance.subject.attribution.explaining import Attribution, explain
from governance.subject.estimating import BootstrapParameters, measured
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
    measurements = tuple(_measurements(subject, found, parts, leading, parameters))
    return Evidence.measured(measurements, (earned_by_feature(measurements), *earned_in_events(subject, found, parts, leading)))


def _measurements(
    subject: Subject, found: Attribution, parts: Array, leading: NDArray[np.int_], parameters: OutcomeParameters
) -> Iterator[Measurement]:
    whole, shares = earned_shares(subject, parts, leading, parameters)
    yield measured("saved", whole, convention(subject, describe_loss(subject), found.convention), unit="share")
    text = convention(subject, describe_loss(subject), f"Bonferroni over {len(leading)} features", found.convention)
    for place, share in zip(leading, shares, strict=True):
        yield measured("earned_share", share, text, segment=found.features[place], unit="share")
