"""Skill over the standard forecasts of variance."""

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.estimating import BootstrapParameters, equal_accuracy, estimate, measured
from governance.subject.naive import skill
from governance.subject.outcomes import convention, losses
from governance.subject.skill_tables import over_each_challenger
from governance.subject.subject import Subject
from governance.subject.variance_challengers import challengers, paired_losses, strongest_challenger

TASKS = (Task.VOLATILITY,)
WORDS = {"qlike": "QLIKE of the variance", "mse": "squared error of the variance"}


@check(
    title="Loss against standard challengers",
    asks="Does the model forecast variance better than the standard models that anyone could estimate on its training sample?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=TASKS,
    columns=("time",),
    metrics=(
        Metric("qlike_skill", "Share of the strongest challenger's QLIKE that the model removes", "higher", TASKS, "share", 0.0),
        Metric("mse_skill", "Share of the same challenger's squared error that the model removes", "higher", TASKS, "share", 0.0),
        Metric("qlike_skill_over_each", "Share of each challenger's QLIKE that the model removes", "higher", TASKS, "share"),
        Metric(
            "mse_skill_over_each", "Share of each challenger's squared error that the model removes", "higher", TASKS, "share"
        ),
    ),
    references=(
        "Patton (2011), Volatility forecast comparison using imperfect volatility proxies, Journal of Econometrics 160(1)",
        "Corsi (2009), A simple approximate long-memory model of realized volatility, Journal of Financial Econometrics 7(2)",
        "Bollerslev (1986), Generalized autoregressive conditional heteroskedasticity, Journal of Econometrics 31(3)",
        "J.P. Morgan & Reuters (1996), RiskMetrics technical document, 4th edition",
        "Diebold & Mariano (1995), Comparing predictive accuracy, Journal of Business & Economic Statistics 13(3)",
    ),
)
def loss(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Measure the loss that the model saves on validation against a random walk, EWMA, HAR, GARCH and implied volatility.

    Method: Only QLIKE and the squared error of variances are taken, since these alone rank forecasts rightly when the realised variance
    is itself a noisy measurement. Challengers are estimated on the training sample alone and rolled through validation with the
    outcomes that were known one horizon before each row. HAR regresses on the last outcome and the means of five and 22, in
    logarithms and fitted to QLIKE; GARCH(1,1) has Student's t, takes the declared returns, and is scaled to the target by the
    training means; implied volatility, declared in the column ``implied``, enters as a fitted power. The decisive comparison is with
    the challenger that had the lowest QLIKE in training; the others are shown. Skill is one minus the ratio of mean losses, model and
    challenger resampled together; the Diebold-Mariano test with Harvey's correction gives the p-value.

    Reads as risk: A model that loses to HAR or EWMA costs development and attention and sizes limits worse than a formula of three
    numbers would.

    Limitations: A proxy with much noise has a loss that no forecast can remove, so that skills are small even where one forecast is much
    better. Squared error is decided by a handful of days. Without returns GARCH is absent; so is implied volatility without its
    column. In a panel the challengers work within the first declared segment that tells the series apart, and GARCH does not.
    """
    found = challengers(subject)
    if found is None:
        return Evidence.inconclusive("most time stamps bear several rows, and no declared segment tells their series apart")
    own, n = losses(subject, Role.VALIDATION), subject.samples[Role.VALIDATION].rows
    broken = int((~np.isfinite(own)).sum())
    if broken:
        return Evidence.inconclusive(f"{broken} of {n} forecasts have an infinite loss ({WORDS['qlike']})")
    compared = {name: paired_losses(subject, own, item) for name, item in found.forecasts[Role.VALIDATION].items()}
    few = {
        name: f"only {len(item['qlike'])} rows" for name, item in compared.items() if len(item["qlike"]) < parameters.smallest_n
    }
    chosen = strongest_challenger(subject, found)
    if chosen in few:
        return Evidence.inconclusive(f"{few[chosen]} of the validation sample have a forecast of the challenger ({chosen})")
    measurements, tables = [], []
    for kind, words in WORDS.items():
        each = {name: estimate(subject, pairs[kind], skill, parameters) for name, pairs in compared.items() if name not in few}
        p_value = equal_accuracy(subject, *compared[chosen][kind].T)
        measurements.append(_measurement(subject, kind, each[chosen], chosen, p_value=p_value))
        measurements += [_measurement(subject, kind, item, name, segment=name) for name, item in each.items()]
        tables.append(over_each_challenger(kind, words, each, {**found.absent, **few}))
    return Evidence.measured(tuple(measurements), tuple(tables))


def _measurement(
    subject: Subject, kind: str, item: Estimate, against: str, *, segment: str | None = None, p_value: float | None = None
) -> Measurement:
    name, text = f"{kind}_skill" + ("_over_each" if segment else ""), convention(subject, f"{WORDS[kind]}; against {against}")
    return measured(name, item, text, p_value, segment=segment)
