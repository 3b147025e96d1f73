"""Declared symmetries: units that must not matter, inputs that may change places."""

from dataclasses import dataclass, field, replace

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.attribution.directions import SPAN
from governance.subject.attribution.moving import departures, named_together
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters, mean, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

METRICS = {"exchangeable": "exchange_departure", "same_unit": "unit_departure"}


@dataclass(frozen=True)
class SymmetryParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` changed, and the ``factor`` by which a unit is changed."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 1})
    factor: float = field(default=1.1, metadata={"stricter": "unclear", "least": 0.1, "most": 10})


@check(
    title="Symmetry",
    asks="Does the answer stay the same where inputs that may change places do so, and follow a change of unit?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric(
            "exchange_departure",
            "Mean move of the answer when exchangeable inputs change places",
            "lower",
            unit="share",
            sound=0.0,
        ),
        Metric("unit_departure", "Mean departure of the answer when a unit changes", "lower", unit="share", sound=0.0),
    ),
    references=(
        "Chen, Cheung & Yiu (1998), Metamorphic testing: a new approach for generating next test cases, HKUST-CS98-01",
        "Barenblatt (2003), Scaling, Cambridge University Press: what a change of units may not change",
    ),
)
def symmetry(subject: Subject, parameters: SymmetryParameters) -> Evidence:
    """Change rows in ways that were declared not to matter, and measure how far the answer moves.

    Method: governance.columns may list inputs as exchangeable: each takes the value of the next one, the last that of the first, and
    the answer must stay. It may list columns as same_unit: all are multiplied by a factor, and the answer must stay or, where the
    target is listed too, be multiplied by it. Further lists are declared under the name with a suffix (exchangeable-legs). The mean
    absolute departure over drawn validation rows is a share of the answers' central range, resampled in blocks where rows are
    ordered in time. The intervals of all lists hold together (Bonferroni); the worst stands without a segment.

    Reads as risk: A model that answers differently when two legs change places has learned an accident of its sample. One whose
    answer depends on the unit will change with a split, a redenomination or a change of price level.

    Limitations: Departures within the data's range are measured together with what the model does outside it, since a changed unit
    leaves that range. Symmetries that nobody declared are not looked for.
    """
    lists = {role: named_together(subject, role) for role in METRICS}
    together = sum(map(len, lists.values()))
    if together == 0:
        return Evidence.not_applicable("no inputs are declared exchangeable or in the same unit (governance.columns)")
    positions = explained_rows(subject, parameters.rows)
    if len(positions) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(positions)} rows can be changed; fewer than {parameters.smallest_n} are not measured")
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / together)
    text = convention(subject, f"over {SPAN}; {how_drawn(subject, len(positions))}; Bonferroni over {together}")
    shown: list[Measurement] = []
    absent: dict[str, str] = {}
    for role, metric in METRICS.items():
        moved = {name: departures(subject, role, columns, positions, parameters.factor) for name, columns in lists[role].items()}
        failed = [f"{name}: {item.reason}" for name, item in moved.items() if isinstance(item, Failure)]
        known = {name: item for name, item in moved.items() if not isinstance(item, Failure)}
        if failed or not known:
            absent[metric] = "; ".join(failed) or f"no columns are declared as {role} (governance.columns)"
        found = {name: mean(subject, item, stricter) for name, item in known.items()}
        shown.extend(_measurements(metric, found, text))
    return Evidence.measured(tuple(shown), (), absent) if shown else Evidence.inconclusive("; ".join(absent.values()))


def _measurements(metric: str, found: dict[str, Estimate], text: str) -> list[Measurement]:
    if not found:
        return []
    worst = max(found, key=lambda name: found[name].value)
    return [
        measured(metric, found[name], f"{text}; {name}", segment=segment, unit="share")
        for segment, name in ((None, worst), *zip(found, found, strict=True))
    ]
