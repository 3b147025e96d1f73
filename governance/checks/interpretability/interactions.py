"""Pairs of features whose joint effect is more than the sum of its parts."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.effects import Interaction
from governance.subject.attribution.interactions import Pair, pairs_table, strength, surfaces, tested
from governance.subject.attribution.leading import leading
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject


@dataclass(frozen=True)
class InteractionParameters(BootstrapParameters):
    """What all bootstrapping checks have, ``features`` paired, ``rows`` of a surface, ``refits`` for the null and rows they ``learn``."""

    features: int = field(default=4, metadata={"stricter": "larger", "least": 2, "most": 10})
    rows: int = field(default=50, metadata={"stricter": "larger", "least": 2, "most": 200})
    refits: int = field(default=19, metadata={"stricter": "larger", "least": 0})
    learn: int = field(default=2000, metadata={"stricter": "larger", "least": 30})


@check(
    title="Interactions",
    asks="Which pairs of features act together, and would a model show as much that had learned from data without any interaction?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric(
            "largest_interaction", "Spread of the strongest interaction over that of the answers", "neither", ONE_NUMBER, "share"
        ),
        Metric("h_squared", "Share of a pair's joint effect that is interaction", "neither", ONE_NUMBER, "share"),
    ),
    references=(
        "Friedman & Popescu (2008), Predictive learning via rule ensembles, Annals of Applied Statistics 2(3), section 8",
    ),
)
def interactions(subject: Subject, parameters: InteractionParameters) -> Evidence:
    """Take the joint effect of pairs of leading features apart into its parts and what is left.

    Method: For all pairs of the features with the largest mean absolute contributions the answers are averaged over drawn validation
    rows with one or both features fixed at each row's values. H² is the share of the joint effect, centred, that the two single effects
    do not add up to. Since it is large where the joint effect is next to nothing, the strongest pair is the one whose interaction
    has the largest standard deviation, which stands over that of the answers. Rows are resampled whole and, being far apart, as
    independent; intervals hold for all pairs together (Bonferroni). For the p-value the estimator is refitted to drawn training rows,
    and again to outcomes made by additive boosting with its residuals permuted; the largest interaction of any pair is compared, so that
    all pairs are paid for.

    Reads as risk: Where features act together, no statement about one of them holds by itself, and effects and directions hold on
    average only. An interaction that refits show without cause is noise that was learned.

    Limitations: Copies combine values that may never occur together, the more the features are correlated. A model whose answer is a
    curved function of a sum shows interaction on its own scale. Without refits there is no p-value; a strategy has none.
    """
    names = leading(subject, parameters.features)
    if isinstance(names, Failure):
        return Evidence.inconclusive(names.reason)
    positions = explained_rows(subject, parameters.rows)
    if len(names) < 2 or len(positions) < min(parameters.smallest_n, parameters.rows):
        return Evidence.inconclusive(
            f"{len(names)} numeric features on {len(positions)} rows make no pairs that could be measured"
        )
    rows = subject.samples[Role.VALIDATION].features.iloc[positions].reset_index(drop=True)
    found = surfaces(subject.scoring.frame, rows, names)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    n = len(rows)
    weights = np.vstack([np.ones((1, n)), subject.generator().multinomial(n, np.full(n, 1 / n), parameters.resamples)])
    pairs = found.interactions(weights)
    test = tested(subject, rows, names, parameters.refits, parameters.learn)
    return Evidence.measured(_measurements(subject, pairs, parameters, n, test), (pairs_table(pairs),))


def _measurements(
    subject: Subject, pairs: dict[Pair, Interaction], parameters: InteractionParameters, n: int, test: tuple[float | None, str]
) -> tuple[Measurement, ...]:
    unit, confidence = float(np.std(subject.prediction(Role.VALIDATION))), 1 - (1 - parameters.confidence) / len(pairs)
    strongest, (p_value, told) = max(pairs, key=lambda pair: pairs[pair].size[0]), test
    text = f"{how_drawn(subject, n)}; independent bootstrap, Bonferroni over {len(pairs)} pairs"
    shown = "; ".join((" and ".join(strongest), text, told))
    largest = strength(pairs[strongest].size / unit, n, confidence)
    return (
        measured("largest_interaction", largest, shown, p_value, unit="share"),
        *(
            measured("h_squared", strength(item.share, n, confidence), text, segment=" and ".join(pair), unit="share")
            for pair, item in pairs.items()
        ),
    )
