"""What a declared feed adds, and whether it is as fresh and as complete as it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.statistics.resampling import interval
from governance.subject.attribution.feeds import feeds, loss_without, missing, stale
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters, equal_accuracy, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, describe_loss, losses, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]
STRATEGIES = (Task.STRATEGY,)
NO_SERIES = "rows share a time stamp and no declared segment tells their series apart"


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
        "Fisher, Rudin & Dominici (2019), All models are wrong, but many are useful, JMLR 20",
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
        for metric, item in (_value(subject, name, columns, stricter, told), *_upkeep(subject, name, columns, stricter, told)):
            if isinstance(item, str):
                absent[metric] = item
            else:
                found.append(item)
    return Evidence.measured(tuple(found), (_table(found),), absent)


def _value(
    subject: Subject, name: str, columns: tuple[str, ...], parameters: FeedParameters, told: str
) -> tuple[str, Measurement | str]:
    strategy = subject.task is Task.STRATEGY
    metric = "marginal_return" if strategy else "marginal_value"
    rows = explained_rows(subject, parameters.rows)
    without = loss_without(subject, columns, rows, parameters.copies, parameters.block)
    if isinstance(without, Failure):
        return metric, without.reason
    pairs = np.column_stack([(losses(subject, Role.VALIDATION) * weights(subject, Role.VALIDATION))[rows], without])
    if not np.isfinite(pairs).all() or not pairs[:, 1].any():
        return metric, f"the loss with or without {name} is infinite, or zero throughout"
    item = estimate(subject, pairs, _gain if strategy else _share, parameters)
    drawn = f"{how_drawn(subject, len(rows))}, {parameters.copies} copies in blocks of {parameters.block}"
    text = convention(subject, describe_loss(subject), f"{drawn}; {told}")
    return metric, Measurement(
        metric, item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence,
        equal_accuracy(subject, *pairs.T), name, unit="" if strategy else "share", convention=text,
    )  # fmt: skip


def _upkeep(
    subject: Subject, name: str, columns: tuple[str, ...], parameters: FeedParameters, told: str
) -> Iterator[tuple[str, Measurement | str]]:
    samples = [subject.samples[role] for role in (Role.VALIDATION, Role.TRAINING)]
    flags: Mapping[str, list[Array | None]] = {
        "excess_staleness": [stale(sample, columns) for sample in samples],
        "lost_coverage": [missing(sample, columns) for sample in samples],
    }
    for metric, (later, earlier) in flags.items():
        if later is None or earlier is None:
            yield metric, NO_SERIES
            continue
        generator = subject.generator()
        now, then = (
            estimate(subject, kept[np.isfinite(kept)][:, None], lambda means: means[:, 0], parameters, generator)
            for kept in (later, earlier)
        )
        value, (low, high) = now.value - then.value, interval(now.draws - then.draws, parameters.confidence)
        rows = min(now.n_effective, then.n_effective)
        text = convention(subject, f"{then.value:.4g} in training; {told}")
        yield metric, Measurement(
            metric, value, min(low, value), max(high, value), now.n, rows, Role.VALIDATION, parameters.confidence,
            segment=name, unit="share", convention=text,
        )  # fmt: skip


def _share(means: Array) -> Array:
    return np.asarray(1 - means[:, 0] / means[:, 1])


def _gain(means: Array) -> Array:
    return np.asarray(means[:, 1] - means[:, 0])


def _table(found: list[Measurement]) -> Table:
    rows = tuple((str(item.segment), item.value, item.low, item.high) for item in found if item.metric.startswith("marginal"))
    note = "Above zero the model does better with the feed; an interval that holds zero shows no value."
    return Table("value", "What each feed adds", Shape.INTERVALS, ("feed", "value", "low", "high"), rows, note=note)
