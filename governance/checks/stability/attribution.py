"""Whether the answers in use are moved by the features that moved them in validation."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.permutation import block_permutation
from governance.statistics.resampling import interval, stationary_bootstrap_means, stretched
from governance.statistics.shift import total_variation
from governance.subject.attribution.in_use import InUse, block, explain_in_use, shares
from governance.subject.drift_tables import shares_table
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.monitored import NOT_IN_USE, in_use
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class AttributionParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most ``rows`` of each sample explained, the ``background`` rows, and permutations."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 1})
    background: int = field(default=200, metadata={"stricter": "larger", "least": 1})
    permutations: int = field(default=499, metadata={"stricter": "larger", "least": 99})


@check(
    title="Attribution in use",
    asks="Are the answers in use moved by the same features as in validation?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(Metric("importance_moved", "Share of the importance that changed hands between features", "lower", unit="share", sound=0.0),),
    references=(
        "Lundberg et al. (2020), From local explanations to global understanding, Nature Machine Intelligence 2",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
        "Kirch (2007), Block permutation principles for the change analysis of dependent data, J. Statistical Planning and Inference 137",
    ),
)  # fmt: skip
def attribution(subject: Subject, parameters: AttributionParameters) -> Evidence:
    """Explain rows of production as rows of validation were, and compare the shares of importance.

    Method: Rows of both samples, drawn evenly over time and over the answer, are explained by the same method against the same
    training rows. A feature's share is its mean absolute contribution over that of all. What moved is the total variation, half
    the sum of the absolute differences. Its interval resamples both samples by themselves in blocks and is turned round its value
    (basic bootstrap), since a resampled distance is too large. The p-value lets blocks of rows of both samples change places.

    Reads as risk: A model whose answers have come to rest on other features is in effect another model, which nobody validated;
    often a feed has gone wild or stands still.

    Limitations: A feature that is calm for a year moves fewer answers for a year, and rightly. Contributions depend on the
    background and on their kind. With slow features the blocks are few: at a first autocorrelation of 0.99 over 250 rows the
    p-value lies below 0.05 in a quarter of sound cases.
    """
    if not in_use(subject):
        return Evidence.not_applicable(NOT_IN_USE)
    if Capability.CONTRIBUTIONS not in subject.scoring.model.capabilities:
        return Evidence.inconclusive(f"the {subject.scoring.model.flavour} model cannot be asked for contributions")
    found = explain_in_use(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    few = min(len(found.validation), len(found.production))
    if few < parameters.smallest_n:
        return Evidence.inconclusive(
            f"{few} rows of a sample were explained; fewer than {parameters.smallest_n} are not measured"
        )
    return Evidence.measured((_moved(subject, found, parameters),), (shares_table(found),))


def _moved(subject: Subject, found: InUse, parameters: AttributionParameters) -> Measurement:
    generator, length = subject.generator(), max(block(subject, sample) for sample in (found.validation, found.production))
    drawn = []
    for sample in (found.validation, found.production):
        long = min(length, len(sample) / 5)
        means = stationary_bootstrap_means(sample, parameters.resamples, long, generator)
        own = shares(sample.mean(axis=0))
        drawn.append(stretched(shares(means), own, len(sample), long, parameters.confidence))
    tested = block_permutation(
        found.validation, found.production,
        lambda first, second: float(total_variation(shares(first.mean(axis=0)), shares(second.mean(axis=0)))),
        generator=generator, resamples=parameters.permutations, block=length,
    )  # fmt: skip
    low, high = interval(total_variation(*drawn), parameters.confidence)
    value = tested.statistic
    ends = max(0.0, min(value, 2 * value - high)), min(1.0, max(value, 2 * value - low))
    n = len(found.production)
    text = convention(
        subject, f"{found.convention}; blocks of {length:.3g} rows; p-value from {parameters.permutations} permutations"
    )
    return Measurement(
        "importance_moved", value, *ends, n, min(n, len(found.validation)) / length, Role.PRODUCTION, parameters.confidence,
        tested.p_value, unit="share", convention=text,
    )  # fmt: skip
