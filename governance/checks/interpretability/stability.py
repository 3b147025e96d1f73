"""Whether the explanation of a row stays what it is when nothing of weight changes."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.checks.interpretability.attribution import AttributionParameters
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.likeness_tables import changes_table
from governance.subject.attribution.shaking import redrawn, shaken
from governance.subject.estimating import estimate, mean, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

ONE_FEATURE = Failure("the model has one feature: there is no order of features that could change")


@dataclass(frozen=True)
class StabilityParameters(AttributionParameters):
    """What the attribution has, the most rows ``shaken``, ``others``: more backgrounds, and the ``push`` as a share of the ranks.

    For local surrogates ``surrogates``, the most rows that have one, and the ``leading`` features of a row.
    """

    shaken: int = field(default=500, metadata={"stricter": "larger", "least": 30})
    others: int = field(default=2, metadata={"stricter": "larger", "least": 1})
    push: float = field(default=0.01, metadata={"stricter": "larger", "least": 0.001, "most": 0.1})
    surrogates: int = field(default=200, metadata={"stricter": "larger", "least": 30})
    leading: int = field(default=5, metadata={"stricter": "unclear", "least": 1})


@check(
    title="Stability of explanations",
    asks="Does the explanation stay the same against another background, after a small push, and with another seed?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("push_change", "Part of the contributions that moves after a small push", "lower", unit="share", sound=0.05),
        Metric("background_change", "Part of the contributions that moves with the background", "lower", unit="share", sound=0.1),
        Metric("answer_change", "What the answer itself moves after the push, in the same unit", "neither", unit="share"),
        Metric("seed_agreement", "Share of a local surrogate's leading features that another seed finds", "higher", unit="share"),
    ),
    references=(
        "Alvarez-Melis & Jaakkola (2018), On the robustness of interpretability methods, ICML workshop on human interpretability",
        "Visani, Bagli, Chesani, Poluzzi & Capuzzo (2022), Statistical stability indices for LIME, J. Oper. Res. Soc. 73(1)",
        "Krishna, Han, Gu et al. (2022), The disagreement problem in explainable machine learning, arXiv 2202.01602",
    ),
)  # fmt: skip
def stability(subject: Subject, parameters: StabilityParameters) -> Evidence:
    """Explain the same rows again with what should not matter changed, and measure what moves.

    Method: Explained rows are explained anew against other rows of the training sample, as many, drawn with replacement, and after
    every number has been moved by up to a hundredth of the ranks of training. The sum of the absolute changes of all contributions,
    over that of the contributions, is the part that moves; what the answer itself moves stands beside it in the same unit, and is never
    more. Local surrogates (LIME) are fitted again to other neighbours, and the share of each row's leading features that lead again is
    averaged. Rows are resampled in blocks where they are ordered in time.

    Reads as risk: Two desks that explain one position on neighbouring data, or on two days' background, give different reasons.
    Where the explanation moves much further than the answer, it is the explanation that is unstable.

    Limitations: Trees answer in steps, so that a push may move them where nothing is wrong; the answer's own change shows it. An
    explanation that never moves may be wrong all the same. Methods along the paths of training rows use no background; the
    change with it is then not measured.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    moved = shaken(subject, found, parameters.shaken, parameters.background, parameters.others, parameters.push)
    if isinstance(moved, Failure):
        return Evidence.inconclusive(moved.reason)
    if len(moved.size) < parameters.smallest_n or not moved.size.any():
        least = parameters.smallest_n
        return Evidence.inconclusive(
            f"{len(moved.size)} rows were explained again; {least} with contributions are the least measured"
        )
    changes = {"push_change": moved.by_push, "answer_change": moved.answer, "background_change": moved.by_background}
    items = {
        name: estimate(subject, np.column_stack([change, moved.size]), lambda means: means[:, 0] / means[:, 1], parameters)
        for name, change in changes.items()
        if change is not None
    }
    absent, leading = {}, min(parameters.leading, len(found.features) // 2)
    if moved.by_background is None:
        absent["background_change"] = f"the method ({found.contributions.method}) uses no background that could change"
    again = redrawn(subject, found, parameters.surrogates, parameters.background, leading) if leading else ONE_FEATURE
    if isinstance(again, Failure):
        absent["seed_agreement"] = again.reason
    else:
        items["seed_agreement"] = mean(subject, again, parameters, (0.0, 1.0))
    how = f"{parameters.others} other backgrounds, pushes of up to {parameters.push:g} of the ranks, {leading} leading features"
    said = tuple(measured(name, item, convention(subject, f"{how}; {found.convention}")) for name, item in items.items())
    return Evidence.measured(said, (changes_table(items),), absent)
