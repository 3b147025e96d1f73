"""Whether the estimator takes up outcomes that have nothing to do with their rows."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.estimating import estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import skill
from governance.subject.outcomes import convention, describe_loss
from governance.subject.refits import Rows, part
from governance.subject.relearning import RefitParameters, lost, to_learn
from governance.subject.samples import Sample
from governance.subject.subject import Subject


@dataclass(frozen=True)
class MemorisationParameters(RefitParameters):
    """What all refitting checks have, and the ``share`` of training rows that are told another row's outcome."""

    share: float = field(default=0.1, metadata={"stricter": "unclear", "least": 0.01, "most": 0.5})


@check(
    title="Memorisation",
    asks="Does the estimator learn by heart what cannot be known: outcomes that belong to other rows?",
    needs=(Role.TRAINING,),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    capabilities=(Capability.REFIT,),
    metrics=(Metric("memorised", "Share of the loss on foreign outcomes that being told them removes", "lower", FORECASTS, "share"),),
    references=(
        "Zhang, Bengio, Hardt, Recht & Vinyals (2021), Understanding deep learning (still) requires rethinking generalization, CACM 64(3)",
        "Feldman & Zhang (2020), What neural networks memorize and why, Advances in Neural Information Processing Systems 33",
    ),
)  # fmt: skip
def memorisation(subject: Subject, parameters: MemorisationParameters) -> Evidence:
    """Tell the estimator foreign outcomes for some rows and see how much of them it gives back.

    Method: A random tenth of the training rows are given the outcomes of rows drawn at random, twice and independently, and the
    estimator is refitted to either version with the same settings. What is memorised is one minus a ratio of mean losses on the
    rows in question: that of each refit on the foreign outcomes it was told over that on the outcomes the other one was told. It is 0
    where telling them changed nothing row by row, and 1 where they are given back to the letter (Feldman & Zhang's memorisation,
    for losses). The interval is a bootstrap of those rows.

    Reads as risk: A model that gives back what it cannot know gives back errors, outliers and confidential outcomes of its training sample
    as well, and its training figures say nothing of its skill.

    Limitations: Forests and boosting with deep trees memorise by design and may generalise well all the same: read it beside the
    generalization gap. It speaks of the estimator and its settings, and not of the registered copy. Early stopping on a second sample and
    row weights are not passed to the refit.
    """
    sample, generator = to_learn(subject, parameters.rows), subject.generator()
    count = round(parameters.share * sample.rows)
    if count < parameters.smallest_n:
        return Evidence.inconclusive(
            f"{count} of {sample.rows} rows can be told a foreign outcome; fewer than {parameters.smallest_n} are not"
        )
    rows = np.sort(generator.choice(sample.rows, count, replace=False))
    losses = _told_and_untold(subject, [_misled(sample, rows, generator) for _ in range(2)], rows)
    if isinstance(losses, Failure):
        return Evidence.inconclusive(losses.reason)
    if not losses[:, 1].any():
        return Evidence.inconclusive("the estimator loses nothing on outcomes that it was not told")
    found = estimate(subject, losses, skill, parameters)
    text = convention(subject, f"{describe_loss(subject)}; two refits on {sample.rows} rows each")
    measured = Measurement(
        "memorised", found.value, found.low, found.high, found.n, found.n_effective, Role.TRAINING, found.confidence, unit="share",
        convention=text,
    )  # fmt: skip
    return Evidence.measured((measured,))


def _misled(sample: Sample, rows: Rows, generator: np.random.Generator) -> Sample:
    target = sample.target.copy()
    target[rows] = sample.target[generator.integers(0, sample.rows, len(rows))]
    return replace(sample, target=target)


def _told_and_untold(subject: Subject, misled: list[Sample], rows: Rows) -> NDArray[np.float64] | Failure:
    """(rows, 2) losses on the foreign outcomes that a refit was told, and on those that the other one was told, added over both."""
    total = np.zeros((len(rows), 2))
    for learned in misled:
        for asked in misled:
            losses = lost(subject, learned, part(asked, rows))
            if isinstance(losses, Failure):
                return losses
            total[:, 0 if asked is learned else 1] += losses
    return total
