"""How the answer depends on the leading features, one at a time."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.attribution.effects import Effect, effect, effect_tables
from governance.subject.attribution.leading import leading
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class EffectParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``features`` shown, the most ``rows`` moved, and the ``points`` of a curve."""

    resamples: int = field(default=500, metadata={"stricter": "larger"})
    features: int = field(default=6, metadata={"stricter": "larger", "least": 1})
    rows: int = field(default=1000, metadata={"stricter": "larger", "least": 1})
    points: int = field(default=11, metadata={"stricter": "unclear", "least": 2})


@check(
    title="Effects",
    asks="How does the answer depend on each of the leading features?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("effect", "Spread of the accumulated effect over that of the answers", "neither", ONE_NUMBER, "share"),
        Metric("dependence_gap", "Largest distance of partial dependence from it, over the same", "neither", ONE_NUMBER, "share"),
    ),
    references=(
        "Apley & Zhu (2020), Visualizing the effects of predictor variables in black box supervised learning models, JRSS B 82(4)",
        "Friedman (2001), Greedy function approximation, Annals of Statistics 29(5): partial dependence",
        "Goldstein, Kapelner, Bleich & Pitkin (2015), Peeking inside the black box, J. Comp. and Graphical Statistics 24(1)",
    ),
)
def effects(subject: Subject, parameters: EffectParameters) -> Evidence:
    """Move the leading features one at a time and show what the answer does on average.

    Method: The leading features are those with the largest mean absolute contribution (interpretability.attribution). The accumulated
    local effect moves each row only across the bin between training quantiles in which it lies, averages the changes within the bin
    and adds them up, so that no row is taken where the data do not go. Whole rows are resampled, in blocks where they are ordered in
    time; the intervals hold point by point and feature by feature. Its spread is the standard deviation over the rows, over that
    of the answers. Partial dependence moves every fifth row across all quantiles, whatever its other features; the largest distance
    between the two is measured exactly for these rows, beside the strongest rank correlation with another feature.

    Reads as risk: A curve that no one on the desk could have drawn beforehand asks for an explanation. Where partial dependence leaves
    the accumulated effect, an argument made with it is about rows that do not exist.

    Limitations: These are effects on the answer, not on the outcome. A feature that acts only together with another may have no effect
    of its own. With strongly correlated features the accumulated effect is that of one feature given the others near their values.
    """
    names, positions = leading(subject, parameters.features), explained_rows(subject, parameters.rows)
    if isinstance(names, Failure):
        return Evidence.inconclusive(names.reason)
    given = [effect(subject, name, positions, parameters.points, parameters) for name in names]
    found = [item for item in given if isinstance(item, Effect)]
    reasons = "; ".join(item.reason for item in given if isinstance(item, Failure))
    if not found:
        return Evidence.inconclusive(reasons)
    unit = float(np.std(subject.prediction(Role.VALIDATION)))
    absent = {"effect": reasons, "dependence_gap": reasons} if reasons else {}
    text = f"{how_drawn(subject, len(positions))}; over the standard deviation of the validation answers; {len(names)} features"
    shown = [item for one in found for item in _measurements(subject, one, unit, text)]
    return Evidence.measured(tuple(shown), effect_tables(found, unit), absent)


def _measurements(subject: Subject, one: Effect, unit: float, text: str) -> tuple[Measurement, Measurement]:
    spread, gap = one.band.spread.scaled(1 / unit), one.gap / unit
    return (
        Measurement(
            "effect", spread.value, spread.low, spread.high, spread.n, spread.n_effective, Role.VALIDATION, spread.confidence,
            segment=one.feature, unit="share", convention=convention(subject, f"accumulated local effect, no adjustment; {text}"),
        ),
        Measurement(
            "dependence_gap", gap, gap, gap, spread.n, float(spread.n), Role.VALIDATION, segment=one.feature, unit="share",
            convention=f"exact for the moved rows; {text}",
        ),
    )  # fmt: skip
