"""What a declared feed adds, and whether it is as fresh and as complete as it was."""

from dataclasses import dataclass, field, replace

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, STRATEGIES, Metric, Reads, Role, Task
from governance.record.evidence import Evidence
from governance.subject.attribution.feeds import Figure, added, feeds, missing, since_training, stale, value_table
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class FeedParameters(BootstrapParameters):
    """What all bootstrapping checks have, and how a feed is taken away.

    From at most ``rows`` validation rows, in so many ``copies``, by stretches of ``block`` training rows.
    """

    rows: int = field(default=10_000, metadata={"stricter": "larger", "least": 100})
    copies: int = field(default=5, metadata={"stricter": "larger", "least": 1, "most": 100})
    block: int = field(default=20, metadata={"stricter": "unclear", "least": 1})


@check(
    title="Alternative data",
    asks="Does each declared feed earn its place, and does it still arrive fresh and complete?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric("marginal_value", "Share of the loss without the feed that the feed removes", "higher", FORECASTS, "share"),
        Metric("marginal_return", "Mean return a row that the feed adds", "higher", STRATEGIES),
        Metric("excess_staleness", "Share of rows on which the feed stands still, less that in training", "lower", unit="share", sound=0.0),
        Metric("lost_coverage", "Share of rows on which the feed lacks a value, less that in training", "lower", unit="share", sound=0.0),
    ),
    references=(
        "Fisher, Rudin & Dominici (2019), All models are wrong, but many are useful, JMLR 20(177)",
        "Diebold & Mariano (1995), Comparing predictive accuracy, Journal of Business & Economic Statistics 13(3)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)  # fmt: skip
def alternative_data(subject: Subject, parameters: FeedParameters) -> Evidence:
    """Take each declared feed away from the model, and hold its freshness and completeness against those in training.

    Method: A feed is a group of features that governance.columns declares as group:NAME. On up to 10,000 rows, drawn evenly, its
    columns are replaced together by stretches of consecutive training rows, several times over, so that its distribution stays and
    its tie to the rows is cut. The marginal value is one minus the ratio of the loss with the feed to the mean loss without it (for
    a strategy the difference of the mean returns); losses are resampled in pairs and the p-value is that of Diebold and Mariano. A
    feed stands still on a row where none of its columns changed since the row before of the same series; it lacks a value where any
    column does. Both shares are validation less training, the samples resampled apart. Intervals hold together over the
    feeds (Bonferroni).

    Reads as risk: A feed that adds nothing costs its licence and its outages; one that takes away is trusted against the evidence.
    A feed that has come to stand still, or to have gaps, still answers, and the model answers with it.

    Limitations: The model is not refitted: another model without the feed might lose less. A feed that shares its content with
    other features seems worth less than it is. Rows put together may never occur together.
    """
    groups = feeds(subject)
    if not any(role.startswith("group:") for role in subject.samples[Role.VALIDATION].columns):
        return Evidence.not_applicable('no feed is declared as a group of features, such as {"group:news": ["buzz"]}')
    if not groups:
        return Evidence.inconclusive("no column of a declared feed is an input of the model")
    if min(subject.samples[role].rows for role in (Role.TRAINING, Role.VALIDATION)) < parameters.smallest_n:
        return Evidence.inconclusive(f"a sample has fewer than {parameters.smallest_n} rows")
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(groups))
    found, absent = [], {}
    for name, columns in groups.items():
        told = f"{', '.join(columns)}; Bonferroni over {len(groups)} feeds"
        for metric, item in _figures(subject, name, columns, stricter).items():
            if isinstance(item, Failure):
                absent[metric] = item.reason
                continue
            text, unit = convention(subject, f"{item.told}; {told}"), "" if metric == "marginal_return" else "share"
            found.append(measured(metric, item.estimate, text, item.p_value, segment=name, unit=unit))
    return Evidence.measured(tuple(found), (value_table(found),), absent)


def _figures(subject: Subject, name: str, columns: tuple[str, ...], parameters: FeedParameters) -> dict[str, Figure | Failure]:
    return {
        "marginal_return" if subject.task is Task.STRATEGY else "marginal_value": added(
            subject, name, columns, (parameters.rows, parameters.copies, parameters.block), parameters
        ),
        "excess_staleness": since_training(subject, columns, stale, parameters),
        "lost_coverage": since_training(subject, columns, missing, parameters),
    }
