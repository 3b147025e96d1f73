"""What would have had to be different for the answer to be the other one."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Capability, Metric, Reads, Role, Task
from governance.record.evidence import Evidence
from governance.subject.attribution.flips import actionable, flips, flips_table, side
from governance.subject.attribution.leading import leading
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters, mean, measured, share_beyond
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

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
    turned, wilson = np.isfinite(found.smallest), convention(subject, f"{text}; Wilson interval over effective rows")
    flippable = share_beyond(subject, turned.astype(float)[:, None], 0.5, parameters)
    share = measured("flippable", flippable, wilson, unit="share")
    if int(turned.sum()) < parameters.smallest_n:
        return Evidence.measured(
            (share,), (flips_table(found),), {"smallest_change": f"only {int(turned.sum())} answers were turned over"}
        )
    item = mean(subject, found.smallest[turned], parameters)
    smallest = measured("smallest_change", item, convention(subject, text), unit="standard deviations")
    return Evidence.measured((share, smallest), (flips_table(found),))
