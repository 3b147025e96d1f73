"""The same model, had the dice fallen otherwise."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.spread import standard_deviation
from governance.subject.attribution.rows import how_drawn
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, describe_loss
from governance.subject.reseeding import Reseeded, lead, reseeded
from governance.subject.robustness_tables import refits_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SeedParameters(BootstrapParameters):
    """What all bootstrapping checks have; the number of ``refits`` and the most validation ``rows`` that they answer."""

    refits: int = field(default=5, metadata={"stricter": "larger", "least": 2})
    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 30})


@check(
    title="Seed variance",
    asks="How much of the model, and of its skill, is the luck of its seed?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    capabilities=(Capability.REFIT,),
    metrics=(
        Metric("answer_spread", "Standard deviation of an answer over seeds, over that of the answers", "lower", unit="share", sound=0.0),
        Metric("skill_spread", "Standard deviation of the skill over seeds", "lower", FORECASTS, "share", sound=0.0),
        Metric("lead_over_refits", "Skill of the registered model beyond the mean of the refits", "neither", FORECASTS, "share", sound=0.0),
    ),
    references=(
        "Bouthillier et al. (2021), Accounting for variance in machine learning benchmarks, MLSys",
        "Snedecor & Cochran (1989), Statistical methods, section 5.11",
    ),
)  # fmt: skip
def seed_variance(subject: Subject, parameters: SeedParameters) -> Evidence:
    """Fit the same settings to the same training rows with other seeds and compare.

    Method: Each refit answers the same drawn validation rows. The spread of the answers is the root of their mean variance over the
    refits, over the standard deviation of the registered model's answers, with a bootstrap interval over rows. The spread of the
    skill over the training mean has the chi-squared interval of a normal sample; the lead of the registered model over the mean of the
    refits has the t interval in which one more refit would lie.

    Reads as risk: What changes with the seed was not learned from the data. A registered model that is far ahead of its own refits was
    chosen for its luck, which the next release will not have.

    Limitations: A refit repeats the settings, not the search, nor row weights or early stopping. Few refits leave wide intervals. A
    fit without randomness shows no spread, whatever else is wrong with it.
    """
    found = reseeded(subject, refits=parameters.refits, rows=parameters.rows)
    if isinstance(found, Failure):
        return Evidence.inconclusive(f"it could not be fitted again: {found.reason}")
    rows = len(found.disagreement)
    if rows < parameters.smallest_n or found.variance == 0.0:
        return Evidence.inconclusive(f"the answers to {rows} rows are too few, or all the same")
    text = f"{parameters.refits} refits; {how_drawn(subject, rows)}"
    answers = _answers(subject, found, parameters, text)
    if found.skills is None or found.own is None:
        return Evidence.measured((answers,))
    text = f"{describe_loss(subject)}; over the training mean; {text}"
    skills = (_spread(found.skills, parameters, text), _lead(found.skills, found.own, parameters, text))
    return Evidence.measured((answers, *skills), (refits_table(found.skills, found.own),))


def _answers(subject: Subject, found: Reseeded, parameters: SeedParameters, text: str) -> Measurement:
    def spread(means: Array) -> Array:
        return np.asarray(np.sqrt(np.maximum(means[:, 0], 0.0) / found.variance))

    seen = estimate(subject, found.disagreement[:, None], spread, parameters, bounds=(0.0, np.inf))
    return measured("answer_spread", seen, convention(subject, text))


def _spread(skills: Array, parameters: SeedParameters, text: str) -> Measurement:
    seen = standard_deviation(skills, parameters.confidence)
    return Measurement(
        "skill_spread", seen.value, seen.low, seen.high, seen.n, float(seen.n), Role.VALIDATION, parameters.confidence,
        convention=f"{text}; chi-squared interval",
    )  # fmt: skip


def _lead(skills: Array, own: float, parameters: SeedParameters, text: str) -> Measurement:
    n = len(skills)
    return Measurement(
        "lead_over_refits", *lead(skills, own, parameters.confidence), n, float(n), Role.VALIDATION, parameters.confidence,
        convention=f"{text}; t interval for one more refit",
    )  # fmt: skip
