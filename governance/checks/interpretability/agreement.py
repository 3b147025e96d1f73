"""Whether three accounts of the same model say the same."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.checks.interpretability.attribution import AttributionParameters
from governance.checks.interpretability.permutation_importance import PermutationParameters
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.agreement import top_agreement
from governance.subject.attribution.agreeing import NOTHING_TO_RANK, PERSISTENCE, Overlap, accounts, overlaps, same_signs
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.likeness_tables import overlap_table
from governance.subject.estimating import mean, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

FLOOR = "two halves of the same contributions"


@dataclass(frozen=True)
class AgreementParameters(AttributionParameters, PermutationParameters):
    """What attribution and permutation have, the ``surrogates``, rows with a local one, and the ``leading`` features of a row."""

    rows: int = field(default=2000, metadata={"stricter": "larger", "least": 30})
    shuffled: int = field(default=10_000, metadata={"stricter": "larger", "least": 30})
    surrogates: int = field(default=200, metadata={"stricter": "larger", "least": 30})
    leading: int = field(default=5, metadata={"stricter": "unclear", "least": 1})


@check(
    title="Agreement of explanations",
    asks="Do contributions, local surrogates and permutation name the same features, and the same signs?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric(
            "sign_agreement", "Share of a row's leading features with the same sign in a local surrogate", "higher", unit="share"
        ),
        Metric("top_agreement", "Share of a row's leading features that lead in a local surrogate too", "higher", unit="share"),
        Metric("rank_overlap", "Rank-biased overlap of two rankings of all features", "higher", unit="share"),
    ),
    references=(
        "Krishna, Han, Gu et al. (2022), The disagreement problem in explainable machine learning, arXiv 2202.01602",
        "Webber, Moffat & Zobel (2010), A similarity measure for indefinite rankings, ACM Trans. on Information Systems 28(4)",
        "Ribeiro, Singh & Guestrin (2016), Why should I trust you? Explaining the predictions of any classifier, KDD",
    ),
)
def agreement(subject: Subject, parameters: AgreementParameters) -> Evidence:
    """Hold contributions against local surrogates row by row, and both against permutation importance over all rows.

    Method: Around some of the explained rows a weighted linear surrogate is fitted (LIME); its coefficient times the distance from the
    background's mean is what a feature adds by it. Features whose rank correlation in training is beyond 0.8 in size are added up with
    their signs, since methods deal one credit differently among them; those that the model does not use are left out. Of each
    row's leading features, at most half of all, the share with the same sign and the share that lead in both are averaged. Whole
    rankings are compared by rank-biased overlap at a persistence of 0.9, each pair with its interval, beside the noise floor: two halves
    of the rows, each resampled, ranked by the same contributions. Rows are resampled in blocks where they are ordered in time.

    Reads as risk: Where methods name different features, the one that was shown was chosen. Opposite signs mean that a reason given
    for an answer would be refuted by the next tool.

    Limitations: Methods answer different questions: what moved this answer, how it would move nearby, and what the feature earns out of
    sample. A bent or interacting model, and one that relies on features without worth, makes them differ for good reason. An overlap
    at the noise floor is as good as the rows allow. Signs of contributions near zero are chance.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    shuffling = (parameters.shuffled, parameters.repeats, parameters.blocks)
    these = accounts(subject, found, parameters.surrogates, parameters.background, shuffling)
    if isinstance(these, Failure):
        return Evidence.inconclusive(these.reason)
    if len(these.names) < 2:
        return Evidence.not_applicable(NOTHING_TO_RANK)
    k = min(parameters.leading, len(these.names) // 2)
    amounts = (these.contributions, these.surrogates, k)
    shares, rows = same_signs(*amounts), len(these.contributions)
    if len(shares) < parameters.smallest_n:
        return Evidence.inconclusive(f"{len(shares)} rows can be compared; fewer than {parameters.smallest_n} are not measured")
    text = convention(subject, f"{len(these.names)} groups of features, the leading {k} of a row; {found.convention}")
    signs, tops = (mean(subject, values, parameters, (0.0, 1.0)) for values in (shares, top_agreement(*amounts)))
    pairs, floor = overlaps(subject, these, parameters.resamples)
    ranked = tuple(_ranked(subject, name, item, rows, parameters) for name, item in {**pairs, FLOOR: floor}.items())
    absent = {"rank_overlap": f"permutation: {these.shuffled.reason}"} if isinstance(these.shuffled, Failure) else {}
    said = (measured("sign_agreement", signs, text), measured("top_agreement", tops, text))
    return Evidence.measured((*said, *ranked), (overlap_table(ranked),), absent)


def _ranked(subject: Subject, name: str, item: Overlap, rows: int, parameters: AgreementParameters) -> Measurement:
    text, ends = convention(subject, f"persistence {PERSISTENCE:g}, ranks by mean size"), item.interval(parameters.confidence)
    return Measurement(
        "rank_overlap", item.value, *ends, rows, float(rows), Role.VALIDATION, parameters.confidence, segment=name, unit="share",
        convention=text,
    )  # fmt: skip
