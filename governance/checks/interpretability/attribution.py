"""What moves the answers, and whether the explanation adds up to them."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.importance import Importance
from governance.subject.attribution.explaining import Attribution, explain, resampled_importance
from governance.subject.attribution.tables import NAMED, importance_tables
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class AttributionParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most validation ``rows`` explained, and the ``background`` rows of training."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 1})
    background: int = field(default=200, metadata={"stricter": "larger", "least": 1})


@check(
    title="Attribution",
    asks="Which features move the answers, and do their contributions add up to what the model answers?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric(
            "additivity_residual",
            "Largest part of an answer left unexplained, over the answers' range",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric("importance", "Share of the mean absolute contribution", "neither", unit="share"),
    ),
    references=(
        "Lundberg & Lee (2017), A unified approach to interpreting model predictions, NeurIPS 30",
        "Lundberg et al. (2020), From local explanations to global understanding, Nature Machine Intelligence 2",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def attribution(subject: Subject, parameters: AttributionParameters) -> Evidence:
    """Explain the answers on the validation sample by the contributions of their features.

    Method: Validation rows drawn evenly over time and over the answer are explained by the fastest exact method of the model's
    flavour, against training rows drawn likewise where the method needs any. The additivity residual is the larger of two distances,
    each the largest over the explained rows and a share of the range: from base plus contributions to the explained answer, and from the
    explained answer, taken back through its link, to the model's own score. It is exact for these rows. Importance is a feature's share
    of the mean absolute contribution, summed over the outputs; shares and ranks are resampled together, in blocks where rows are
    ordered in time, and each interval stands for itself. The twenty most important features are named, the others are summed.

    Reads as risk: Contributions that do not add up explain another model than the one in use. Importance that rests on a feature which
    should not matter, or that wanders from period to period, says that the model found something else than its owner believes.

    Limitations: Contributions say what the model does, not what causes the outcome. Among correlated features importance is shared
    by convention: interventional contributions put rows together that may never occur, path-dependent ones credit features that
    the model does not use. The size and the kind stand with every number.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    rows = len(found.positions)
    if rows < parameters.smallest_n:
        return Evidence.inconclusive(f"{rows} rows were explained; fewer than {parameters.smallest_n} are not measured")
    residual, absent = _residual(found)
    if not found.magnitudes.any():
        return Evidence.measured(residual, (), {**absent, "importance": "every contribution is zero"})
    shares = resampled_importance(subject, found, parameters)
    shown = _shares(subject, found, shares, parameters.confidence)
    return Evidence.measured((*residual, *shown), importance_tables(subject, found, shares), absent)


def _residual(found: Attribution) -> tuple[tuple[Measurement, ...], dict[str, str]]:
    """The residual; where the link is open, that of the sum alone, and the metric is absent beside it with the reason."""
    of_sum, of_link, rows = found.additivity_residual(), found.link_residual(), len(found.positions)
    absent = {"additivity_residual": of_link.reason} if isinstance(of_link, Failure) else {}
    largest = of_sum if isinstance(of_link, Failure) else max(of_sum, of_link)
    text = f"the largest over the explained rows, of the sum{'' if absent else ' and of the link'}; {found.convention}"
    item = Measurement("additivity_residual", largest, largest, largest, rows, float(rows), Role.VALIDATION, convention=text)
    return (item,), absent


def _shares(subject: Subject, found: Attribution, shares: Importance, confidence: float) -> tuple[Measurement, ...]:
    text = convention(subject, f"one of {len(found.features)} features, no adjustment over them; {found.convention}")
    return tuple(
        Measurement(
            "importance", float(shares.share[place]), float(shares.low[place]), float(shares.high[place]), len(found.positions),
            float(shares.n_effective[place]), Role.VALIDATION, confidence, segment=found.features[place], convention=text,
        )
        for place in np.argsort(-shares.share, kind="stable")[:NAMED]
    )  # fmt: skip
