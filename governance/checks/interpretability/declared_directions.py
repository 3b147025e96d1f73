"""Declared directions held against how the model answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import ALL_TASKS, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.directions import ShareAgainst, share_against
from governance.subject.attribution.direction_tables import direction_tables
from governance.subject.attribution.directions import SPAN, Followed, Following, follow
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, dependent
from governance.subject.subject import Subject

ORDERED = tuple(task for task in ALL_TASKS if task is not Task.MULTICLASS)


@dataclass(frozen=True)
class DirectionParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` followed, the ``points`` of a curve, and the ``tolerance``.

    A step against the direction counts beyond the ``tolerance``, a share of the central range of the answers. More points make
    more and smaller steps, so that a change of their number may hide some either way.
    """

    rows: int = field(default=500, metadata={"stricter": "larger", "least": 1})
    points: int = field(default=11, metadata={"stricter": "unclear", "least": 3})
    tolerance: float = field(default=0.01, metadata={"stricter": "smaller", "least": 0, "most": 1})


@check(
    title="Declared directions",
    asks="Does the answer move with each feature in the direction that its owner declared?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ORDERED,
    metrics=(
        Metric("violation_share", "Share of steps against a declared direction", "lower", ORDERED, "share", sound=0.0),
        Metric(
            "violation_size",
            "Largest step against a declared direction, over the answers' range",
            "lower",
            ORDERED,
            "share",
            sound=0.0,
        ),
    ),
    references=(
        "Goldstein, Kapelner, Bleich & Pitkin (2015), Peeking inside the black box, J. Comp. and Graphical Statistics 24(1)",
        "Wilson (1927), Probable inference, Journal of the American Statistical Association 22",
        "Kish (1965), Survey sampling, section 8.2: the design effect",
    ),
)
def declared_directions(subject: Subject, parameters: DirectionParameters) -> Evidence:
    """Move each feature with a declared direction and count the steps on which the answer goes the other way.

    Method: Validation rows drawn evenly over time and over the answer are copied once for each quantile of the feature in training and
    scored in one batch. A step is the change between neighbouring quantiles; for convex and concave it is the distance of a point
    from the chord of its neighbours. Steps against the direction beyond the tolerance count. The rows are the units: the share has a
    Wilson interval over effective rows, from a block bootstrap where they are ordered in time, so that no step against
    still leaves an upper bound above zero. With several declarations the intervals hold together (Bonferroni). The worst feature
    stands without a segment, and each under its name.

    Reads as risk: A model that answers a driver the wrong way round will do so in use, on somebody's position, with no reason that
    could be given. A few large steps are worse than many that barely pass the tolerance; the sizes are shown beside the shares.

    Limitations: Where no direction is declared the check is inconclusive and not inapplicable, since a declaration that would be broken
    could else be left out to advantage; for a model without any expected direction the policy excludes the check and says why. Copies
    may combine values that never occur together. Steps within the tolerance and outside the central 98 % of a feature are not seen.
    """
    found = follow(subject, parameters.rows, parameters.points)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if found.rows < parameters.smallest_n:
        return Evidence.inconclusive(f"{found.rows} rows were followed; fewer than {parameters.smallest_n} are not measured")
    shares = {name: _share(subject, item, parameters) for name, item in found.followed.items()}
    worst_first = dict(sorted(shares.items(), key=lambda pair: (-pair[1].value, -pair[1].high)))
    reasons = "; ".join(found.unfollowed)
    absent = {"violation_share": reasons, "violation_size": reasons} if reasons else {}
    measurements = (*_shares(subject, worst_first, parameters, found.drawn), *_sizes(found))
    return Evidence.measured(measurements, direction_tables(found.followed, worst_first), absent)


def _share(subject: Subject, item: Followed, parameters: DirectionParameters) -> ShareAgainst:
    return share_against(
        item.found, parameters.tolerance, generator=subject.generator(), resamples=parameters.resamples,
        confidence=1 - (1 - parameters.confidence) / len(subject.directions), dependent=dependent(subject),
    )  # fmt: skip


def _shares(
    subject: Subject, shares: dict[str, ShareAgainst], parameters: DirectionParameters, drawn: str
) -> Iterator[Measurement]:
    intervals = f"Wilson interval over effective rows, Bonferroni over {len(subject.directions)} declared"
    text = convention(subject, f"steps beyond {parameters.tolerance:g} of {SPAN}; {drawn}; {intervals}")
    worst = next(iter(shares))
    for segment, name in ((None, worst), *zip(shares, shares, strict=True)):
        share = shares[name]
        yield Measurement(
            "violation_share", share.value, share.low, share.high, share.n, share.n_effective, Role.VALIDATION,
            share.confidence, segment=segment, convention=f"{text}; of {name}",
        )  # fmt: skip


def _sizes(found: Following) -> Iterator[Measurement]:
    sizes = {name: float(item.furthest.max()) for name, item in found.followed.items()}
    text, rows = f"the largest over the followed rows, as a share of {SPAN}; {found.drawn}", found.rows
    for segment, name in ((None, max(sizes, key=sizes.__getitem__)), *zip(sizes, sizes, strict=True)):
        yield Measurement(
            "violation_size", sizes[name], sizes[name], sizes[name], rows, float(rows), Role.VALIDATION,
            segment=segment, convention=f"{text}; of {name}",
        )  # fmt: skip
