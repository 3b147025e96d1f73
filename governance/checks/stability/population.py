"""Whether the rows in use, and the answers to them, are like those that were validated."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.drift_tables import features_table
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.monitored import NOT_IN_USE, in_use, too_few
from governance.subject.outcomes import convention
from governance.subject.population import ALPHA, AnswerShift, Shift, answer_shifts, shifts
from governance.subject.subject import Subject

NAMED = 20


@dataclass(frozen=True)
class PopulationParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` of each sample held side by side, ``bins`` of the index, and permutations."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 100})
    bins: int = field(default=10, metadata={"least": 2, "most": 100})
    permutations: int = field(default=199, metadata={"stricter": "larger", "least": 99})


@check(
    title="Population in use",
    asks="Are the rows in use, and the answers to them, like those the model was validated on?",
    needs=(Role.VALIDATION,),
    reads=Reads.SAMPLE,
    metrics=(
        Metric("answer_shift", "Mean answer in production less that in validation, in its standard deviations", "neither", sound=0.0),
        Metric("answer_spread", "Standard deviation of the answers, production over validation", "neither", unit="times", sound=1.0),
        Metric("answer_distance", "Largest distance of the distribution functions of the answers", "lower", unit="share"),
        Metric("psi", "Population stability index of a feature", "lower"),
    ),
    references=(
        "Yurdakul (2018), Statistical properties of the population stability index, Western Michigan University",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, J. of the Royal Statistical Society B 57(1)",
    ),
)  # fmt: skip
def population(subject: Subject, parameters: PopulationParameters) -> Evidence:
    """Hold features and answers of production against those of validation.

    Method: The mean and the standard deviation of the answers are resampled in blocks, each sample by itself. Their distance is
    that of Kolmogorov and Smirnov; its p-value lets blocks of rows of both samples change places. Where a model answers several
    classes each is measured, and the intervals pay for their number (Bonferroni). For every feature the population stability index
    stands beside the value that chance exceeds once in twenty at its effective number of rows, with a p-value adjusted over the
    features; the distance of Kolmogorov and Smirnov and the Wasserstein distance in standard deviations are shown. Missing values
    are left out, a category that validation did not hold is a bin of its own.

    Reads as risk: Answers far from those that were validated are answers nobody has checked. Where every answer is nearly the
    same, a feed may have stopped.

    Limitations: Markets move, and the features of a sound model move with them: the index of a feature is shown and not judged.
    Answers may shift because the outcome does; concept drift and calibration say whether they still fit. Of a level that wanders
    without bound no block tells the spread, and its interval is too narrow.
    """
    if not in_use(subject):
        return Evidence.not_applicable(NOT_IN_USE)
    reason = too_few(subject, parameters.smallest_n)
    if reason is not None:
        return Evidence.inconclusive(reason)
    found = answer_shifts(subject, parameters, rows=parameters.rows, permutations=parameters.permutations)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    moved = [one for name, item in found.items() for one in _of_answers(subject, name, item, parameters.permutations)]
    features = shifts(subject, parameters.rows, parameters.bins)
    shown = features[:NAMED]
    return Evidence.measured(
        (*moved, *(_index(subject, item) for item in shown)), (features_table(shown, len(features)),) if features else (),
        {} if features else {"psi": "no feature has 20 values in both samples"},
    )  # fmt: skip


def _of_answers(subject: Subject, name: str | None, found: AnswerShift, permutations: int) -> Iterator[Measurement]:
    text = convention(subject, "the audited version's answers; both samples resampled by themselves")
    yield measured("answer_shift", found.level, text, role=Role.PRODUCTION, segment=name)
    yield measured("answer_spread", found.spread, text, role=Role.PRODUCTION, segment=name, unit="times")
    apart = found.apart
    yield Measurement(
        "answer_distance", apart.statistic, apart.statistic, apart.statistic, found.compared, found.n_effective,
        Role.PRODUCTION, p_value=apart.p_value,
        segment=name, unit="share", convention=f"blocks of {apart.block:g} rows change places, {permutations} times",
    )  # fmt: skip


def _index(subject: Subject, item: Shift) -> Measurement:
    told = f"chance exceeds {item.critical:.3g} with probability {ALPHA:g}; p-value adjusted over the features"
    text = convention(subject, told)
    return Measurement(
        "psi", item.psi, item.psi, item.psi, item.rows[1], item.n_effective, Role.PRODUCTION, p_value=item.p_value,
        segment=item.feature, convention=text,
    )  # fmt: skip
