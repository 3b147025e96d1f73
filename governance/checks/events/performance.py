"""What the model cost in events, beside days that were as turbulent."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, STRATEGIES, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.event_losses import EventLosses, event_losses
from governance.subject.event_tables import beside_control_days, event_by_event
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class EventParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the ``matches`` outside of events that each row of an event is compared with."""

    matches: int = field(default=5, metadata={"stricter": "unclear", "least": 1, "most": 100})


@check(
    title="Performance in events",
    asks="When the market was not itself, did the model still do better than a naive forecast, and no worse than on other wild days?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric("event_skill", "Skill over the naive forecast in events", "higher", FORECASTS, "share"),
        Metric(
            "excess_loss", "Loss over naive loss in events, relative to control days, less 1", "lower", FORECASTS, "share", 0.0
        ),
        Metric(
            "event_loss", "Mean loss in events less that on control days, in standard deviations", "lower", STRATEGIES, "", 0.0
        ),
    ),
    references=(
        "Lee & Mykland (2008), Jumps in financial markets, Review of Financial Studies 21(6)",
        "MacKinlay (1997), Event studies in economics and finance, Journal of Economic Literature 35(1)",
        "Abadie & Imbens (2006), Large sample properties of matching estimators, Econometrica 74(1)",
        "Lerch, Thorarinsdottir, Ravazzolo & Gneiting (2017), Forecaster's dilemma, Statistical Science 32(1)",
    ),
)
def performance(subject: Subject, parameters: EventParameters) -> Evidence:
    """Measure the loss on the validation rows of events against that of a naive forecast and against control days.

    Method: Events are volatility spikes, jumps, falls, shifts of a declared yield curve, funding rates that change their sign, and what
    the calendar of the run names. A row belongs to an event by what was known when it was answered: the shock itself, which no
    forecast foresees, is not counted, and what followed it is (the forecaster's dilemma). Skill is one minus the ratio of the model's
    mean loss to that of the naive forecast that was strongest in training, on the same rows, so that losses which are larger for everybody
    blame nobody. Excess loss is the ratio of losses in events over the same ratio on control days, less 1: each row of an event is
    matched with rows outside that were as volatile by the 22 last known moves. A strategy has no naive rival: its mean loss is
    compared, in standard deviations of a row's loss on both. Event and control rows are resampled by themselves, in blocks.

    Reads as risk: Events are when positions, limits and hedges are tested. A model that then does worse than a naive forecast takes its
    users the wrong way on the days that decide the year.

    Limitations: Where there is no series or calendar by which an event could be known, or too few rows in events, the question does
    not arise and the check does not apply; it says which. Events are the wildest days, so that control days are calmer: the balance is
    printed. Few events are few independent cases, however many rows they hold. A calendar that begins before its shock puts the shock
    itself among the rows.
    """
    found = event_losses(subject, parameters, parameters.matches)
    if isinstance(found, str):
        return Evidence.not_applicable(found)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if subject.task is Task.STRATEGY:
        difference = found.inside.value - found.control.value
        items = [_measurement(subject, "event_loss", found, difference, found.inside.draws - found.control.draws, against=True)]
    else:
        excess = (1 - found.inside.value) / (1 - found.control.value) - 1
        ratios = (1 - found.inside.draws) / (1 - found.control.draws) - 1
        items = [
            _measurement(subject, "event_skill", found, found.inside.value, found.inside.draws),
            _measurement(subject, "excess_loss", found, excess, ratios, against=True),
        ]
    return Evidence.measured(tuple(items), (beside_control_days(found), event_by_event(found)))


def _measurement(
    subject: Subject, metric: str, found: EventLosses, value: float, draws: Array, *, against: bool = False
) -> Measurement:
    text = convention(subject, found.told, *([f"compared with {found.days.told}"] if against else []))
    return measured(metric, found.inside.by(value, draws), text)
