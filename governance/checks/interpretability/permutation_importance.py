"""What each feature is worth out of sample: what the answers cost without it."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.importance import AddedLosses, added_losses
from governance.subject.attribution.permuting import Permuted, permuted
from governance.subject.attribution.tables import NAMED, permutation_table
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, dependent, describe_loss
from governance.subject.subject import Subject


@dataclass(frozen=True)
class PermutationParameters(BootstrapParameters):
    """What all bootstrapping checks have, the most validation ``rows``, and the ``repeats`` and ``blocks`` of the shuffling.

    More blocks keep a row's values nearer to its time, so that a slow feature counts for less.
    """

    rows: int = field(default=10_000, metadata={"stricter": "larger", "least": 30})
    repeats: int = field(default=2, metadata={"stricter": "larger", "least": 1})
    blocks: int = field(default=10, metadata={"stricter": "unclear", "least": 1})


@check(
    title="Permutation importance",
    asks="What is each feature worth on rows the model has not seen, and does any make its answers worse?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric("harm", "Share of the loss that goes when the most harmful feature is shuffled", "lower", unit="share", sound=0.0),
        Metric("importance", "Loss that shuffling a feature adds, over the mean loss", "neither", unit="share"),
    ),
    references=(
        "Breiman (2001), Random forests, Machine Learning 45(1)",
        "Fisher, Rudin & Dominici (2019), All models are wrong, but many are useful, JMLR 20(177)",
        "Strobl, Boulesteix, Kneib, Augustin & Zeileis (2008), Conditional variable importance for random forests, BMC Bioinformatics 9",
    ),
)  # fmt: skip
def permutation_importance(subject: Subject, parameters: PermutationParameters) -> Evidence:
    """Shuffle features among validation rows of the same time and measure what the answers then cost.

    Method: Rows drawn evenly over time and over the answer are cut into blocks of time; within them each feature is shuffled in turn,
    and features whose rank correlation in training is beyond 0.8 in size together. What that adds to the loss, over the mean absolute
    loss, is the importance; rows are resampled in blocks where they are ordered in time, and each interval stands for itself. The
    harm is that of the feature whose shuffling helps the answers most, 0 where none does; its interval holds for all features
    together (Bonferroni).

    Reads as risk: A feature without which the answers are better has turned against the model since training. A model that lives on one
    feature fails with it.

    Limitations: Copies combine values that may never occur together, and a model is asked where it was not trained. Shuffling within
    blocks leaves a slow feature near its value, so that what it is worth shows only in part. Of features that replace one another
    below the correlation of 0.8 each looks dispensable. Importance is to this loss and this period.
    """
    found = permuted(subject, parameters.rows, parameters.repeats, parameters.blocks)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if len(found.own) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(found.own)} validation rows; fewer than {parameters.smallest_n} are not measured")
    added = added_losses(
        found.own, found.shuffled, generator=subject.generator(), resamples=parameters.resamples, dependent=dependent(subject)
    )
    shown = _shown(subject, found, added, parameters)
    return Evidence.measured((_harm(subject, found, added, parameters), *shown), (permutation_table(shown, len(found.groups)),))


def _shown(subject: Subject, found: Permuted, added: AddedLosses, parameters: PermutationParameters) -> tuple[Measurement, ...]:
    text, (low, high) = convention(subject, f"{describe_loss(subject)}; {found.told}"), added.bounds(parameters.confidence)
    return tuple(
        Measurement(
            "importance", float(added.value[place]), float(low[place]), float(high[place]), added.n, float(added.n_effective[place]),
            Role.VALIDATION, parameters.confidence, segment=found.names[place], unit="share", convention=text,
        )
        for place in np.argsort(-added.value, kind="stable")[:NAMED]
    )  # fmt: skip


def _harm(subject: Subject, found: Permuted, added: AddedLosses, parameters: PermutationParameters) -> Measurement:
    worst, looks = int(np.argmin(added.value)), len(found.groups)
    confidence = 1 - (1 - parameters.confidence) / looks
    low, high = (ends[worst] for ends in added.bounds(confidence))
    text = f"{describe_loss(subject)}; {found.told}; of {found.names[worst]}, Bonferroni over {looks}"
    value, least, most = (max(-float(end), 0.0) for end in (added.value[worst], high, low))
    return Measurement(
        "harm", value, least, most, added.n, float(added.n_effective[worst]), Role.VALIDATION, confidence, unit="share",
        convention=convention(subject, text),
    )  # fmt: skip
