"""Declarations held against the curves that were followed: how many steps go against them, and how far."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from governance.record.declaration import Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.directions import ShareAgainst
from governance.subject.attribution.direction_tables import direction_tables
from governance.subject.attribution.directions import SPAN, Following, FollowingParameters
from governance.subject.estimating import measured, share_beyond
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


def held_against(subject: Subject, found: Following, parameters: FollowingParameters) -> Evidence:
    """``violation_share`` and ``violation_size`` of the worst feature, and of each under its name, with their tables."""
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / found.declared)
    shares = {name: share_beyond(subject, item.found, parameters.tolerance, stricter) for name, item in found.followed.items()}
    worst_first = dict(sorted(shares.items(), key=lambda pair: (-pair[1].value, -pair[1].high)))
    reasons = "; ".join(found.unfollowed)
    absent = {"violation_share": reasons, "violation_size": reasons} if reasons else {}
    intervals = f"Wilson interval over effective rows, Bonferroni over {found.declared} declared"
    beyond = convention(subject, f"steps beyond {parameters.tolerance:g} of {SPAN}; {found.drawn}; {intervals}")
    sizes = {name: float(item.furthest.max()) for name, item in found.followed.items()}
    largest = f"the largest over the followed rows, as a share of {SPAN}; {found.drawn}"
    measurements = (*shares_of(worst_first, next(iter(worst_first)), beyond), *sizes_of(sizes, found.rows, largest))
    return Evidence.measured(measurements, direction_tables(found.followed, worst_first), absent)


def shares_of(shares: Mapping[str, ShareAgainst], worst: str, text: str) -> Iterator[Measurement]:
    """``violation_share`` of the ``worst`` of the ``shares``, without a segment, and of each under its name."""
    for segment, name in ((None, worst), *zip(shares, shares, strict=True)):
        yield measured("violation_share", shares[name], f"{text}; of {name}", segment=segment)


def sizes_of(sizes: Mapping[str, float], rows: int, text: str) -> Iterator[Measurement]:
    """``violation_size`` of the largest of the ``sizes``, exact over ``rows``, without a segment, and of each under its name."""
    for segment, name in ((None, max(sizes, key=sizes.__getitem__)), *zip(sizes, sizes, strict=True)):
        yield Measurement.exact(
            "violation_size", sizes[name], rows, Role.VALIDATION, segment=segment, convention=f"{text}; of {name}"
        )
