"""What to revisit: each remedy with the loss that it would have saved on later rows than those it was learned on."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, describe_loss
from governance.subject.remedies import TASKS
from governance.subject.savings import Ranking, Saving, ranking
from governance.subject.subject import Subject


@dataclass(frozen=True)
class RecalibrationParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` of each half, the features tried (``most``), and whether to refit.

    ``refits`` of 1 fits the model anew, which costs two fits.
    """

    rows: int = field(default=1000, metadata={"stricter": "larger", "least": 30})
    most: int = field(default=5, metadata={"stricter": "unclear", "least": 0, "most": 50})
    refits: int = field(default=0, metadata={"stricter": "larger", "least": 0, "most": 1})


@check(
    title="What to recalibrate",
    asks="What would have made the model better on rows that came later?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=TASKS,
    metrics=(
        Metric("saved_loss", "Share of the later loss that the remedy saves", "neither", TASKS, "share", sound=0.0),
        Metric(
            "best_saved",
            "The same of the correction or feature that was best where it was learned",
            "neither",
            TASKS,
            "share",
            0.0,
        ),
    ),
    references=(
        "Mincer & Zarnowitz (1969), The evaluation of economic forecasts, NBER",
        "Platt (1999), Probabilistic outputs for support vector machines, Advances in Large Margin Classifiers",
        "Pesaran & Timmermann (2007), Selection of estimation window in the presence of breaks, Journal of Econometrics 137(1)",
    ),
)
def recalibration(subject: Subject, parameters: RecalibrationParameters) -> Evidence:
    """Learn remedies on the first half of the validation rows and measure what they save on the second.

    Method: The validation steps are halved in time, one horizon apart. On the earlier half are learned: a correction of the level, and of
    level and scale (values: a line; variances: a factor, and a power with a factor; probabilities: the same of the log-odds). Each
    numeric feature is left out, by holding it at its training median, and capped at its 1st and 99th training percentile; those that saved
    the most on the earlier half go on. With ``refits`` the model is fitted anew to all rows until then, and to the newest alone, as
    many as it was trained on. Saved is one minus the ratio of the mean losses with and without the remedy on the later half; intervals
    resample both losses together in blocks and hold for all remedies shown (Bonferroni).

    Reads as risk: A remedy that saves much on later rows says that something moved since training that nobody has taken in: the level, the
    scale, a feature that turned bad, or the relation itself. The list says where to begin.

    Limitations: Each remedy is tried by itself. A feature held at its median is not a model fitted without it. What saved on the second
    half may not on the third; one that saves nothing here is no proof that the model needs none. Nothing is judged.
    """
    found = ranking(subject, parameters, parameters.rows, parameters.most, refits=bool(parameters.refits))
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    text = convention(subject, describe_loss(subject), f"learned on {found.rows} earlier rows")
    measured = (
        _measurement("best_saved", found.best, None, f"{text}; {found.best.name}"),
        *(
            _measurement("saved_loss", item, item.name, f"{text}; Bonferroni over {len(found.ranked)} remedies")
            for item in found.ranked
        ),
    )
    return Evidence.measured(measured, (_intervals(found), _list(found)))


def _measurement(metric: str, item: Saving, segment: str | None, text: str) -> Measurement:
    later = item.later
    return Measurement(
        metric, later.value, later.low, later.high, later.n, later.n_effective, Role.VALIDATION, later.confidence, segment=segment,
        unit="share", convention=text,
    )  # fmt: skip


def _intervals(found: Ranking) -> Table:
    rows = tuple((item.name, item.later.value, item.later.low, item.later.high) for item in found.ranked)
    note = "Above zero the remedy saves loss on later rows. " + " ".join(f"Not tried: {reason}." for reason in found.failed)
    columns = ("remedy", "share of the later loss saved", "low", "high")
    return Table("saved", "What to revisit first", Shape.INTERVALS, columns, rows, note=note.strip())


def _list(found: Ranking) -> Table:
    rows = tuple((place, item.name, item.learned, item.later.value) for place, item in enumerate(found.ranked, start=1))
    columns = ("place", "remedy", "saved where learned", "saved later")
    return Table("remedies", "Remedies by what they would have saved", Shape.PLAIN, columns, rows)
