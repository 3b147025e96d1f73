"""A little noise in every number."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.statistics.resampling import Estimate
from governance.subject.attribution.rows import how_drawn
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.noise import Moved, noisy
from governance.subject.outcomes import convention, describe_loss
from governance.subject.robustness_tables import noise_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Shown beside the level that is judged, as shares of it.
BESIDE = (0.2, 1.0, 2.0)


@dataclass(frozen=True)
class NoiseParameters(BootstrapParameters):
    """What all bootstrapping checks have; the ``level`` of noise in robust deviations, its ``draws``, and the most ``rows``."""

    level: float = field(default=0.05, metadata={"stricter": "unclear", "least": 0.0001, "most": 1})
    draws: int = field(default=5, metadata={"stricter": "larger", "least": 1})
    rows: int = field(default=500, metadata={"stricter": "larger", "least": 30})


@check(
    title="Noise",
    asks="Do small errors in the inputs stay small in the answers?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric(
            "amplification",
            "Relative move of the answers over the relative noise in the inputs",
            "lower",
            unit="ratio",
            sound=1.0,
        ),
        Metric("skill_lost", "Skill over the training mean that the noise takes", "lower", FORECASTS, "share", sound=0.0),
    ),
    references=(
        "Bishop (1995), Training with noise is equivalent to Tikhonov regularization, Neural Computation 7(1)",
        "Higham (2002), Accuracy and stability of numerical algorithms, section 1.6: conditioning",
    ),
)
def noise(subject: Subject, parameters: NoiseParameters) -> Evidence:
    """Add a little noise to all numeric features of drawn validation rows and score them again.

    Method: The noise is normal and independent, in proportion to each feature's interquartile range in training. The amplification is
    the root mean square move of the answers over their standard deviation, divided by the level of the noise: the relative
    condition number of the model on its own rows, near one for a sum of independent effects. The skill lost is the rise of the mean
    loss over the loss of the training mean. Rows are the units of the bootstrap; the draws are averaged within each.

    Reads as risk: Inputs are rounded, revised and measured with error. A model that magnifies small errors makes positions and prices
    of them; large coefficients of nearly equal features, and steep steps of deep trees, are the usual causes.

    Limitations: Independent noise breaks the ties between features that move together; that is the question where they come from
    different feeds, and too strict where they are computed from one. Categories and truth values are left as they are.
    """
    levels = [share * parameters.level for share in BESIDE]
    found = noisy(subject, rows=parameters.rows, draws=parameters.draws, levels=levels)
    if isinstance(found, Failure):
        return Evidence.inconclusive(f"noise could not be added: {found.reason}")
    rows = len(found[0].moves)
    if rows < parameters.smallest_n:
        return Evidence.inconclusive(f"{rows} rows could be asked; fewer than {parameters.smallest_n} are not measured")
    if found[0].variance == 0.0:
        return Evidence.inconclusive(
            "the answers to the drawn rows are all the same, so that there is no scale to hold a move against"
        )
    seen = [(item.level, _amplification(subject, item, parameters), _lost(subject, item, parameters)) for item in found]
    _, amplified, lost = seen[BESIDE.index(1.0)]
    text = f"noise of {parameters.level:g} robust deviations, mean of {parameters.draws} draws; {how_drawn(subject, rows)}"
    measurements = [measured("amplification", amplified, convention(subject, text))]
    if lost is not None:
        measurements.append(measured("skill_lost", lost, convention(subject, describe_loss(subject), text)))
    return Evidence.measured(tuple(measurements), (noise_table(seen),))


def _amplification(subject: Subject, item: Moved, parameters: NoiseParameters) -> Estimate:
    def ratio(means: Array) -> Array:
        return np.asarray(np.sqrt(np.maximum(means[:, 0], 0.0) / item.variance) / item.level)

    return estimate(subject, item.moves[:, None], ratio, parameters, bounds=(0.0, np.inf))


def _lost(subject: Subject, item: Moved, parameters: NoiseParameters) -> Estimate | None:
    if item.losses is None:
        return None
    return estimate(subject, item.losses, lambda means: (means[:, 0] - means[:, 1]) / means[:, 2], parameters)
