"""Declared scenarios: several inputs rise together, and the answer must not go the wrong way."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.directions import ShareAgainst, share_against
from governance.subject.attribution.directions import SPAN, span
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.attribution.scenarios import ROLES, against, declared_scenarios
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ScenarioParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` moved, the ``shock`` in standard deviations, and the ``tolerance``.

    A move counts against the scenario beyond the ``tolerance``, a share of the central range of the answers.
    """

    rows: int = field(default=1000, metadata={"stricter": "larger", "least": 1})
    shock: float = field(default=1.0, metadata={"stricter": "unclear", "least": 0.01, "most": 10})
    tolerance: float = field(default=0.01, metadata={"stricter": "smaller", "least": 0, "most": 1})


@check(
    title="Direction under scenarios",
    asks="Does the answer keep to the direction that was declared for a scenario, such as no larger position when volatility rises?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    metrics=(
        Metric(
            "violation_share",
            "Share of rows on which the answer goes against a scenario",
            "lower",
            ONE_NUMBER,
            "share",
            sound=0.0,
        ),
        Metric(
            "violation_size", "Largest move against a scenario, over the answers' range", "lower", ONE_NUMBER, "share", sound=0.0
        ),
    ),
    references=(
        "Chen, Cheung & Yiu (1998), Metamorphic testing: a new approach for generating next test cases, HKUST-CS98-01",
        "Wilson (1927), Probable inference, Journal of the American Statistical Association 22",
        "Moreira & Muir (2017), Volatility-managed portfolios, Journal of Finance 72(4)",
    ),
)
def scenario_direction(subject: Subject, parameters: ScenarioParameters) -> Evidence:
    """Let the inputs of a declared scenario rise together, and count the rows on which the answer goes the wrong way.

    Method: governance.columns lists the inputs that rise together under answer_not_up_when, answer_not_down_when or
    size_not_up_when (the absolute answer: a position of either sign); further scenarios bear a suffix. On drawn validation rows each of
    them is raised by the shock, in standard deviations of the training sample. A move against the scenario counts beyond the tolerance.
    The share of rows has a Wilson interval over effective rows, from a block bootstrap where they are ordered in time; several scenarios
    hold together (Bonferroni). The worst stands without a segment. The largest move is exact for these rows.

    Reads as risk: A position that grows as volatility rises is largest when it can be lost fastest; the limit that was to hold it back
    was sized on the opposite.

    Limitations: Only the inputs that are named rise; what else would move with them stays. A raised row may lie beyond all that the model
    has seen. Where no scenario is declared the question does not arise.
    """
    scenarios = declared_scenarios(subject)
    if not scenarios:
        return Evidence.not_applicable(f"no scenario is declared (governance.columns: {', '.join(ROLES)})")
    positions, unit = explained_rows(subject, parameters.rows), span(subject)
    if len(positions) < parameters.smallest_n or unit == 0.0:
        return Evidence.inconclusive(f"{len(positions)} rows, or answers that do not vary, are too little to be moved")
    tried = {name: against(subject, scenario, positions, parameters.shock) for name, scenario in scenarios.items()}
    found = {name: item / unit for name, item in tried.items() if not isinstance(item, Failure)}
    reasons = "; ".join(f"{name}: {item.reason}" for name, item in tried.items() if isinstance(item, Failure))
    if not found:
        return Evidence.inconclusive(reasons)
    shares = {name: _share(subject, item, len(scenarios), parameters) for name, item in found.items()}
    text = f"{parameters.shock:g} training standard deviations; {how_drawn(subject, len(positions))}"
    absent = {"violation_share": reasons, "violation_size": reasons} if reasons else {}
    return Evidence.measured(_measurements(subject, shares, found, parameters, text), (_table(shares),), absent)


def _share(subject: Subject, found: Array, together: int, parameters: ScenarioParameters) -> ShareAgainst:
    return share_against(
        found[:, None], parameters.tolerance, generator=subject.generator(), resamples=parameters.resamples,
        confidence=1 - (1 - parameters.confidence) / together, dependent=dependent(subject),
    )  # fmt: skip


def _measurements(
    subject: Subject, shares: dict[str, ShareAgainst], found: dict[str, Array], parameters: ScenarioParameters, text: str
) -> tuple[Measurement, ...]:
    sizes = {name: max(0.0, float(item.max())) for name, item in found.items()}
    worst, widest = max(shares, key=lambda name: shares[name].value), max(sizes, key=sizes.__getitem__)
    counted = convention(subject, f"moves beyond {parameters.tolerance:g} of {SPAN}; {text}; Wilson interval over effective rows")
    return (
        *(
            Measurement(
                "violation_share", shares[name].value, shares[name].low, shares[name].high, shares[name].n, shares[name].n_effective,
                Role.VALIDATION, shares[name].confidence, segment=segment, convention=f"{counted}; of {name}",
            )
            for segment, name in ((None, worst), *zip(shares, shares, strict=True))
        ),
        *(
            Measurement(
                "violation_size", sizes[name], sizes[name], sizes[name], shares[name].n, float(shares[name].n), Role.VALIDATION,
                segment=segment, convention=f"the largest, as a share of {SPAN}; {text}; of {name}",
            )
            for segment, name in ((None, widest), *zip(sizes, sizes, strict=True))
        ),
    )  # fmt: skip


def _table(shares: dict[str, ShareAgainst]) -> Table:
    rows = tuple((name.replace("_", " "), item.value, item.low, item.high) for name, item in shares.items())
    note = "At zero every answer keeps to the scenario. The intervals hold for all scenarios together."
    columns = ("scenario", "share of rows", "low", "high")
    return Table("scenarios", "Answers against a declared scenario", Shape.INTERVALS, columns, rows, note=note)
