"""Declarations held against the curves that were followed: how many steps go against them, and how far."""

from collections.abc import Iterator

from governance.record.declaration import Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.directions import ShareAgainst, share_against
from governance.subject.attribution.direction_tables import direction_tables
from governance.subject.attribution.directions import SPAN, Followed, Following, FollowingParameters
from governance.subject.outcomes import convention, dependent
from governance.subject.subject import Subject


def held_against(subject: Subject, found: Following, parameters: FollowingParameters) -> Evidence:
    """``violation_share`` and ``violation_size`` of the worst feature, and of each under its name, with their tables."""
    shares = {name: _share(subject, item, found.declared, parameters) for name, item in found.followed.items()}
    worst_first = dict(sorted(shares.items(), key=lambda pair: (-pair[1].value, -pair[1].high)))
    reasons = "; ".join(found.unfollowed)
    absent = {"violation_share": reasons, "violation_size": reasons} if reasons else {}
    measurements = (*_shares(subject, worst_first, parameters, found), *_sizes(found))
    return Evidence.measured(measurements, direction_tables(found.followed, worst_first), absent)


def _share(subject: Subject, item: Followed, together: int, parameters: FollowingParameters) -> ShareAgainst:
    return share_against(
        item.found, parameters.tolerance, generator=subject.generator(), resamples=parameters.resamples,
        confidence=1 - (1 - parameters.confidence) / together, dependent=dependent(subject),
    )  # fmt: skip


def _shares(
    subject: Subject, shares: dict[str, ShareAgainst], parameters: FollowingParameters, found: Following
) -> Iterator[Measurement]:
    intervals = f"Wilson interval over effective rows, Bonferroni over {found.declared} declared"
    text = convention(subject, f"steps beyond {parameters.tolerance:g} of {SPAN}; {found.drawn}; {intervals}")
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
