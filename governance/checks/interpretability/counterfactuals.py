"""What would have had to be different for the answer to be the other one."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Capability, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.directions import share_against
from governance.subject.attribution.flips import Flips, actionable, flips, side
from governance.subject.attribution.leading import leading
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, dependent
from governance.subject.subject import Subject

Array = NDArray[np.float64]
SIDED = (Task.BINARY, Task.REGRESSION, Task.STRATEGY)


@dataclass(frozen=True)
class CounterfactualParameters(BootstrapParameters):
    """What all bootstrapping checks have, ``rows`` changed, ``points`` tried of a feature, ``features`` where none is declared.

    The ``threshold`` is the probability at which the decision changes.
    """

    rows: int = field(default=200, metadata={"stricter": "larger", "least": 1})
    points: int = field(default=21, metadata={"stricter": "larger", "least": 2})
    features: int = field(default=6, metadata={"stricter": "unclear", "least": 1})
    threshold: float = field(default=0.5, metadata={"stricter": "unclear", "least": 0, "most": 1})


@check(
    title="Counterfactuals",
    asks="How little of what may be changed would have turned the answer over?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=SIDED,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("flippable", "Share of answers that some change within the training range turns over", "neither", SIDED, "share"),
        Metric("smallest_change", "Mean of the smallest changes that do", "neither", SIDED, "standard deviations"),
    ),
    references=(
        "Wachter, Mittelstadt & Russell (2018), Counterfactual explanations without opening the black box, Harvard JOLT 31(2)",
        "Ustun, Spangher & Liu (2019), Actionable recourse in linear classification, FAT*",
        "Poyiadzi, Sokol, Santos-Rodriguez, De Bie & Flach (2020), FACE: feasible and actionable counterfactual explanations, AIES",
    ),
)
def counterfactuals(subject: Subject, parameters: CounterfactualParameters) -> Evidence:
    """Seek, for drawn validation rows, the smallest change of actionable features that takes the answer to the other side.

    Method: Actionable are the inputs that governance.columns lists as such, else the leading features by attribution. The sides are
    above and below the threshold of a probability, or zero. Each feature alone is set to its training quantiles, from the 1st to
    the 99th percentile; then all together are moved in twenty steps towards the nearest training row that is answered the other way. The
    size of a change is in standard deviations of training, Euclidean for several features. The share that can be turned over has a
    Wilson interval over effective rows; the mean is resampled, in blocks where rows are ordered in time.

    Reads as risk: Answers that turn over at a tenth of a standard deviation are decided by noise in the inputs. Answers that nothing
    actionable turns over are decided by what nobody can act upon.

    Limitations: The smallest change found is an upper bound of the smallest there is. What may be changed and what would change with it
    is for the owner to say. Only aggregates are shown; no row is.
    """
    names = actionable(subject) or leading(subject, parameters.features)
    if isinstance(names, Failure):
        return Evidence.inconclusive(names.reason)
    answered = side(subject, subject.prediction(Role.TRAINING), parameters.threshold)
    if answered.all() or not answered.any():
        return Evidence.inconclusive("all training answers lie on one side, so that there is nothing to turn over")
    positions = explained_rows(subject, parameters.rows)
    found = flips(subject, names, positions, parameters.points, parameters.threshold)
    if isinstance(found, Failure) or len(positions) < parameters.smallest_n:
        return Evidence.inconclusive(
            found.reason if isinstance(found, Failure) else f"only {len(positions)} rows could be changed"
        )
    text = f"changes of {', '.join(names)}; {how_drawn(subject, len(positions))}"
    share, turned = _share(subject, found, parameters, text), np.isfinite(found.smallest)
    if int(turned.sum()) < parameters.smallest_n:
        return Evidence.measured(
            (share,), (_table(found),), {"smallest_change": f"only {int(turned.sum())} answers were turned over"}
        )
    item = estimate(subject, found.smallest[turned][:, None], lambda means: means[:, 0], parameters)
    smallest = Measurement(
        "smallest_change", item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence,
        unit="standard deviations", convention=convention(subject, text),
    )  # fmt: skip
    return Evidence.measured((share, smallest), (_table(found),))


def _share(subject: Subject, found: Flips, parameters: CounterfactualParameters, text: str) -> Measurement:
    turned = np.isfinite(found.smallest).astype(float)
    share = share_against(
        turned[:, None], 0.5, generator=subject.generator(), resamples=parameters.resamples, confidence=parameters.confidence,
        dependent=dependent(subject),
    )  # fmt: skip
    return Measurement(
        "flippable", share.value, share.low, share.high, share.n, share.n_effective, Role.VALIDATION, share.confidence, unit="share",
        convention=convention(subject, f"{text}; Wilson interval over effective rows"),
    )  # fmt: skip


def _table(found: Flips) -> Table:
    each = {**dict(zip(found.features, found.single.T, strict=True)), "all together": found.together}
    rows = []
    for name, changes in each.items():
        turned = np.isfinite(changes)
        if turned.any():
            least = int((changes == found.smallest)[turned].sum())
            rows.append((name, int(turned.sum()), float(changes[turned].mean()), least))
    names = ("change of", "rows", "mean smallest change", "smallest of all")
    note = (
        "In how many rows a change of this feature alone turns the answer over, how large it is, and in how many none is smaller."
    )
    return Table("changes", "What turns answers over", Shape.PLAIN, names, tuple(rows), note=note)
