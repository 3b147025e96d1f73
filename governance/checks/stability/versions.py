"""What changed from the last version to this one, on the same inputs."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence
from governance.statistics.resampling import Estimate
from governance.subject.changing import Change, change, made_wrong, rank_correlation, rankings
from governance.subject.drift_tables import parts_tables
from governance.subject.estimating import BootstrapParameters, estimate, mean, measured, proportion
from governance.subject.outcomes import CLASSIFIERS, convention
from governance.subject.subject import Subject
from governance.subject.succession import NONE_BEFORE, Predecessor, predecessor

DECISIONS = (Task.BINARY, Task.MULTICLASS, Task.STRATEGY)
NUMBERS = (Task.REGRESSION, Task.PRICING, Task.VOLATILITY)
RANKED = (Task.BINARY, Task.STRATEGY, *NUMBERS)


@dataclass(frozen=True)
class VersionsParameters(BootstrapParameters):
    """What all bootstrapping checks have, and how many ``largest`` parts are shown."""

    largest: int = field(default=8, metadata={"least": 1, "most": 50})


@check(
    title="Change between versions",
    asks="How far do the answers differ from those of the last version on the same inputs, and where most?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    metrics=(
        Metric("changed_decisions", "Share of rows on which another decision follows", "neither", DECISIONS, "share"),
        Metric("made_wrong", "Share of rows that the last version had right and this one has wrong", "lower", CLASSIFIERS, "share"),
        Metric("mean_change", "Mean distance of the answers over the outcome's spread", "neither", NUMBERS),
        Metric("rank_correlation", "Rank correlation of the answers of both versions", "higher", RANKED),
    ),
    references=(
        "Milani Fard, Cormier, Canini & Gupta (2016), Launch and iterate: reducing prediction churn, NeurIPS",
        "Yan et al. (2021), Positive-congruent training: towards regression-free model updates, CVPR",
        "Spearman (1904), The proof and measurement of association between two things, American Journal of Psychology 15(1)",
    ),
)  # fmt: skip
def versions(subject: Subject, parameters: VersionsParameters) -> Evidence:
    """Put the same rows to this version and to the last, and measure how far the answers differ.

    Method: The rows are those of the production sample or, without one, of the validation sample. The last version is the one that
    benchmark.previous-version compares with. A decision is the likeliest class, or the side that a strategy takes; the share of
    changed ones has Wilson's interval on the effective number of rows. Numbers are compared by their mean absolute distance over
    the standard deviation of the outcome, and answers that can be ordered by Spearman's correlation, whose ranks are taken once and
    resampled in pairs. Rows that the last version had learned count for everything but what it had right. The parts listed are those
    with the largest mean change among declared segments, thirds of time and thirds of each numeric feature; their
    intervals hold for all parts together (Bonferroni).

    Reads as risk: Whoever acts on the answers acts differently after the change, whether or not accuracy moved. A change that is
    concentrated in one part, or that turns right answers wrong, should have been meant by somebody.

    Limitations: For display: a better version must differ. Equal decisions may rest on scores that moved, up to the point at which
    they turn; the point is one half, or the likeliest class, and a user's own threshold is not known.
    """
    role = Role.PRODUCTION if Role.PRODUCTION in subject.samples else Role.VALIDATION
    before = predecessor(subject, role)
    if isinstance(before, str):
        return Evidence.not_applicable(before) if before == NONE_BEFORE else Evidence.inconclusive(before)
    found, rows = change(subject, before.subject, role), subject.samples[role].rows
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if rows < parameters.smallest_n:
        return Evidence.inconclusive(
            f"the {role.value} sample has {rows} rows; fewer than {parameters.smallest_n} are not measured"
        )
    shares, absent = _shares(subject, found, before, role, parameters)
    if subject.task in RANKED and 0.0 in (float(np.ptp(found.now)), float(np.ptp(found.before))):
        absent["rank_correlation"] = "one of the versions gives every row the same answer"
    elif subject.task in RANKED:
        shares["rank_correlation"] = estimate(subject, rankings(found), rank_correlation, parameters, bounds=(-1.0, 1.0))
    told = {"rank_correlation": "Spearman's rank correlation", "made_wrong": before.told}
    measurements = tuple(
        measured(name, item, convention(subject, told.get(name, found.told), f"against {before.name}"), role=role)
        for name, item in shares.items()
    )
    return Evidence.measured(measurements, parts_tables(subject, found, role, parameters, parameters.largest), absent)


def _shares(
    subject: Subject, found: Change, before: Predecessor, role: Role, parameters: VersionsParameters
) -> tuple[dict[str, Estimate], dict[str, str]]:
    if subject.task in NUMBERS:
        return {"mean_change": mean(subject, found.moved, parameters)}, {}
    shares = {"changed_decisions": proportion(subject, found.moved, parameters)}
    if subject.task not in CLASSIFIERS:
        return shares, {}
    wronged = made_wrong(subject, found, role)[before.fair]
    if len(wronged) < parameters.smallest_n:
        return shares, {"made_wrong": f"only {len(wronged)} rows can be compared; {before.told}"}
    return shares | {"made_wrong": proportion(subject, wronged, parameters)}, {}
