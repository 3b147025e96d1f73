"""Value at risk and expected shortfall that a variance forecast implies for the declared returns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.rates import RateRatio, rate_ratio
from governance.subject.outcomes import variance
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Tails:
    """``returns`` (m,) of every ``horizon``-th validation row; ``scale`` (m,) turns a quantile of ``shape`` into one of theirs.

    ``shape`` (k,) are training returns over the root of their forecast variance, in ascending order.
    """

    returns: Array
    scale: Array
    shape: Array

    def exceptions_in_training(self, level: float) -> int:
        """Training returns beyond the quantile at ``level``: at least one."""
        return max(1, round(level * len(self.shape)))

    def quantile(self, level: float) -> float:
        """Between the last training return that is beyond and the first that is not, so that exactly those are beyond."""
        last = self.exceptions_in_training(level)
        return float(self.shape[last - 1 : last + 1].mean())

    def exceptions(self, level: float) -> Array:
        """(m,) 1 where the return lies below its quantile at ``level``, else 0."""
        return (self.returns < self.quantile(level) * self.scale).astype(float)

    def exception_ratio(self, level: float, confidence: float) -> RateRatio:
        """The rate of validation returns beyond the quantile over that of training returns, with its exact interval."""
        hits, expected = int(self.exceptions(level).sum()), self.exceptions_in_training(level)
        return rate_ratio(hits, len(self.returns), expected, len(self.shape), confidence)

    def shortfall(self, level: float) -> float:
        """Mean loss of the training returns beyond the quantile, positive."""
        return -float(self.shape[: self.exceptions_in_training(level)].mean())


def tails(subject: Subject) -> Tails | str:
    """What the forecast says of the returns' tails, or why it says nothing.

    The shape is that of the training returns in units of the forecast (filtered historical simulation), which bears heavy tails, units, and
    what the realised variance leaves out, such as the night. The scale is the root of the forecast, divided by that of the mean of
    realised over forecast variance in training: a forecast that was too low there is not forgiven by quantiles that grew for it.
    Rows whose returns overlap are thinned to every ``horizon``-th.
    """
    step = subject.identity.horizon
    found = {}
    for role in (Role.TRAINING, Role.VALIDATION):
        sample, answer = subject.samples[role], subject.prediction(role)
        returns = sample.columns["returns"].to_numpy(dtype=float, na_value=np.nan)
        if not np.isfinite(returns).all() or not (np.isfinite(answer) & (answer > 0)).all():
            return f"the returns are not all finite, or the forecasts not all positive, in the {role.value} sample"
        found[role] = returns[::step], variance(subject, answer)[::step], variance(subject, sample.target)[::step]
    returns, forecast, realised = found[Role.TRAINING]
    level = float(np.mean(realised / forecast))
    if float(np.ptp(returns)) == 0.0 or level <= 0.0:
        return "the training returns or variances do not vary"
    later, expected, _ = found[Role.VALIDATION]
    return Tails(later, np.sqrt(expected / level), np.sort(returns / np.sqrt(forecast)))
