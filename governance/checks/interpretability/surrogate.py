"""How much of the model a small tree can say."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.attribution.surrogates import Surrogate, surrogate_tree
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class SurrogateParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``depth`` of the tree, and the least ``share`` of training rows in a leaf."""

    depth: int = field(default=3, metadata={"stricter": "unclear", "least": 1, "most": 5})
    share: float = field(default=0.02, metadata={"stricter": "unclear", "least": 0.001, "most": 0.5})


@check(
    title="Surrogate tree",
    asks="How much of what the model answers can be said by a tree that fits on one page?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric("fidelity", "Share of the answers' variance that a small tree gives back out of sample", "higher", unit="share"),
    ),
    references=(
        "Craven & Shavlik (1996), Extracting tree-structured representations of trained networks, NIPS 8",
        "Molnar (2022), Interpretable machine learning, chapter on global surrogates",
    ),
)
def surrogate(subject: Subject, parameters: SurrogateParameters) -> Evidence:
    """Fit a shallow tree to the model's own answers and measure on validation rows how well it repeats them.

    Method: A regression tree of the numeric features, shallow, learns the answers on training rows (at most 20,000,
    drawn evenly over time and over the outcome). Its fidelity is one minus its squared distance from the model's answers on
    validation, over that of their mean in training, all outputs together; rows are resampled in blocks where they are ordered in time.
    The tree is printed leaf by leaf, with its answer, the model's mean answer and the number of validation rows.

    Reads as risk: Rules that a person can read and that give back nine tenths of the answers are a description of the model; rules that
    give back half of them are a story about it.

    Limitations: The tree describes the answers and not the outcome. Smooth models are cut into steps and look less simple than they
    are; features that are no numbers are not read. A low fidelity is no fault by itself.
    """
    found = surrogate_tree(subject, parameters.depth, parameters.share)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if len(found.errors) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(found.errors)} validation rows; fewer than {parameters.smallest_n} are not measured")
    item = estimate(subject, found.errors, lambda means: 1 - means[:, 0] / means[:, 1], parameters)
    text = convention(
        subject, f"tree of depth {parameters.depth}, {len(found.leaves)} leaves, learned on {found.learned} training rows"
    )
    fidelity = Measurement(
        "fidelity", item.value, item.low, item.high, item.n, item.n_effective, Role.VALIDATION, item.confidence, convention=text
    )
    return Evidence.measured((fidelity,), (_table(found),))


def _table(found: Surrogate) -> Table:
    rows = tuple((leaf.where, leaf.answer, leaf.given_back, leaf.rows) for leaf in found.leaves)
    note = (
        "Each line is a region; in it the tree gives one answer, beside the mean of what the model answers there in validation."
    )
    columns = ("where", "the tree's answer", "the model's mean answer", "rows")
    return Table("leaves", "The model as a small tree", Shape.PLAIN, columns, rows, note=note)
