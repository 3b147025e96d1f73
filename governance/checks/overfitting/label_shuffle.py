"""What the estimator finds where there is nothing to find: refits to outcomes that were moved away from their rows."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.surrogates import displaced_blocks, exceedance
from governance.subject.model.interface import Failure
from governance.subject.outcomes import describe_loss
from governance.subject.refits import part
from governance.subject.relearning import RefitParameters, lost, lost_by_mean, outcome_block, to_learn
from governance.subject.skill_tables import of_shuffled_refits
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ShuffleParameters(RefitParameters):
    """What all refitting checks have, and how often the outcomes are ``shuffles`` moved: the p-value cannot be below 1 / (1 + shuffles)."""

    shuffles: int = field(default=19, metadata={"stricter": "larger", "least": 4, "most": 999})


@check(
    title="Shuffled outcomes",
    asks="Does the same procedure, fitted to outcomes that have nothing to do with their rows, show skill as well?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    capabilities=(Capability.REFIT,),
    metrics=(
        Metric("advantage", "Skill of the refit less that of refits to shuffled outcomes", "higher", FORECASTS, "share"),
        Metric("shuffled_skill", "Mean skill of the refits to shuffled outcomes", "lower", FORECASTS, "share", sound=0.0),
    ),
    references=(
        "Ojala & Garriga (2010), Permutation tests for studying classifier performance, Journal of Machine Learning Research 11",
        "Phipson & Smyth (2010), Permutation p-values should never be zero, Stat. Appl. in Genetics and Molecular Biology 9(1)",
    ),
)
def label_shuffle(subject: Subject, parameters: ShuffleParameters) -> Evidence:
    """Refit to shuffled outcomes, in blocks, and hold their skill on the validation rows against that of the true refit.

    Method: The training outcomes are cut into blocks that keep their dependence (twice the optimal length of the block bootstrap, at
    least the horizon and at most a twentieth of the rows; single rows where rows have no order in time), and the blocks are put in a
    random order in which none stands where it stood. The same estimator is refitted to each order, and once to the true outcomes of the
    same rows. Skill is one minus the ratio of the mean loss to that of the training mean, on the validation rows. The p-value of the
    advantage is (1 + orders that do as well) / (1 + orders); its interval holds the true refit against 95 % of them. The
    interval of the shuffled skill is Student's over the orders.

    Reads as risk: Where outcomes that mean nothing give as much skill, the skill means nothing. Skill of the shuffled refits above zero
    says that outcomes reach the model by another way than the one that was shuffled: a leak in the features, or in the code.

    Limitations: A model that adds little to a strong average may fall short of significance in few orders. It speaks of
    the estimator and its settings; what was chosen before, such as the features, is not shuffled. Persistent outcomes leave few blocks.
    """
    sample = to_learn(subject, parameters.rows)
    block, generator = outcome_block(subject, sample), subject.generator()
    if sample.rows < max(2 * block, parameters.smallest_n):
        return Evidence.inconclusive(f"{sample.rows} rows are too few to be shuffled")
    orders = [displaced_blocks(sample.rows, block, generator) for _ in range(parameters.shuffles)]
    whole = part(sample, np.arange(len(orders[0])))
    naive, skills = float(lost_by_mean(subject).mean()), []
    for target in (whole.target, *(sample.target[order] for order in orders)):
        losses = lost(subject, replace(whole, target=target), subject.samples[Role.VALIDATION])
        if isinstance(losses, Failure):
            return Evidence.inconclusive(losses.reason)
        skills.append(1 - float(losses.mean()) / naive)
    orders_told = f"{parameters.shuffles} orders of blocks of {block} rows; {whole.rows} rows learned"
    text = f"{describe_loss(subject)}; against the training mean; {orders_told}"
    own, shuffled = skills[0], np.array(skills[1:])
    found = _measurements(subject, own, shuffled, parameters.confidence, text)
    return Evidence.measured(found, (of_shuffled_refits(own, shuffled),))


def _measurements(subject: Subject, own: float, shuffled: Array, confidence: float, text: str) -> tuple[Measurement, ...]:
    from scipy.stats import t as student

    count, mean, n = len(shuffled), float(shuffled.mean()), subject.samples[Role.VALIDATION].rows
    best, worst = (float(np.quantile(shuffled, level)) for level in ((1 + confidence) / 2, (1 - confidence) / 2))
    half = float(student.ppf((1 + confidence) / 2, count - 1) * shuffled.std(ddof=1) / np.sqrt(count))
    return (
        Measurement("advantage", own - mean, own - best, own - worst, n, float(count), Role.VALIDATION, confidence,
                    exceedance(shuffled, own), unit="share", convention=text),
        Measurement("shuffled_skill", mean, mean - half, mean + half, n, float(count), Role.VALIDATION, confidence,
                    unit="share", convention=text),
    )  # fmt: skip
