"""Whether the explanation changes when the model has learned something else."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.checks.interpretability.attribution import AttributionParameters
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.likeness import half_width
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.likeness_tables import twins_table
from governance.subject.attribution.twins import Twins, beyond_floor, mean_of_twins, twins
from governance.subject.estimating import measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.relearning import outcome_block, to_learn
from governance.subject.subject import Subject


@dataclass(frozen=True)
class RandomisationParameters(AttributionParameters):
    """What the attribution has, how many ``twins``, the training rows ``learned`` by each, and the explained rows ``compared``.

    Where the model and its twins move so nearly the same features that less than ``room`` is left to tell, nothing is measured.
    """

    twins: int = field(default=5, metadata={"stricter": "larger", "least": 3, "most": 50})
    learned: int = field(default=5_000, metadata={"stricter": "larger", "least": 100})
    compared: int = field(default=200, metadata={"stricter": "larger", "least": 30})
    room: float = field(default=0.1, metadata={"stricter": "unclear", "least": 0.01, "most": 0.9})


@check(
    title="Randomised outcomes",
    asks="Does the explanation change when the same procedure has learned outcomes that mean nothing?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    capabilities=(Capability.CONTRIBUTIONS, Capability.REFIT),
    metrics=(
        Metric("unaccounted_likeness", "Likeness of explanations beyond that of the models", "lower", unit="share", sound=0.0),
        Metric("signed_likeness", "Mean cosine of a row's contributions and a twin's", "neither", unit="cosine"),
        Metric("rank_correlation", "Rank correlation of a twin's importances with the model's", "neither", unit="correlation"),
    ),
    references=(
        "Adebayo, Gilmer, Muelly, Goodfellow, Hardt & Kim (2018), Sanity checks for saliency maps, NeurIPS 31",
        "Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1)",
    ),
)  # fmt: skip
def randomisation(subject: Subject, parameters: RandomisationParameters) -> Evidence:
    """Fit twins to shuffled outcomes, explain the same rows by the same method, and measure how alike the explanations are.

    Method: The training outcomes are cut into blocks that keep their dependence, and the blocks are put in an order in which none stands
    where it stood; so each twin, the same estimator refitted, learns relations that mean nothing. Model and twins are explained on the
    same validation rows, by the same method and against the same background. Likeness is the mean absolute cosine of a row's
    contributions and the twin's: whether the same features are named in the same proportions, whichever way the answer went. With few
    features any two models are alike by chance, and so are those with declared directions or features of unequal scale. The
    floor is therefore the same cosine of what each feature alone does to the two models' scores: the score less its mean over 16 values
    that stand for the feature in training. What is judged is (likeness - floor) / (1 - floor): 0 where explanations are as alike
    as the models, 1 where the explanation is the same whatever was learned. Intervals add those over rows, in blocks where these are
    ordered in time, and Student's over twins. The cosine with its sign and the rank correlation of importances stand beside it.

    Reads as risk: An explanation that stays when the model has forgotten everything describes the data and not the model. It will look
    right in every report, and will go on doing so after the model has gone wrong.

    Limitations: It finds explanations that ignore the model, not those that misread it or that are dealt by lot; fidelity, known
    contributions and stability do. One feature, or one that moves everything, leaves nothing to tell apart. The published
    limit on rank correlations is not applied: sound models pass it where scales or declared directions decide what a twin can learn.
    """
    found, learned = explain(subject, parameters.rows, parameters.background), to_learn(subject, parameters.learned)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if learned.rows < max(2 * outcome_block(subject, learned), parameters.smallest_n):
        return Evidence.inconclusive(f"{learned.rows} rows are too few to be shuffled")
    these = twins(subject, found, learned, parameters.twins, parameters.compared, parameters.background)
    if isinstance(these, Failure):
        return Evidence.inconclusive(these.reason)
    likeness, floor = these.likeness(), these.floor()
    if likeness.shape[1] < parameters.smallest_n:
        return Evidence.inconclusive(f"{likeness.shape[1]} rows were compared; {parameters.smallest_n} are the least measured")
    text = f"{parameters.twins} twins, outcomes shuffled in blocks of {these.block} of {learned.rows} rows"
    text = convention(subject, f"{text}; {found.convention}")
    signed = mean_of_twins(subject, these.signed(), parameters, (-1.0, 1.0))
    shown = (measured("signed_likeness", signed, text, unit="cosine"), _ranks(these, parameters.confidence, text))
    alike, ground = (mean_of_twins(subject, item, parameters, (0.0, 1.0)) for item in (likeness, floor))
    tables, room = (twins_table(these, alike, ground),), 1 - float(floor.mean())
    if room < parameters.room:
        reason = f"model and twins move the same features: {room:.2f} of a cosine is left to tell their explanations apart"
        return Evidence.measured(shown, tables, {"unaccounted_likeness": reason})
    judged = measured("unaccounted_likeness", beyond_floor(subject, likeness, floor, parameters), text, unit="share")
    return Evidence.measured((judged, *shown), tables)


def _ranks(these: Twins, confidence: float, text: str) -> Measurement:
    found = these.rank_correlations()
    value, half = float(found.mean()), half_width(found, confidence)
    return Measurement(
        "rank_correlation", value, max(-1.0, value - half), min(1.0, value + half), len(found), float(len(found)), Role.VALIDATION,
        confidence, unit="correlation", convention=f"{text}; Student's interval over the twins",
    )  # fmt: skip
