"""Whether any of all rivals is better than the model, with the search among them paid for."""

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.superiority import Superiority, superiority
from governance.subject.estimating import BootstrapParameters
from governance.subject.outcomes import convention, dependent, describe_loss
from governance.subject.rivals import Rivals, rivals
from governance.subject.subject import Subject


@check(
    title="Superior predictive ability",
    asks="Is any of all the forecasts that the model can be held against better than the model?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    metrics=(
        Metric(
            "saved_by_best", "Share of the model's loss that the best rival would save", "lower", FORECASTS, "share", sound=0.0
        ),
    ),
    references=(
        "Hansen (2005), A test for superior predictive ability, Journal of Business & Economic Statistics 23(4)",
        "White (2000), A reality check for data snooping, Econometrica 68(5)",
        "Romano & Wolf (2005), Stepwise multiple testing as formalized data snooping, Econometrica 73(4)",
    ),
)
def superior_predictive_ability(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Hold the model against all rivals at once.

    Method: Rivals are the naive forecasts, a declared benchmark, the simple challengers, for volatility EWMA, HAR, GARCH and implied
    volatility, and the earlier version unless it was trained on validation rows. All are compared on the rows that all of
    them answer. The value is the largest mean loss that a rival would save, as a share of the model's mean loss. Its interval is that
    of all gains together, so that the choice of the best is paid for; the mean loss of the model is taken as known. The p-value is
    Hansen's consistent one of no rival being better: differences over their errors, poor rivals not counted, under the stationary
    bootstrap. Long samples are first added up into a thousand groups of consecutive rows.

    Reads as risk: Single comparisons are easily won by a model that was held against the right rivals. If one of all is better beyond
    what choosing it explains, it should be in use, or its advantage known to whoever decides.

    Limitations: What is not among the rivals is not compared with. A rival with few answers restricts all comparisons to these rows.
    The test asks whether the model is beaten, not whether it is better than any.
    """
    found = rivals(subject, parameters.smallest_n)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    level = float(found.model.mean())
    if level == 0.0:
        return Evidence.inconclusive("the model has no loss at all, so that there is no share of it to be saved")
    item = superiority(
        found.model, found.losses, resamples=parameters.resamples, confidence=parameters.confidence, dependent=dependent(subject),
        generator=subject.generator(),
    )  # fmt: skip
    best = found.names[int(item.gains.argmax())]
    told = convention(subject, f"{describe_loss(subject)}; {best} of {len(found.names)} rivals", "bounds of all gains together")
    told += f"; Hansen's p-value, between {item.p_lower:.3g} and {item.p_upper:.3g}"
    n = len(found.model)
    measured = Measurement(
        "saved_by_best", item.value / level, item.low / level, item.high / level, n, item.n_effective, Role.VALIDATION,
        parameters.confidence, item.p_value, convention=told,
    )  # fmt: skip
    return Evidence.measured((measured,), (_table(found, item, level),))


def _table(found: Rivals, item: Superiority, level: float) -> Table:
    half = item.critical * item.errors
    rows = tuple(
        (name, float(gain) / level, float(gain - off) / level, float(gain + off) / level)
        for name, gain, off in zip(found.names, item.gains, half, strict=True)
    )
    note = "Above zero the rival loses less than the model; the intervals hold for all rivals together."
    if found.absent:
        note += f" Absent: {'; '.join(f'{name}, since {reason}' for name, reason in found.absent.items())}."
    columns = ("rival", "share saved", "low", "high")
    return Table("rivals", "Share of the model's loss that each rival would save", Shape.INTERVALS, columns, rows, note=note)
