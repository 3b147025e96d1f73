"""Whether other features drove the answers in events than elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.attribution.event_tables import shift_tables
from governance.subject.attribution.in_events import EventAttribution, explain_events
from governance.subject.attribution.shifting import Moved, moved
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.event_losses import EventLosses, event_losses
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

NAMED = 10


@dataclass(frozen=True)
class ShiftParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` explained, the ``background``, and the ``matches`` of control days."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 2})
    background: int = field(default=200, metadata={"stricter": "larger", "least": 1})
    matches: int = field(default=5, metadata={"stricter": "unclear", "least": 1, "most": 100})


@check(
    title="Attribution in events",
    asks="Which features drove the answers when the market was not itself, and did the model then still know anything?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric("shift_without_skill", "Attribution shift where events show no skill, else 0", "lower", unit="share", sound=0.0),
        Metric("attribution_shift", "Share of the contributions that other features make in events", "neither", unit="share"),
        Metric("event_share", "Share of the mean absolute contribution in events", "neither", unit="share"),
    ),
    references=(
        "Lundberg & Lee (2017), A unified approach to interpreting model predictions, NeurIPS 30",
        "Chernozhukov, Wüthrich & Zhu (2021), An exact and robust conformal inference method, J. of the American Stat. Assoc. 116",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, J. of the Royal Statistical Society B 57(1)",
    ),
)
def attribution_shift(subject: Subject, parameters: ShiftParameters) -> Evidence:
    """Compare the features' shares of the contributions on the rows of events with those on all others.

    Method: Events and their rows are those of ``events.performance``. Shares of the mean absolute contribution, summed over outputs, are
    taken on the rows of events and on the others; the shift is half the sum of their absolute differences: the part of the
    explanation that moved to other features. Its p-value comes from moving all events round the sample together, which keeps their
    lengths and the dependence of the contributions; p-values of single features are adjusted (Benjamini-Hochberg). Intervals resample
    both groups by themselves, in blocks. A shift as such is no fault: a sound model looks at other things in a storm. It counts
    where the model also has no skill left in events (or the strategy loses): both must hold in a resample, else it counts as 0 there.

    Reads as risk: A model that turns to other features in a storm and knows nothing there was never validated for the use that is
    made of it: its explanations of calm days say nothing of the days that matter.

    Limitations: Where no event can be known, or too few rows lie in one, the check does not apply and says so. Contributions say what
    moved the answer, not what moved the market. The distance of two noisy sets of shares is never zero, so that small shifts mean
    nothing without their p-value. Where few rows of events are drawn from a large sample, more of them are taken than of the rest.
    """
    losses = event_losses(subject, parameters, parameters.matches)
    if isinstance(losses, str):
        return Evidence.not_applicable(losses)
    if isinstance(losses, Failure):
        return Evidence.inconclusive(losses.reason)
    explained = explain_events(subject, losses.days.events, parameters.rows, parameters.background)
    if isinstance(explained, Failure):
        return Evidence.inconclusive(explained.reason)
    found = moved(subject, explained, parameters)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    measurements = (*_shifts(subject, losses, found, explained), *_shares(subject, found, explained))
    return Evidence.measured(measurements, shift_tables(explained, losses.days.events, found.shift))


def _shifts(subject: Subject, losses: EventLosses, found: Moved, explained: EventAttribution) -> Iterator[Measurement]:
    text = convention(subject, explained.found.convention, "p-value by rotation of all events", losses.told)
    shift = replace(found.distance, n_effective=min(losses.inside.n_effective, found.distance.n_effective))
    unskilled = shift.by(shift.value if losses.failing else 0.0, np.where(losses.fails, shift.draws, 0.0))
    for metric, item in (("shift_without_skill", unskilled), ("attribution_shift", shift)):
        yield measured(metric, item, text, found.shift.p_value, unit="share")


def _shares(subject: Subject, found: Moved, explained: EventAttribution) -> Iterator[Measurement]:
    text = convention(subject, explained.found.convention, "p-values adjusted over all features")
    for place in np.argsort(-found.shift.inside, kind="stable")[:NAMED]:
        name, adjusted = explained.found.features[place], float(found.shift.adjusted[place])
        yield measured("event_share", found.share(place), text, adjusted, segment=name, unit="share")
