"""Whether the chosen setting stands on a plateau or on a lone peak."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import wilson
from governance.subject.contest import Contest, contest
from governance.subject.estimating import BootstrapParameters
from governance.subject.landscape import Landscape, landscape
from governance.subject.subject import Subject


@dataclass(frozen=True)
class PlateauParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``radius`` of nearness as a share of the tried range, and the ``fewest`` settings in it."""

    radius: float = field(default=0.25, metadata={"stricter": "unclear", "least": 0.05, "most": 0.5})
    fewest: int = field(default=4, metadata={"stricter": "larger", "least": 3})


@check(
    title="Plateau of parameters",
    asks="Do settings next to the chosen one do about as well, or does the choice stand alone?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    metrics=(
        Metric("kept", "Share of the chosen setting's advantage over no skill that its neighbours keep", "higher", unit="share", sound=1.0),
        Metric("neighbours_with_skill", "Share of its neighbours that are better than no skill", "higher", unit="share", sound=1.0),
    ),
    references=(
        "Pardo (2008), The evaluation and optimization of trading strategies, 2nd edition, chapters 10 and 11",
        "Cawley & Talbot (2010), On over-fitting in model selection, Journal of Machine Learning Research 11",
    ),
)  # fmt: skip
def parameter_plateau(subject: Subject, parameters: PlateauParameters) -> Evidence:
    """Hold the figure of the chosen setting against those of the settings next to it.

    Method: The figure is the one of the validation or tuning sample that most runs logged and that is recomputed from the audited model;
    no skill is what the training mean would show under the same name. Settings are the numeric parameters that differ between runs, each
    scaled to the range that was tried (by logarithm where it spans a factor of ten); runs that differ in anything else are left out, and
    runs of one setting are averaged. Neighbours lie within the radius of the chosen setting in every parameter. Their mean
    advantage over no skill is divided by that of the chosen one; the interval is Student's over the neighbours.

    Reads as risk: A lone peak is an accident of the rows it was found on: the next sample has its peak elsewhere. On a plateau the choice
    between neighbours does not matter, and neither does its luck.

    Limitations: A wide grid has no neighbours, and the check then says nothing. Neighbours are compared on the same rows, so that all may
    be lucky together. A parameter that must be exact by nature, such as a lag that the data have, has a peak for good
    reason.
    """
    found = contest(subject, parameters, parameters.fewest + 1)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if found.values[found.chosen] <= found.floor:
        return Evidence.inconclusive(f"by {found.figure} the chosen run is no better than the training mean: there is no peak")
    around = landscape(found, parameters.radius)
    if isinstance(around, str):
        return Evidence.inconclusive(around)
    if len(around.near) < parameters.fewest:
        return Evidence.inconclusive(
            f"{len(around.near)} of {around.settings} settings lie within {parameters.radius:g} of the tried ranges of the chosen one; "
            f"fewer than {parameters.fewest} are not compared"
        )
    return Evidence.measured(_measurements(found, around, parameters), (_table(found, around),))


def _measurements(found: Contest, around: Landscape, parameters: PlateauParameters) -> tuple[Measurement, ...]:
    from scipy.stats import t as student

    count = len(around.near)
    kept = (around.near - found.floor) / (around.chosen - found.floor)
    half = float(student.ppf((1 + parameters.confidence) / 2, count - 1) * kept.std(ddof=1) / np.sqrt(count))
    mean, skilled = float(kept.mean()), int((kept > 0).sum())
    text = f"{found.figure}; {count} of {around.settings} settings; {', '.join(around.parameters)}"
    bounds = {
        "kept": (mean, mean - half, mean + half),
        "neighbours_with_skill": (skilled / count, *wilson(skilled, count, parameters.confidence)),
    }
    return tuple(
        Measurement(name, *numbers, count, float(count), confidence=parameters.confidence, unit="share", convention=text)
        for name, numbers in bounds.items()
    )


def _table(found: Contest, around: Landscape) -> Table:
    sign = 1.0 if found.rising else -1.0
    rows = (
        ("chosen setting", sign * around.chosen),
        ("its neighbours, mean", sign * float(around.near.mean())),
        ("its weakest neighbour", sign * float(around.near.min())),
        ("all runs, mean", sign * float(found.values.mean())),
        ("no skill", sign * found.floor),
    )
    note = "A plateau shows the first three close together and far from the last."
    return Table("plateau", f"{found.figure} of settings", Shape.BARS, ("setting", "figure"), rows, note=note)
