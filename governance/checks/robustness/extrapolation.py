"""Rows outside of what the model learned from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import wilson
from governance.subject.estimating import BootstrapParameters, estimate, mean, measured
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.robustness_tables import ranges_table
from governance.subject.subject import Subject
from governance.subject.support import Support, support

ASKED = (Role.VALIDATION, Role.PRODUCTION)


@dataclass(frozen=True)
class ExtrapolationParameters(BootstrapParameters):
    """What all bootstrapping checks have; the most ``rows`` compared, and the ``share`` of training's own distances that is near."""

    rows: int = field(default=1000, metadata={"stricter": "larger", "least": 30})
    share: float = field(default=0.99, metadata={"stricter": "unclear", "least": 0.5, "most": 1})


@check(
    title="Extrapolation",
    asks="How often is the model asked about what it never saw, and what are its answers worth there?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric("beyond_range", "Share of rows with a feature outside its training range", "lower", unit="share"),
        Metric("far_from_training", "Share of rows further from training than training from itself", "lower", unit="share"),
        Metric("skill_outside", "Skill over the naive forecast on rows outside by either measure", "higher", FORECASTS, "share"),
    ),
    references=(
        "Barnard & Wessels (1992), Extrapolation and interpolation in neural network classifiers, IEEE Control Systems 12(5)",
        "Brooks, Carroll & Verdini (1988), Characterizing the domain of a regression model, The American Statistician 42(3)",
    ),
)
def extrapolation(subject: Subject, parameters: ExtrapolationParameters) -> Evidence:
    """Find the rows that lie outside of the training sample, and measure the skill there.

    Method: Rows drawn evenly from validation, and from production where there is one, are held against training in two ways: by the
    range of each numeric feature, and by the distance to the nearest training row in units of interquartile ranges. A row is far where it
    lies further away than nearly all rows of the later half of training lay from its earlier half, so that slow features, which wander
    within training too, do not count by themselves. On validation rows outside by either measure the skill over the strongest naive
    forecast is measured.

    Reads as risk: Outside its support a model does what its form happens to do: trees stand still, linear terms go on. No validation
    figure speaks of it unless such rows were part of the validation.

    Limitations: With many features some row is outside the range of one of them by chance. Distances mean less the more features
    there are, and features without influence count as much as others. Features that are no numbers are not compared.
    """
    found = {role: support(subject, role, parameters.rows, parameters.share) for role in ASKED if role in subject.samples}
    seen = {role: item for role, item in found.items() if isinstance(item, Support)}
    if Role.VALIDATION not in seen:
        return Evidence.inconclusive(str(found[Role.VALIDATION]))
    if len(seen[Role.VALIDATION].positions) < parameters.smallest_n:
        return Evidence.inconclusive(f"fewer than {parameters.smallest_n} rows could be compared")
    shares = [one for role, item in seen.items() for one in _shares(subject, role, item, parameters)]
    outside = _skill(subject, seen[Role.VALIDATION], parameters) if subject.task in FORECASTS else None
    absent = {"skill_outside": outside} if isinstance(outside, str) else {}
    skilled = [outside] if isinstance(outside, Measurement) else []
    return Evidence.measured((*shares, *skilled), (ranges_table(seen),), absent)


def _shares(subject: Subject, role: Role, item: Support, parameters: ExtrapolationParameters) -> Iterator[Measurement]:
    segment = None if role is Role.VALIDATION else role.value
    for metric, marked in (("beyond_range", item.beyond.any(axis=1)), ("far_from_training", item.far)):
        share = mean(subject, marked.astype(float), parameters, bounds=(0.0, 1.0))
        ends = (share.low, share.high)
        if share.low == share.high:
            low, high = wilson(share.value * share.n, share.n, share.confidence)
            ends = (min(low, share.value), max(high, share.value))
        yield Measurement(
            metric, share.value, *ends, share.n, share.n_effective, role, share.confidence, segment=segment,
            convention=convention(subject, f"{share.n} rows, {len(item.features)} numeric features"),
        )  # fmt: skip


def _skill(subject: Subject, item: Support, parameters: ExtrapolationParameters) -> Measurement | str:
    chosen = strongest(subject)
    values = paired(subject, Role.VALIDATION)[chosen][item.positions[item.outside]]
    values = values[np.isfinite(values).all(axis=1)]
    if len(values) < parameters.smallest_n:
        return f"only {len(values)} of {len(item.positions)} validation rows lie outside of training and have a naive forecast"
    seen = estimate(subject, values, skill, parameters)
    text = convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}; rows outside of training")
    return measured("skill_outside", seen, text)
