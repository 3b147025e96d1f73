"""How many features it takes to say what moves the answers."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.importance import effective_number
from governance.subject.attribution.explaining import Attribution, explain
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class ParsimonyParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``rows`` and ``background`` of attribution, and how many features are the ``top``."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 1})
    background: int = field(default=200, metadata={"stricter": "larger", "least": 1})
    top: int = field(default=5, metadata={"stricter": "unclear", "least": 1})


@check(
    title="Parsimony",
    asks="How many features does it take to say what moves the answers?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("effective_features", "Effective number of features", "lower", unit="features"),
        Metric("top_share", "Share of the mean absolute contribution that the top features carry", "higher", unit="share"),
    ),
    references=(
        "Hill (1973), Diversity and evenness: a unifying notation and its consequences, Ecology 54(2): the number of order 1",
        "Molnar, Casalicchio & Bischl (2020), Quantifying model complexity via functional decomposition, ECML PKDD workshops",
    ),
)
def parsimony(subject: Subject, parameters: ParsimonyParameters) -> Evidence:
    """Count the features that carry the answers, each by its weight.

    Method: The shares of the mean absolute contribution are those of interpretability.attribution. Their effective number is the
    exponential of their entropy: k where k features carry equal shares and the others none, less where some weigh more. The top features
    are those with the largest shares in the sample, and the same in every resample. Rows are resampled whole, in blocks where they are
    ordered in time.

    Reads as risk: A reason that needs twenty features is no reason that a person can hold against the market. A model that spreads over
    everything it was given may have found nothing in particular.

    Limitations: Correlated features share what one would carry, and raise the number. Few features are no merit where the outcome
    has many causes; the number is shown and not judged.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    sizes = found.magnitudes[:, found.magnitudes.any(axis=0)]
    if len(sizes) < parameters.smallest_n or sizes.shape[1] == 0:
        return Evidence.inconclusive(f"{len(sizes)} rows were explained by {sizes.shape[1]} features: too few to be counted")
    order = np.argsort(-sizes.mean(axis=0), kind="stable")
    top = order[: parameters.top]
    number = estimate(subject, sizes, effective_number, parameters, bounds=(1.0, float(sizes.shape[1])))
    share = estimate(subject, sizes, lambda means: means[:, top].sum(axis=1) / means.sum(axis=1), parameters, bounds=(0.0, 1.0))
    texts = {
        "effective_features": f"exponential of the entropy of shares; {len(found.features)} features; {found.convention}",
        "top_share": f"the {len(top)} largest of {len(found.features)} features; {found.convention}",
    }
    return Evidence.measured(
        tuple(
            Measurement(
                name, item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence,
                convention=convention(subject, texts[name]),
            )
            for name, item in (("effective_features", number), ("top_share", share))
        ),
        (_carried(found),),
    )  # fmt: skip


def _carried(found: Attribution) -> Table:
    sizes = np.sort(found.magnitudes.mean(axis=0))[::-1]
    carried = np.cumsum(sizes) / sizes.sum()
    rows = tuple((float(place + 1), float(share)) for place, share in enumerate(carried))
    note = "How much of the mean absolute contribution the features carry together, the largest first."
    return Table("carried", "Share carried by the first features", Shape.CURVE, ("features", "share carried"), rows, note=note)
