"""Whether the relation that the model learned still holds in use."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.change import Watch
from governance.subject.drift_tables import detectors, rolling
from governance.subject.estimating import BootstrapParameters, counted, measured
from governance.subject.lost_skill import ShareLost, lost_in_use
from governance.subject.monitored import NOT_IN_USE, in_use
from governance.subject.subject import Subject
from governance.subject.watching import describe_watch, watched


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
    item = watched(subject, parameters, level=parameters.false_alarm_rate, missing=parameters.lost)
    if isinstance(item, str):
        return Evidence.inconclusive(item)
    text = describe_watch(subject, item, parameters.false_alarm_rate)
    whole, shares, absent = lost_in_use(subject, item, parameters)
    skill = measured("production_skill", whole, text, role=Role.PRODUCTION, unit="share")
    lost = (_lost(name, share, item.found.p_value, text) for name, share in shares.items())
    tables = (detectors(item.found, item.seen), *rolling(item.seen, item.known.skill, parameters.smallest_n, parameters.points))
    return Evidence.measured((skill, *lost, *_rates(item.found, parameters, text)), tables, absent)


def _lost(name: str, share: ShareLost, p_value: float, text: str) -> Measurement:
    return Measurement(
        name, share.value, share.low, share.high, share.n, share.n_effective, Role.PRODUCTION, share.confidence, p_value,
        unit="share", convention=f"{text}; {share.told}",
    )  # fmt: skip


def _rates(found: Watch, parameters: ConceptParameters, text: str) -> Iterator[Measurement]:
    text = f"{found.draws} fresh draws from validation, as long as production; {text}"
    yield counted("false_alarms", found.false_alarms, found.draws, parameters, text, role=Role.PRODUCTION)
    text = f"{text}; {parameters.lost:g} of the validation skill missing from the first step on"
    yield counted("power", found.found, found.draws, parameters, text, role=Role.PRODUCTION)
