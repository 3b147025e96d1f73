"""Whether the explainer finds contributions that are known."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.checks.interpretability.attribution import AttributionParameters
from governance.record.declaration import ONE_NUMBER, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.likeness_tables import known_table
from governance.subject.attribution.recovering import Asked, Recovered, agreements, recovered, twin_fit
from governance.subject.estimating import measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

UNITS = {"row_agreement": "cosine", "difference": "share", "rank_correlation": "correlation"}
NO_TWIN = "the method needs only scores: the known answer itself was explained, and no twin learned it"


@dataclass(frozen=True)
class GroundTruthParameters(AttributionParameters):
    """What the attribution has, the training rows ``learned`` by a twin, the features that are ``carriers`` of the known answer.

    ``compared`` are the most explained rows; a twin whose R² against the answer is below ``described`` says nothing of the explainer.
    """

    learned: int = field(default=5_000, metadata={"stricter": "larger", "least": 100})
    carriers: int = field(default=8, metadata={"stricter": "larger", "least": 2})
    compared: int = field(default=500, metadata={"stricter": "larger", "least": 30})
    described: float = field(default=0.8, metadata={"stricter": "unclear", "least": 0.5, "most": 0.999})


@check(
    title="Known contributions",
    asks="Does the explainer, on these features, find contributions that are known beforehand?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=ONE_NUMBER,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("row_agreement", "Mean cosine of a row's found and true contributions", "higher", ONE_NUMBER, "cosine", sound=1.0),
        Metric("difference", "Sum of absolute differences over that of the true contributions", "lower", ONE_NUMBER, "share"),
        Metric(
            "rank_correlation", "Rank correlation of the found with the true importances", "higher", ONE_NUMBER, "correlation"
        ),
        Metric("twin_fit", "R² of the twin against the answer that it learned", "higher", ONE_NUMBER, "share"),
    ),
    references=(
        "Lundberg & Lee (2017), A unified approach to interpreting model predictions, NeurIPS 30",
        "Guidotti (2021), Evaluating local explanation methods on ground truth, Artificial Intelligence 291",
    ),
)
def ground_truth(subject: Subject, parameters: GroundTruthParameters) -> Evidence:
    """Make an answer whose contributions are known, explain it by the same kind of explainer, and hold the found against the true.

    Method: Up to eight numeric features, drawn at random, are standardised on the training sample and given straight, bent (tanh)
    and stepped functions in turn, with weights that fall from 1 to 0.3 and random signs. Of a sum of such parts the Shapley contribution
    of a feature is its own part less the part's mean over the background rows, exactly. The subject's estimator learns this answer
    without noise, on the scale that is explained (of two classes, from ten copies of each row, marked in proportion to the
    probability). It also learns an answer of straight parts alone, and where it learns neither well, both with the signs of the model's
    own answers, since it may be bound to directions; what it learned best counts. The same method explains the twin on the
    same rows. A method that needs only scores explains the answer itself. Found and true contributions are compared by the cosine of
    each row, the sum of absolute differences and the ranks of importances, with bootstrap intervals over rows. The twin's R² is taken
    on rows that mix the features of two, since contributions are made of such rows; below four fifths the twin's own error would be
    blamed on the explainer, and nothing is said.

    Reads as risk: An explainer that does not find what is known will not find what is unknown. Its reasons for single answers must not
    be given to clients, supervisors or traders.

    Limitations: It speaks of the explainer on these features and not of the model, which may hold interactions that the known answer
    has not. Methods along the paths of training rows share credit among correlated features where the truth does not. Trees on strongly
    correlated features seldom describe the answer off the sample, and then nothing is said.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    limits = parameters.learned, parameters.carriers, parameters.compared, parameters.background, parameters.described
    these = recovered(subject, found, Asked(*limits))
    if isinstance(these, Failure):
        return Evidence.inconclusive(these.reason)
    if len(these.given) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(these.given)} rows were explained; {parameters.smallest_n} are the least measured")
    text = convention(subject, these.told)
    if these.fit is None:
        return Evidence.measured(_agreement(subject, these, parameters, text), (known_table(these),), {"twin_fit": NO_TWIN})
    learned = twin_fit(subject, these.fit, parameters)
    fit = measured("twin_fit", learned, f"{text}; on rows that mix the features of two", unit="share")
    if these.described < parameters.described:
        reason = f"the twin describes {these.described:.2f} of the known answer: its error would be blamed on the explainer"
        return Evidence.measured((fit,), (), dict.fromkeys(UNITS, reason))
    return Evidence.measured((*_agreement(subject, these, parameters, text), fit), (known_table(these),))


def _agreement(subject: Subject, these: Recovered, parameters: GroundTruthParameters, text: str) -> tuple[Measurement, ...]:
    items = agreements(subject, these, parameters)
    return tuple(measured(name, item, text, unit=UNITS[name]) for name, item in items.items())
