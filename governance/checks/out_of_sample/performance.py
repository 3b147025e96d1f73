"""Performance on rows the model has not seen, with intervals."""

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters
from governance.subject.outcomes import convention
from governance.subject.performance import Recipe, measured, recipes
from governance.subject.skill_tables import in_both_samples
from governance.subject.subject import Subject

VALUES = (Task.REGRESSION, Task.PRICING)
METRICS = (
    Metric(
        "r_squared",
        "Share of the squared error of the training mean that the model removes",
        "higher",
        (*VALUES, Task.VOLATILITY),
    ),
    Metric("rmse", "Root mean squared error", "lower", VALUES, unit="target"),
    Metric("mae", "Mean absolute error", "lower", VALUES, unit="target"),
    Metric("qlike", "Mean QLIKE loss of the variance forecast", "lower", (Task.VOLATILITY,)),
    Metric("mse", "Mean squared error of the variance forecast", "lower", (Task.VOLATILITY,), unit="target squared"),
    Metric("auc", "Area under the ROC curve", "higher", (Task.BINARY,)),
    Metric("log_loss", "Mean log loss", "lower", (Task.BINARY, Task.MULTICLASS), unit="nats"),
    Metric("brier", "Brier score", "lower", (Task.BINARY,)),
    Metric("accuracy", "Share of rows whose likeliest class is right", "higher", (Task.MULTICLASS,), unit="share"),
    Metric("mean_return", "Mean return of the position held, a period, before costs", "higher", (Task.STRATEGY,)),
    Metric("sharpe", "Mean over standard deviation of the return, a period, before costs", "higher", (Task.STRATEGY,)),
)


@check(
    title="Out-of-sample performance",
    asks="How well does the model do on rows that took no part in building it?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    metrics=METRICS,
    references=(
        "Campbell & Thompson (2008), Predicting excess stock returns out of sample, Review of Financial Studies 21(4)",
        "Patton (2011), Volatility forecast comparison using imperfect volatility proxies, Journal of Econometrics 160(1)",
        "Lazarus, Lewis, Stock & Watson (2018), HAR inference, Journal of Business & Economic Statistics 36(4)",
        "DeLong, DeLong & Clarke-Pearson (1988), Comparing the areas under two or more correlated ROC curves, Biometrics 44(3)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def performance(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Measure the task's metrics on the validation sample.

    Method: The validation rows are scored once. Every metric is a function of means over rows, and its interval comes from resampling
    those rows: in blocks of data-driven length, singly only where they are declared to have no order in time. R squared takes the
    training mean as yardstick, since a forecaster could have known it; the area under the ROC curve is resampled through DeLong's
    influence values. A share of none or all, which no resample can vary, has Wilson's interval; for the area the trials are
    the rows of the rarer class.

    Reads as risk: A value near that of a constant forecast means that decisions taken on the model are taken on noise. A wide
    interval means that the sample cannot tell a good model from a poor one.

    Limitations: It speaks of the period that the sample covers and of no other. A validation sample that was also used to choose the
    model flatters it. Row weights, where declared, enter every metric but the area under the ROC curve. Intervals of 95 % miss by
    about 3 to 4 % on each side under moderate dependence (first autocorrelation 0.5, 250 rows), by about 4 to 6 % under strong
    (0.9, 500 rows) and by more in shorter samples.
    """
    rows = subject.samples[Role.VALIDATION].rows
    if rows < parameters.smallest_n:
        return Evidence.inconclusive(
            f"the validation sample has {rows} rows; fewer than {parameters.smallest_n} are not measured"
        )
    found = recipes(subject, Role.VALIDATION)
    absent = {name: _broken(recipe) for name, recipe in found.items() if not np.isfinite(recipe.values).all()}
    if subject.task is Task.BINARY and "auc" not in found:
        absent["auc"] = "the validation sample holds one class only"
    measurements = [
        _measurement(subject, name, measured(subject, recipe, parameters)) for name, recipe in found.items() if name not in absent
    ]
    return Evidence.measured(tuple(measurements), in_both_samples(subject, measurements), absent)


def _broken(recipe: Recipe) -> str:
    unknown, n = int(np.isnan(recipe.values).any(axis=1).sum()), len(recipe.values)
    if unknown:
        return f"{unknown} of {n} rows have no finite answer or weight"
    infinite = int(np.isinf(recipe.values).any(axis=1).sum())
    return f"{infinite} of {n} forecasts are not positive, so the loss is infinite"


def _measurement(subject: Subject, name: str, found: Estimate) -> Measurement:
    unit = next(metric.unit for metric in METRICS if metric.name == name)
    return Measurement(
        name, found.value, found.low, found.high, found.n, found.n_effective, Role.VALIDATION, found.confidence,
        unit=unit, convention=convention(subject),
    )  # fmt: skip
