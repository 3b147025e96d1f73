"""One criterion held against one measurement: three answers, exactly.

*Proven bad*: the whole interval lies beyond a limit. *Proven good*: the whole interval lies within the mildest one. Everything
else is *not shown*, and the burden decides what that means. An exact count is an interval of no width, so it is always proven.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

from governance.policy.schema import Burden, Criterion, Edges, Limit
from governance.record.declaration import Severity
from governance.record.evidence import Measurement
from governance.record.judgement import Outcome

POWER = 0.80
MOST_ROWS = 1e9

STRADDLES = "not shown: the interval reaches over the limit"
POWERLESS = "not shown: the interval reaches over the limit, and the sample is too small to find a breach four times in five"


@dataclass(frozen=True)
class Answer:
    """What a criterion says of a measurement; the fields are those of `Judgement`."""

    outcome: Outcome
    limit: float
    set_by: str
    severity: Severity | None = None
    unsettled: Severity | None = None
    needed_n: int | None = None
    detectable: float | None = None
    reason: str = ""


def hold(criterion: Criterion, seen: Measurement, burden: Burden, sound: float | None) -> Answer:
    """The answer for ``seen`` (finite, with an ordered interval). ``sound`` is what a faultless subject would show, if known."""
    passed = [severity for severity in criterion.severities if _outside(seen, criterion.bands[severity])]
    straddled = [severity for severity in criterion.severities if _straddles(seen, criterion.bands[severity])]
    forgiven = burden is Burden.EVIDENCE and has_power(criterion, seen, sound)
    unsettled = straddled[-1] if straddled and not forgiven else None
    decided = criterion.bands[passed[-1]] if passed else criterion.mildest
    limit = edge(decided.allowed, seen.value)
    needed = needed_n(criterion, seen, straddled) if unsettled else None
    found = detectable(decided.allowed, limit, seen)
    if passed:
        return Answer(Outcome.BREACHED, limit, decided.set_by, passed[-1], unsettled, needed, found)
    if unsettled is None:
        return Answer(Outcome.SATISFIED, limit, decided.set_by, detectable=found)
    reason = POWERLESS if burden is Burden.EVIDENCE else STRADDLES
    return Answer(Outcome.INCONCLUSIVE, limit, decided.set_by, None, unsettled, needed, found, reason)


def has_power(criterion: Criterion, seen: Measurement, sound: float | None) -> bool:
    """Whether the sample would show a breach of the gravest band in at least four cases of five.

    Without a value that a faultless subject has, there is nothing to reckon the power from, and none is claimed.
    """
    effect = detectable_effect(seen)
    if sound is None or effect is None:
        return False
    lower, upper = criterion.gravest.allowed
    return min(upper - sound, sound - lower) >= effect


def detectable_effect(seen: Measurement) -> float | None:
    """The distance from a limit that a sample like this one shows in four cases of five (Cohen 1988); None without a confidence.

    The standard error is read off the wider half of the interval, so that a lopsided one never claims power it may lack.
    """
    if seen.confidence is None or not 0 < seen.confidence < 1:
        return None
    quantile = NormalDist().inv_cdf(1 - (1 - seen.confidence) / 2)
    standard_error = max(seen.high - seen.value, seen.value - seen.low) / quantile
    return (quantile + NormalDist().inv_cdf(POWER)) * standard_error


def detectable(allowed: Edges, limit: float, seen: Measurement) -> float | None:
    """The value nearest to ``limit``, beyond it, that a sample like this one would prove to be beyond it in four cases of five."""
    effect = detectable_effect(seen)
    if effect is None:
        return None
    found = limit + effect if limit == allowed[1] else limit - effect
    return found if math.isfinite(found) else None


def needed_n(criterion: Criterion, seen: Measurement, straddled: list[Severity]) -> int | None:
    """The effective n at which the interval, shrinking with 1/sqrt(n) round the same value, clears the nearest limit it straddles.

    None where no sample would do: the value lies on the limit, or so near that more than 10^9 rows were needed.
    """
    edges = [number for severity in straddled for number in criterion.bands[severity].allowed if seen.low <= number <= seen.high]
    nearest = min(edges, key=lambda number: abs(seen.value - number))
    half = seen.high - seen.value if nearest > seen.value else seen.value - seen.low
    distance = abs(seen.value - nearest)
    if distance == 0 or half <= 0 or half / distance > math.sqrt(MOST_ROWS):
        return None
    rows = seen.n_effective * (half / distance) ** 2
    return math.ceil(rows) if 0 < rows <= MOST_ROWS else None


def edge(allowed: Edges, value: float | None) -> float:
    """The edge of ``allowed`` that decides about ``value``: the nearer one where there are two, the lower one without a value."""
    lower, upper = allowed
    if math.isinf(lower):
        return upper
    if math.isinf(upper) or value is None:
        return lower
    return lower if abs(value - lower) <= abs(value - upper) else upper


def _outside(seen: Measurement, limit: Limit) -> bool:
    lower, upper = limit.allowed
    return seen.low > upper or seen.high < lower


def _straddles(seen: Measurement, limit: Limit) -> bool:
    lower, upper = limit.allowed
    inside = lower <= seen.low and seen.high <= upper
    return not inside and not _outside(seen, limit)
