"""Whether the errors still hold something that could have been forecast."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.memory import arch_lm, ljung_box, runs_test
from governance.subject.error_tables import memory_table
from governance.subject.estimating import BootstrapParameters, counted, estimate, measured
from governance.subject.outcomes import convention
from governance.subject.past import is_panel
from governance.subject.subject import Subject

Array = NDArray[np.float64]
VALUES = (Task.REGRESSION, Task.PRICING)


@dataclass(frozen=True)
class ResidualParameters(BootstrapParameters):
    """What all bootstrapping checks have, and the number of ``lags`` tested together."""

    lags: int = field(default=10, metadata={"least": 1, "most": 100})


@check(
    title="Residuals",
    asks="Do the model's errors repeat themselves, or swing together, in a way that could have been forecast?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=VALUES,
    columns=("time",),
    metrics=(
        Metric("autocorrelation", "First autocorrelation of the errors", "neither", VALUES, sound=0.0),
        Metric("arch_effect", "First autocorrelation of the squared errors", "neither", VALUES, sound=0.0),
        Metric("sign_changes", "Share of errors whose sign differs from that of the error before", "neither", VALUES, "share"),
    ),
    references=(
        "Ljung & Box (1978), On a measure of lack of fit in time series models, Biometrika 65(2)",
        "Engle (1982), Autoregressive conditional heteroscedasticity, Econometrica 50(4)",
        "Wald & Wolfowitz (1940), On a test whether two samples are from the same population, Annals of Math. Statistics 11(2)",
    ),
)
def residuals(subject: Subject, parameters: ResidualParameters) -> Evidence:
    """Test the validation errors for what they should not have: memory.

    Method: Errors less their mean, every horizon-th of them, so that overlapping labels do not count as memory. The first
    autocorrelation has a block bootstrap interval, and the p-value of Ljung and Box over all lags; the first autocorrelation of
    the squares likewise, with the p-value of Engle's test; the share of sign changes has Wilson's interval, and the p-value of
    the runs test about the median.

    Reads as risk: Errors that repeat could have been forecast from the last one: the model leaves something known unused, and its
    users will be wrong several times in a row. Squares that swing together mean that wild times come in stretches, so that
    intervals of constant width are too narrow just then.

    Limitations: For display. Returns of most markets have squares with memory whatever the model; only the errors' own memory
    speaks of the model. Where the squares have memory, the p-values of Ljung and Box and of the runs test are too small: Ljung-Box
    rejected 61 of 150 sound models under strong stochastic volatility, where 1 of 20 was nominal. The bootstrap interval of the first
    autocorrelation misses 3 to 8 % there, of 5 nominal (250 to 2,000 rows). Three tests are made, none adjusted for the others. Only
    series with one row a time step are tested.
    """
    sample = subject.samples[Role.VALIDATION]
    if is_panel(sample):
        return Evidence.inconclusive("errors can be followed only where each time has one row")
    errors = (sample.target - subject.prediction(Role.VALIDATION))[:: subject.identity.horizon]
    n = len(errors)
    if n < max(parameters.smallest_n, 5 * parameters.lags):
        return Evidence.inconclusive(f"{n} errors that do not overlap are too few for {parameters.lags} lags")
    if float(np.ptp(errors)) <= 1e-12 * max(float(np.abs(sample.target).max()), 1e-300):
        return Evidence.inconclusive("the errors are all the same")
    errors = errors - errors.mean()
    measurements = (
        _memory(subject, "autocorrelation", errors, ljung_box(errors, parameters.lags), parameters),
        _memory(subject, "arch_effect", errors**2 - np.mean(errors**2), arch_lm(errors, parameters.lags), parameters),
        _sign_changes(errors, parameters),
    )
    return Evidence.measured(measurements, (memory_table(errors, parameters.lags),))


def _memory(subject: Subject, metric: str, series: Array, p_value: float, parameters: ResidualParameters) -> Measurement:
    now, before = series[1:], series[:-1]
    found = estimate(
        subject, np.column_stack([now * before, series[1:] ** 2]), lambda means: means[:, 0] / means[:, 1], parameters
    )
    text = convention(subject, f"p-value over {parameters.lags} lags; every {subject.identity.horizon}. error")
    return measured(metric, found, text, p_value)


def _sign_changes(errors: Array, parameters: ResidualParameters) -> Measurement:
    above = errors > np.median(errors)
    changes, n = int(np.sum(above[1:] != above[:-1])), len(errors) - 1
    text = "about the median; Wilson interval; p-value of the runs test"
    return counted("sign_changes", changes, n, parameters, text, runs_test(errors), unit="share")
