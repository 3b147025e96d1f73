"""Declared directions held against how the model answers."""

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.statistics.directions import SLOPES
from governance.subject.attribution.against import held_against
from governance.subject.attribution.directions import FollowingParameters, declared, follow
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject


@check(
    title="Declared directions",
    asks="Does the answer move with each feature in the direction that its owner declared?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    metrics=(
        Metric("violation_share", "Share of steps against a declared direction", "lower", ONE_NUMBER, "share", sound=0.0),
        Metric(
            "violation_size",
            "Largest step against a declared direction, over the answers' range",
            "lower",
            ONE_NUMBER,
            "share",
            sound=0.0,
        ),
    ),
    references=(
        "Goldstein, Kapelner, Bleich & Pitkin (2015), Peeking inside the black box, J. Comp. and Graphical Statistics 24(1)",
        "Wilson (1927), Probable inference, Journal of the American Statistical Association 22",
        "Kish (1965), Survey sampling, section 8.2: the design effect",
    ),
)
def declared_directions(subject: Subject, parameters: FollowingParameters) -> Evidence:
    """Move each feature with a declared direction and count the steps on which the answer goes the other way.

    Method: Validation rows drawn evenly over time and over the answer are copied once for each quantile of the feature in training and
    scored in one batch. A step is the change between neighbouring quantiles. Steps against the direction beyond the tolerance count.
    The rows are the units: the share has a Wilson interval over effective rows, from a block bootstrap where they are ordered in time,
    so that no step against still leaves an upper bound above zero. With several declarations the intervals hold together
    (Bonferroni). The worst feature stands without a segment, and each under its name.

    Reads as risk: A model that answers a driver the wrong way round will do so in use, on somebody's position, with no reason that
    could be given. A few large steps are worse than many that barely pass the tolerance; the sizes are shown beside the shares.

    Limitations: Where no direction is declared the check is inconclusive and not inapplicable, since a declaration that would be broken
    could else be left out to advantage; for a model without any expected direction the policy excludes the check and says why. Copies
    may combine values that never occur together. Steps within the tolerance and outside the central 98 % of a feature are not seen.
    """
    if not subject.directions:
        return Evidence.inconclusive("no expected direction is declared")
    if not declared(subject, SLOPES):
        return Evidence.not_applicable("only bends are declared; interpretability.declared-shape holds the model to them")
    found = follow(subject, SLOPES, parameters)
    return Evidence.inconclusive(found.reason) if isinstance(found, Failure) else held_against(subject, found, parameters)
