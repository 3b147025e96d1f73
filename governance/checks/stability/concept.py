"""Whether the relation that the model learned still holds in use."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.change import Watch, watch
from governance.statistics.resampling import Estimate, wilson
from governance.subject.drift_tables import detectors, rolling
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.lost_skill import Ends, advantage, lost, lost_without_skill
from governance.subject.monitored import NOT_IN_USE, Steps, excess, followed, in_use
from governance.subject.naive import describe_naive, skill
from governance.subject.outcomes import convention, dependent, describe_loss
from governance.subject.subject import Subject

LOST = ("skill_lost", "lost_without_skill")
NO_SKILL = "a detector sounded, but validation shows no skill over {} that could be lost"


@dataclass(frozen=True)
class ConceptParameters(BootstrapParameters):
    """What all bootstrapping checks have; the false-alarm rate over the production sample; the share of the skill that should be missed."""

    resamples: int = field(default=2000, metadata={"stricter": "larger", "least": 200})
    false_alarm_rate: float = field(default=0.01, metadata={"stricter": "larger", "least": 0.001, "most": 0.2})
    lost: float = field(default=0.5, metadata={"least": 0.05, "most": 5.0})
    points: int = 40


@check(
    title="Concept drift",
    asks="Does the model still know in use what it knew in validation?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=FORECASTS,
    metrics=(
        Metric("skill_lost", "Share of the validation skill lost since a detector's change, else 0", "lower", FORECASTS, "share", 0.0),
        Metric(
            "lost_without_skill", "The same where production has kept no skill over the naive forecast, else 0", "lower", FORECASTS,
            "share", 0.0, shrinks=False,
        ),
        Metric("production_skill", "Share of the naive forecast's loss that the model removes in production", "higher", FORECASTS, "share"),
        Metric("false_alarms", "Share of series without drift that set off a detector", "lower", FORECASTS, "share"),
        Metric("power", "Share of series with the stated loss of skill that set off a detector", "higher", FORECASTS, "share"),
    ),
    references=(
        "Page (1954), Continuous inspection schemes, Biometrika 41",
        "Hinkley (1971), Inference about the change-point from cumulative sum tests, Biometrika 58",
        "Gama, Žliobaitė, Bifet, Pechenizkiy & Bouchachia (2014), A survey on concept drift adaptation, ACM Computing Surveys 46(4)",
        "Bifet & Gavaldà (2007), Learning from time-changing data with adaptive windowing, SIAM International Conference on Data Mining",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)  # fmt: skip
def concept(subject: Subject, parameters: ConceptParameters) -> Evidence:
    """Watch the loss in production against what validation promised.

    Method: A step's excess is the model's loss beyond that which the validation skill over the naive forecast (the strongest in
    training) promises, in units of the mean naive loss before it, which remembers thirty steps; what that holds beyond one and a
    half times validation's is not promised to be saved. CUSUM watches it against the level of validation, Page-Hinkley against its
    own mean so far. Their thresholds are those that series of the same length, drawn in blocks from validation, exceed in the
    stated share of cases, both together; the level of validation is drawn as well. Fresh draws count how often an alarm is false,
    and how often the stated loss of skill is found. Without an alarm the share of skill lost is 0 as a matter of count. After one
    it is measured over the production steps from the change on, which is where a rise up to the first alarm is likeliest to have
    begun: the smaller of two shares, of the skill and of the loss saved a step, so that neither more noise nor a calmer market
    passes for a broken relation; its bounds are the smaller ones of theirs. Both samples are then resampled by themselves.
    Where river is installed, ADWIN watches production too, at a false-alarm rate of its own; it is shown and enters no number above.

    Reads as risk: A relation that has ended goes on giving answers. Whoever acts on them pays until somebody looks.

    Limitations: Outcomes must be known: what they will show in a month is not seen. No alarm says little where the power is low,
    which stands beside it. The interval after an alarm does not pay for the choice of the change; the alarm's own rate does.
    Alarms at a stated 1 % came in 2.5 % of 200 sound samples of 500 and 250 rows; volatility that clusters more strongly than
    validation shows makes them more frequent.
    """
    if not in_use(subject):
        return Evidence.not_applicable(NOT_IN_USE)
    both = followed(subject, parameters.smallest_n)
    if isinstance(both, str):
        return Evidence.inconclusive(both)
    known, seen = both
    reference = excess(known, known)
    if float(np.ptp(reference)) <= 1e-9:
        return Evidence.inconclusive("the model's excess over its promise never varies in validation")
    found = watch(
        reference, excess(seen, known), generator=subject.generator(), resamples=parameters.resamples,
        level=parameters.false_alarm_rate, rise=parameters.lost * abs(known.skill), dependent=dependent(subject),
        windows=True,
    )  # fmt: skip
    measurements, absent = _lost(subject, known, seen, found, parameters)
    tables = (detectors(found, seen), *rolling(seen, known.skill, parameters.smallest_n, parameters.points))
    return Evidence.measured((*measurements, *_rates(subject, seen, found, parameters)), tables, absent)


def _lost(
    subject: Subject, known: Steps, seen: Steps, found: Watch, parameters: ConceptParameters
) -> tuple[tuple[Measurement, ...], dict[str, str]]:
    n, text = len(seen.losses), _told(subject, seen, found, parameters)
    generator = subject.generator()
    whole = estimate(subject, seen.losses, skill, parameters, generator)
    shown = _measurement("production_skill", (whole.value, whole.low, whole.high), whole, None, text)
    if found.first is None:
        text = f"{text}; no detector sounded"
        return (shown, *(
            Measurement(name, 0.0, 0.0, 0.0, n, float(n), Role.PRODUCTION, None, found.p_value, unit="share", convention=text)
            for name in LOST
        )), {}  # fmt: skip
    since = min(found.first.since or 0, n - parameters.smallest_n)
    before, after = (advantage(subject, losses, parameters, generator) for losses in (known.losses, seen.losses[since:]))
    if before.skill.low <= 0.0:
        return (shown,), dict.fromkeys(LOST, NO_SKILL.format(known.against))
    text = f"{text}; {n - since} steps from {seen.date(since)} on"
    numbers = zip(LOST, (lost(before, after), lost_without_skill(before, after)), strict=True)
    return (shown, *(_measurement(name, ends, after.skill, found.p_value, text) for name, ends in numbers)), {}


def _measurement(name: str, ends: Ends, item: Estimate, p_value: float | None, text: str) -> Measurement:
    return Measurement(
        name, *ends, item.n, item.n_effective, Role.PRODUCTION, item.confidence, p_value, unit="share", convention=text
    )


def _rates(subject: Subject, seen: Steps, found: Watch, parameters: ConceptParameters) -> tuple[Measurement, ...]:
    text = f"{found.draws} fresh draws from validation, as long as production; {_told(subject, seen, found, parameters)}"
    told = {
        "false_alarms": (found.false_alarms, text),
        "power": (found.found, f"{text}; {parameters.lost:g} of the validation skill missing from the first step on"),
    }
    return tuple(
        Measurement(
            name, count / found.draws, *wilson(count, found.draws, parameters.confidence), found.draws, float(found.draws),
            Role.PRODUCTION, parameters.confidence, convention=words,
        )
        for name, (count, words) in told.items()
    )  # fmt: skip


def _told(subject: Subject, seen: Steps, found: Watch, parameters: ConceptParameters) -> str:
    detectors = f"{' and '.join(found.alarms)} at a joint false-alarm rate of {parameters.false_alarm_rate:g} over the sample"
    return convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, seen.against)}; {detectors}")
