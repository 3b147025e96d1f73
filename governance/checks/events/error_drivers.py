"""Which features and conditions go with large errors."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Statistic
from governance.subject.error_regions import regions
from governance.subject.error_tables import conditions_table
from governance.subject.estimating import BootstrapParameters, estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DriverParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``depth`` of the tree that seeks conditions, and the least ``share`` of rows in one."""

    depth: int = field(default=2, metadata={"stricter": "larger", "least": 1, "most": 6})
    share: float = field(default=0.05, metadata={"stricter": "unclear", "least": 0.01, "most": 0.5})


@check(
    title="Drivers of errors",
    asks="Under which conditions are the errors large, and are they large for the model only?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    metrics=(
        Metric("loss_ratio", "Mean loss under the worst condition over that elsewhere", "lower", FORECASTS, "times", 1.0),
        Metric("beyond_naive", "The same over the ratio of the naive forecast's losses", "lower", FORECASTS, "times", 1.0),
    ),
    references=(
        "Chung, Kraska, Polyzotis, Tae & Whang (2019), Slice finder: automated data slicing for model validation, ICDE",
        "Athey & Imbens (2016), Recursive partitioning for heterogeneous causal effects, PNAS 113(27)",
    ),
)
def error_drivers(subject: Subject, parameters: DriverParameters) -> Evidence:
    """Seek the conditions of large errors on one half of the validation rows and measure them on the other.

    Method: The validation rows are cut into ten blocks in time. On five of them a shallow tree learns the loss from the numeric
    features and, where events are known, from the volatility of the last 22 known moves and from whether an event was under
    way. The leaf with the largest loss there, of those with rows enough on both halves, is measured on the other five blocks:
    the mean loss inside over that outside, and the same over the ratio of the losses of the naive forecast that was strongest
    in training. Both parts are resampled by themselves, in blocks.

    Reads as risk: A known condition under which errors multiply is one under which limits ought to be narrower. Where the naive forecast
    errs as much, it is the market that is hard; where it does not, it is the model.

    Limitations: Sound models err more when everything moves more, so that a ratio above 1 is no fault and nothing is judged. A shallow tree
    finds one plain condition, not every one. Categories are left out.
    """
    found = regions(subject, parameters.depth, parameters.share, parameters.smallest_n)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    worst = found.worst(parameters.smallest_n)
    if worst is None:
        return Evidence.inconclusive(
            f"no condition splits the rows so that both parts hold {parameters.smallest_n} of those measured"
        )
    inside = found.leaves == worst
    text = convention(subject, found.told, f"worst condition: {found.where[worst]}")
    measurements = tuple(
        _measurement(subject, name, [found.values[found.measured & part] for part in (inside, ~inside)], text, parameters)
        for name in STATISTICS
    )
    return Evidence.measured(measurements, (conditions_table(found),))


def _measurement(subject: Subject, name: str, parts: list[Array], text: str, parameters: DriverParameters) -> Measurement:
    generator = subject.generator()
    within, outside = (estimate(subject, part, STATISTICS[name], parameters, generator) for part in parts)
    ratio = within.by(float(np.exp(within.value - outside.value)), np.exp(within.draws - outside.draws))
    return measured(name, ratio, text, unit="times")


def _log_loss(means: Array) -> Array:
    return np.asarray(np.log(np.maximum(means[..., 0], np.finfo(float).tiny)))


def _log_ratio(means: Array) -> Array:
    return np.asarray(_log_loss(means) - np.log(np.maximum(means[..., 1], np.finfo(float).tiny)))


STATISTICS: dict[str, Statistic] = {"loss_ratio": _log_loss, "beyond_naive": _log_ratio}
