"""Whether the model gets the direction right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.forecasts import pesaran_timmermann
from governance.subject.estimating import BootstrapParameters, estimate, mean
from governance.subject.naive import last_known
from governance.subject.outcomes import convention
from governance.subject.past import has_past, is_panel
from governance.subject.skill_tables import calls_table
from governance.subject.subject import Subject

Array = NDArray[np.float64]
VALUES = (Task.REGRESSION,)
# A target that lies on one side of zero on more than this share of its training rows is a level and no change.
ONE_SIDED = 0.9


@dataclass(frozen=True)
class DirectionParameters(BootstrapParameters):
    """What all bootstrapping checks have."""


@check(
    title="Direction",
    asks="Does the model call the direction right more often than calls that have nothing to do with the outcome?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=VALUES,
    metrics=(
        Metric(
            "excess_hit_rate", "Share of directions called right, less what unrelated calls would get", "higher", VALUES, "share"
        ),
        Metric("hit_rate", "Share of directions called right", "higher", VALUES, "share"),
    ),
    references=(
        "Pesaran & Timmermann (1992), A simple nonparametric test of predictive performance, J. of Business & Economic Statistics 10(4)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def direction(subject: Subject, parameters: DirectionParameters) -> Evidence:
    """Compare the signs of forecast and outcome, around a declared benchmark, zero or the last known value.

    Method: Up is above the declared benchmark where there is one; above zero where the training target lies on both sides of it;
    else above the last known value. The share of right calls is held against the share that calls as often up as these would get
    by chance. The interval of the excess resamples rows in blocks, with both shares of ups estimated anew; the p-value is Pesaran
    and Timmermann's, with the long-run variance where labels overlap. A panel, whose rows move together, has no p-value.

    Reads as risk: A model that is used for its direction and does not know it is a coin. Squared errors may well be small then.

    Limitations: Every call counts the same, a large move and a small one. A model with real skill about the size of moves may
    have none about their direction, and the reverse.
    """
    sample, stated = subject.samples[Role.VALIDATION], subject.prediction(Role.VALIDATION)
    around, name = _around(subject)
    if around is None:
        return Evidence.inconclusive(name)
    known = np.isfinite(around)
    seen, called = (sample.target - around)[known], (stated - around)[known]
    if len(seen) < max(parameters.smallest_n, subject.identity.horizon + 1):
        return Evidence.inconclusive(f"only {len(seen)} validation rows can be compared around {name}")
    up, says = (seen > 0).astype(float), (called > 0).astype(float)
    if min(np.ptp(up), np.ptp(says)) == 0:
        return Evidence.inconclusive(f"outcomes or forecasts all lie on one side of {name}")
    found = estimate(subject, np.column_stack([up * says, up, says]), _excess, parameters)
    hits = mean(subject, (up == says).astype(float), parameters, (0.0, 1.0))
    p_value = None if is_panel(sample) else pesaran_timmermann(seen, called, subject.identity.horizon).p_value
    measurements = tuple(
        Measurement(
            metric, item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence, p_value, unit="share",
            convention=convention(subject, f"up is above {name}"),
        )
        for metric, item in (("excess_hit_rate", found), ("hit_rate", hits))
    )  # fmt: skip
    return Evidence.measured(measurements, (calls_table(up, says, name),))


def _around(subject: Subject) -> tuple[Array | None, str]:
    """(n,) what up is above, NaN where unknown, and its name; or None with the reason."""
    sample, trained = subject.samples[Role.VALIDATION], subject.samples[Role.TRAINING].target
    if "benchmark" in sample.columns:
        return sample.columns["benchmark"].to_numpy(dtype=float), "the declared benchmark"
    if max(float(np.mean(trained > 0)), float(np.mean(trained < 0))) <= ONE_SIDED:
        return np.zeros(sample.rows), "zero"
    if not has_past(subject):
        return None, "the target lies on one side of zero, and rows without order have no last known value"
    return last_known(subject, Role.VALIDATION), "the last known value"


def _excess(means: Array) -> Array:
    """Twice the covariance of the two indicators: the share of right calls less that of unrelated ones."""
    return np.asarray(2 * (means[:, 0] - means[:, 1] * means[:, 2]))
