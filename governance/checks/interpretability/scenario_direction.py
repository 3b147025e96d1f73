"""Declared scenarios: several inputs rise together, and the answer must not go the wrong way."""

from dataclasses import dataclass, field, replace

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.directions import ShareAgainst
from governance.subject.attribution.against import shares_of, sizes_of
from governance.subject.attribution.direction_tables import scenario_table
from governance.subject.attribution.directions import SPAN, span
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.attribution.scenarios import ROLES, against, declared_scenarios
from governance.subject.estimating import BootstrapParameters, share_beyond
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


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
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(scenarios))
    shares = {name: share_beyond(subject, item[:, None], parameters.tolerance, stricter) for name, item in found.items()}
    sizes = {name: max(0.0, float(item.max())) for name, item in found.items()}
    text = f"{parameters.shock:g} training standard deviations; {how_drawn(subject, len(positions))}"
    absent = {"violation_share": reasons, "violation_size": reasons} if reasons else {}
    shown = _measurements(subject, shares, sizes, len(positions), parameters.tolerance, text)
    return Evidence.measured(shown, (scenario_table(shares),), absent)


def _measurements(
    subject: Subject, shares: dict[str, ShareAgainst], sizes: dict[str, float], rows: int, tolerance: float, text: str
) -> tuple[Measurement, ...]:
    counted = convention(subject, f"moves beyond {tolerance:g} of {SPAN}; {text}; Wilson interval over effective rows")
    worst, largest = max(shares, key=lambda name: shares[name].value), f"the largest, as a share of {SPAN}; {text}"
    return (*shares_of(shares, worst, counted), *sizes_of(sizes, rows, largest))
