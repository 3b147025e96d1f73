"""How far the model can be explained, in four parts and one number that is shown and never judged."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.checks.interpretability.fidelity import FidelityParameters
from governance.checks.interpretability.stability import StabilityParameters
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.statistics.resampling import Estimate
from governance.subject.attribution.explainability import SAID, composite, consistent, faithful, parts_table, sparse, steady
from governance.subject.attribution.explaining import Attribution, explain
from governance.subject.estimating import measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

WEIGHT = {"stricter": "unclear", "least": 0.01, "most": 100.0}


@dataclass(frozen=True)
class ExplainabilityParameters(FidelityParameters, StabilityParameters):
    """What fidelity and stability have, and the weight of each part in the composite."""

    fidelity_weight: float = field(default=1.0, metadata=WEIGHT)
    stability_weight: float = field(default=1.0, metadata=WEIGHT)
    parsimony_weight: float = field(default=1.0, metadata=WEIGHT)
    consistency_weight: float = field(default=1.0, metadata=WEIGHT)

    @property
    def weights(self) -> dict[str, float]:
        """By the name of the part."""
        return {name: float(getattr(self, f"{name}_weight")) for name in SAID}


@check(
    title="Explainability",
    asks="How faithful, steady, short and undisputed is the explanation of this model?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("fidelity", "Fidelity: how much of the best order of features the explanation knows", "higher"),
        Metric("stability", "Stability: the part of the explanation that stays", "higher"),
        Metric("parsimony", "Parsimony: the part of the features that it does without", "higher"),
        Metric("consistency", "Consistency: how far a local surrogate confirms the signs, beyond chance", "higher"),
        Metric("composite", "Weighted geometric mean of the four parts", "higher"),
    ),
    references=(
        "Hill (1973), Diversity and evenness: a unifying notation and its consequences, Ecology 54(2): the number of order 1",
        "Krishna, Han, Gu et al. (2022), The disagreement problem in explainable machine learning, arXiv 2202.01602",
        "OECD & JRC (2008), Handbook on constructing composite indicators, step 6: weighting and aggregation",
    ),
)
def explainability(subject: Subject, parameters: ExplainabilityParameters) -> Evidence:
    """Put what four checks measure on one scale from 0 to 1, and beside it their weighted geometric mean.

    Method: Each part is computed from what its own check computed, on the same rows. Fidelity is (D + I) / 2 of the deletion gain D and
    the insertion gain I. Stability is 1 - max(P, B) of the push change P and the background change B; where the method uses no
    background it is 1 - P. Parsimony is 1 - N / p of the effective number N of p features, N the exponential of the entropy of the shares
    of mean absolute contributions. Consistency is 2 S - 1 of the sign agreement S with local surrogates, since chance gives one half.
    All are cut off at 0 and 1. The composite is the product of the parts, each to the power of its weight, to the power of one
    over the sum of weights. Its interval joins intervals of the parts at a quarter of the error each (Bonferroni). It is
    absent where a part is absent.

    Reads as risk: A model may score well on each count that was asked for and have no explanation that a person could use: a faithful
    one that changes daily, a steady one that is false. A geometric mean does not let one part pay for another.

    Limitations: The composite is an invention, its weights are a choice, and two models with one composite may differ in all parts: read
    the parts. It has no limit and must not be given one alone. A model whose features weigh alike has a parsimony of nearly zero and so a
    composite of nearly zero, and one with few features can hardly have a high one, which is no fault of either. Fidelity of
    a sound linear model is near 0.7 and not 1.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if len(found.features) < 2:
        return Evidence.not_applicable("the model has one feature: its explanation has no order and no length")
    parts = _parts(subject, found, parameters)
    known = {name: item for name, item in parts.items() if isinstance(item, Estimate)}
    absent = {name: item.reason for name, item in parts.items() if isinstance(item, Failure)}
    said = [measured(name, item, convention(subject, SAID[name], found.convention)) for name, item in known.items()]
    if absent:
        absent["composite"] = "; ".join(f"no {name}: {reason}" for name, reason in absent.items())
    else:
        said.append(composite(subject, known, parameters.weights, parameters.confidence))
    return Evidence.measured(tuple(said), (parts_table(said),) if said else (), absent)


def _parts(subject: Subject, found: Attribution, asked: ExplainabilityParameters) -> dict[str, Estimate | Failure]:
    against = asked.background
    return {
        "fidelity": faithful(subject, found, asked.removals, against, asked),
        "stability": steady(subject, found, asked.shaken, against, asked.others, asked.push, asked),
        "parsimony": sparse(subject, found, asked),
        "consistency": consistent(subject, found, asked.surrogates, against, asked.leading, asked),
    }
