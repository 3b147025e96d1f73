"""Whether other features drove the answers in events than elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.importance import share_draws
from governance.statistics.resampling import interval
from governance.statistics.shift import Shift, share_shift, total_variation
from governance.subject.attribution.event_tables import shift_tables
from governance.subject.attribution.in_events import EventAttribution, explain_events
from governance.subject.estimating import BootstrapParameters
from governance.subject.event_losses import EventLosses, event_losses
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
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
    sizes, inside = explained.found.magnitudes, explained.inside
    few = min(int(inside.sum()), int((~inside).sum()))
    if few < parameters.smallest_n:
        return Evidence.inconclusive(f"{few} rows in events, or outside, were explained; {parameters.smallest_n} are needed")
    if not (sizes[inside].any() and sizes[~inside].any()):
        return Evidence.inconclusive("every contribution is zero in events or outside of them")
    shift, generator = share_shift(sizes, inside), subject.generator()
    draws = [
        share_draws(part, generator=generator, resamples=parameters.resamples, dependent=dependent(subject))[0]
        for part in (sizes[inside], sizes[~inside])
    ]
    measured = (
        *_shifts(subject, losses, shift, draws, explained),
        *_shares(subject, shift, draws[0], explained, parameters.confidence),
    )
    return Evidence.measured(measured, shift_tables(explained, losses.days.events, shift))


def _shifts(
    subject: Subject, losses: EventLosses, shift: Shift, draws: list[Array], explained: EventAttribution
) -> Iterator[Measurement]:
    distances, n = total_variation(*draws), int(explained.inside.sum())
    text = convention(subject, explained.found.convention, "p-value by rotation of all events", losses.told)
    for metric, value, drawn in (
        ("shift_without_skill", shift.distance if losses.failing else 0.0, np.where(losses.fails, distances, 0.0)),
        ("attribution_shift", shift.distance, distances),
    ):
        low, high = interval(drawn, losses.inside.confidence)
        yield Measurement(
            metric, value, min(low, value), max(high, value), n, min(losses.inside.n_effective, float(n)), Role.VALIDATION,
            losses.inside.confidence, shift.p_value, unit="share", convention=text,
        )  # fmt: skip


def _shares(
    subject: Subject, shift: Shift, draws: Array, explained: EventAttribution, confidence: float
) -> Iterator[Measurement]:
    text, n = convention(subject, explained.found.convention, "p-values adjusted over all features"), int(explained.inside.sum())
    for place in np.argsort(-shift.inside, kind="stable")[:NAMED]:
        low, high = interval(draws[:, place], confidence)
        share = float(shift.inside[place])
        yield Measurement(
            "event_share", share, min(low, share), max(high, share), n, float(n), Role.VALIDATION, confidence,
            float(shift.adjusted[place]), explained.found.features[place], "share", text,
        )  # fmt: skip
