"""Whether realised variance lies on the line of its forecast."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.forecasts import MincerZarnowitz, mincer_zarnowitz
from governance.subject.outcomes import variance
from governance.subject.subject import Subject

TASKS = (Task.VOLATILITY,)


@dataclass(frozen=True)
class RationalityParameters:
    """Two-sided ``confidence``, and the fewest rows that are measured at all."""

    confidence: float = field(default=0.95, metadata={"stricter": "larger"})
    smallest_n: int = field(default=100, metadata={"stricter": "larger"})


@check(
    title="Rationality of the forecast",
    asks="Is the forecast right on average, and does it move neither too much nor too little?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=TASKS,
    columns=("time",),
    metrics=(
        Metric("slope", "Slope of realised on forecast variance", "neither", TASKS, sound=1.0),
        Metric("intercept", "Intercept of that line, over the mean forecast", "neither", TASKS, "share", sound=0.0),
    ),
    references=(
        "Mincer & Zarnowitz (1969), The evaluation of economic forecasts, NBER",
        "Newey & West (1987), A simple, positive semi-definite covariance matrix, Econometrica 55(3)",
        "Patton & Sheppard (2009), Evaluating volatility and correlation forecasts, Handbook of Financial Time Series",
    ),
)
def rationality(subject: Subject, parameters: RationalityParameters) -> Evidence:
    """Regress realised on forecast variance and test that intercept and slope are 0 and 1 together.

    Method: Mincer and Zarnowitz's regression by generalised least squares with weights of the inverse squared forecast, since the error of
    a realised variance grows with its level; Newey and West's covariance, with at least horizon less 1 lags; Wald's F test of both
    coefficients gives the p-value of the slope. The intercept is stated as a share of the mean forecast.

    Reads as risk: A slope below 1 is a forecast that moves too much, so that limits are cut and raised on noise; above 1 it moves
    too little, and lags behind a crisis.

    Limitations: A straight line says little of the highest forecasts, which have small weights: see ``volatility.stress-bias``.
    """
    sample, answer = subject.samples[Role.VALIDATION], subject.prediction(Role.VALIDATION)
    n = sample.rows
    if n < parameters.smallest_n:
        return Evidence.inconclusive(f"the validation sample has {n} rows; fewer than {parameters.smallest_n} are not measured")
    if not (np.isfinite(answer) & (answer > 0)).all():
        return Evidence.inconclusive("the forecasts are not all positive")
    if float(np.ptp(answer)) <= 1e-12 * float(answer.max()):
        return Evidence.inconclusive("the forecast is the same on every row: there is no slope to test")
    forecast, lags = variance(subject, answer), max(int(4 * (n / 100) ** (2 / 9)), subject.identity.horizon - 1)
    scale = float(forecast.mean())
    line = mincer_zarnowitz(
        variance(subject, sample.target) / scale, forecast / scale, "HAC", lags, parameters.confidence, (scale / forecast) ** 2
    )
    return Evidence.measured(_measurements(line, n, lags, parameters.confidence))


def _measurements(line: MincerZarnowitz, n: int, lags: int, confidence: float) -> tuple[Measurement, ...]:
    text = f"least squares weighted by the inverse squared forecast; Newey-West covariance of {lags} lags"
    values = {"slope": (line.beta, line.beta_interval, line.p_value), "intercept": (line.alpha, line.alpha_interval, None)}
    return tuple(
        Measurement(name, value, low, high, n, float(n), Role.VALIDATION, confidence, p_value, convention=text)
        for name, (value, (low, high), p_value) in values.items()
    )
