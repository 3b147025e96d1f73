"""Whether the rows in use, and the answers to them, are like those that were validated."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.distance import kolmogorov_smirnov
from governance.statistics.permutation import block_permutation
from governance.statistics.resampling import Estimate, covering_block, interval
from governance.subject.estimating import BootstrapParameters
from governance.subject.monitored import NOT_IN_USE, in_use, too_few
from governance.subject.outcomes import convention, dependent
from governance.subject.population import ALPHA, Shift, answers, evenly_spaced, level_and_spread, shifts
from governance.subject.subject import Subject

Array = NDArray[np.float64]
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
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, Journal of the Royal Statistical Society B 57(1)",
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
    known, seen = answers(subject, Role.VALIDATION), answers(subject, Role.PRODUCTION)
    if any(float(np.ptp(values)) <= 1e-9 * max(1.0, float(np.abs(values).max())) for values in known.values()):
        return Evidence.inconclusive(
            "the model answers the same on every validation row: there is no spread to measure a shift in"
        )
    paid = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(known))
    measured = [item for name in known for item in _of_answers(subject, name, known[name], seen[name], paid)]
    features = shifts(subject, parameters.rows, parameters.bins)
    return Evidence.measured(
        (*measured, *(_index(subject, item) for item in features[:NAMED])), (_table(features),) if features else (),
        {} if features else {"psi": "no feature has 20 values in both samples"},
    )  # fmt: skip


def _of_answers(
    subject: Subject, name: str | None, known: Array, seen: Array, parameters: PopulationParameters
) -> Iterator[Measurement]:
    generator = subject.generator()
    before, after = (level_and_spread(subject, values, parameters, generator) for values in (known, seen))
    unit = before[1].value
    shift, draws = (after[0].value - before[0].value) / unit, (after[0].draws - before[0].draws) / unit
    text = convention(subject, "the audited version's answers; both samples resampled by themselves")
    yield _measurement("answer_shift", shift, draws, (before[0], after[0]), name, text)
    yield _measurement(
        "answer_spread", after[1].value / unit, after[1].draws / before[1].draws, (before[1], after[1]), name, text
    )
    first, second = (values[evenly_spaced(len(values), parameters.rows)] for values in (known, seen))
    block = max(covering_block(values - values.mean()) for values in (first, second)) if dependent(subject) else 1.0
    apart = block_permutation(
        first, second, lambda one, other: kolmogorov_smirnov(one, other).statistic,
        generator=generator, resamples=parameters.permutations, block=block,
    )  # fmt: skip
    yield Measurement(
        "answer_distance", apart.statistic, apart.statistic, apart.statistic, len(second), after[0].n_effective,
        Role.PRODUCTION, p_value=apart.p_value,
        segment=name, unit="share", convention=f"blocks of {apart.block:g} rows change places, {parameters.permutations} times",
    )  # fmt: skip


def _measurement(
    metric: str, value: float, draws: Array, pair: tuple[Estimate, Estimate], name: str | None, text: str
) -> Measurement:
    return Measurement(
        metric, value, *interval(draws, pair[0].confidence), pair[1].n, min(item.n_effective for item in pair), Role.PRODUCTION,
        pair[0].confidence, segment=name, unit="times" if metric == "answer_spread" else "", convention=text,
    )  # fmt: skip


def _index(subject: Subject, item: Shift) -> Measurement:
    told = f"chance exceeds {item.critical:.3g} with probability {ALPHA:g}; p-value adjusted over the features"
    text = convention(subject, told)
    return Measurement(
        "psi", item.psi, item.psi, item.psi, item.rows[1], item.n_effective, Role.PRODUCTION, p_value=item.p_value,
        segment=item.feature, convention=text,
    )  # fmt: skip


def _table(found: list[Shift]) -> Table:
    rows = tuple(
        (item.feature, item.psi, item.critical, item.p_value, item.kolmogorov_smirnov, item.wasserstein) for item in found[:NAMED]
    )
    columns = ("feature", "stability index", "chance exceeds, one in twenty", "p-value", "Kolmogorov-Smirnov", "Wasserstein")
    note = f"The {len(rows)} of {len(found)} features that moved furthest; Wasserstein distances are in standard deviations of validation."
    return Table("features", "Features in use against validation", Shape.PLAIN, columns, rows, note=note)
