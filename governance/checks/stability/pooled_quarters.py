"""What the quarters in use have shown together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.betting import Bounds, betting_bounds, weight
from governance.subject.drift_tables import quarters_table
from governance.subject.monitored import NOT_IN_USE, in_use, steps
from governance.subject.naive import describe_naive
from governance.subject.outcomes import describe_loss
from governance.subject.quarters import Pooled, pooled
from governance.subject.subject import Subject


@dataclass(frozen=True)
class QuarterParameters:
    """Two-sided ``confidence``, the fewest steps measured, and the quantile of what validation saved at which a step is bounded."""

    confidence: float = field(default=0.95, metadata={"stricter": "larger", "least": 0.5, "most": 0.999})
    smallest_n: int = field(default=30, metadata={"stricter": "larger", "least": 5})
    bound: float = field(default=0.99, metadata={"stricter": "unclear", "least": 0.9, "most": 1.0})


@check(
    title="Quarters pooled",
    asks="What have the quarters in use shown together of the model's advantage over the naive forecast?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ACCUMULATORS,
    tasks=FORECASTS,
    metrics=(
        Metric("advantage", "Loss saved a step in use, over the naive loss of validation", "higher", FORECASTS, "share"),
        Metric("evidence_of_skill", "Decimal logarithm of the evidence that the model is better than free", "higher", FORECASTS),
        Metric("evidence_of_harm", "Decimal logarithm of the evidence that it is worse", "lower", FORECASTS),
    ),
    references=(
        "Waudby-Smith & Ramdas (2024), Estimating means of bounded random variables by betting, J. Royal Statistical Society B 86(1)",
        "Ramdas, Grünwald, Vovk & Shafer (2023), Game-theoretic statistics and safe anytime-valid inference, Statistical Science 38(4)",
        "Choe & Ramdas (2024), Comparing sequential forecasters, Operations Research 72(4)",
    ),
)  # fmt: skip
def pooled_quarters(subject: Subject, parameters: QuarterParameters) -> Evidence:
    """Let the evidence of one quarter after the other add up.

    Method: The loss saved a step against the naive forecast that was strongest in training, bounded at a high quantile of its size
    in validation, is bet on in the order of time: a capital of 1 is staked on the model being better, another on it being worse,
    each stake fixed from what came before. Capitals multiply from quarter to quarter, so that small samples count. The bounds of
    the mean are those at which no bet has multiplied its stake by 2 over the error rate; they hold at the end of all quarters
    together, however often somebody looks and whenever they stop. Outcomes that overlap over the horizon are bet on in as many
    separate streams, whose capitals are averaged; then bounds hold at each quarter's end by itself.

    Reads as risk: A model that is looked at every quarter, each time with too few rows to say anything, is never found out. Here
    every quarter leaves the next one less to prove.

    Limitations: It assumes that outcomes are known in order, that the bound was fixed before production began, and, for the bounds
    to be those of one mean, that the mean stays what it is; that the model was never better, or never worse, is refuted without
    that assumption. Losses beyond the bound count as the bound: disasters weigh less than they cost. Bounds that hold at all times
    are wider than those of a single look.
    """
    if not in_use(subject):
        return Evidence.not_applicable(NOT_IN_USE)
    known, seen = steps(subject, Role.VALIDATION), steps(subject, Role.PRODUCTION)
    if isinstance(known, str) or isinstance(seen, str):
        return Evidence.inconclusive(known if isinstance(known, str) else str(seen))
    few = min(len(known.losses), len(seen.losses))
    if few < parameters.smallest_n:
        return Evidence.inconclusive(
            f"{few} steps of a sample can be compared; fewer than {parameters.smallest_n} are not measured"
        )
    found = pooled(known, seen, parameters.bound)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    streams = found.streams(subject.identity.horizon)
    bounds = betting_bounds(found.bets, found.ends, found.variance, parameters.confidence, streams)
    text = (
        f"{describe_loss(subject)}; against {describe_naive(subject, seen.against)}; bets on {len(found.bets)} values in {streams} "
        f"streams; {found.clipped:.3g} of the steps beyond the bound; valid at any time" + (" by itself" if streams > 1 else "")
    )
    measurements = tuple(_measurements(found, bounds, len(seen.losses), streams, text))
    return Evidence.measured(measurements, (quarters_table(found, bounds),))


def _measurements(found: Pooled, bounds: Bounds, n: int, streams: int, text: str) -> Iterator[Measurement]:
    value, low, high = ((end - 0.5) * found.unit for end in (float(found.bets.mean()), bounds.low[-1], bounds.high[-1]))
    rows, alpha = float(len(found.bets)) / streams, (1 - bounds.confidence) / 2
    yield Measurement(
        "advantage", value, min(float(low), value), max(float(high), value), n, rows, Role.PRODUCTION, bounds.confidence,
        unit="share", convention=text,
    )  # fmt: skip
    for metric, side in (("evidence_of_skill", found.bets), ("evidence_of_harm", 1 - found.bets)):
        evidence, p_value = weight(side, found.variance, alpha, streams)
        yield Measurement(metric, evidence, evidence, evidence, n, rows, Role.PRODUCTION, p_value=p_value, convention=text)
