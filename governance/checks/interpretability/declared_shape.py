"""Declared bends, convex or concave, held against how the model answers."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.statistics.directions import BENT
from governance.subject.attribution.against import held_against
from governance.subject.attribution.directions import FollowingParameters, declared, follow
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject


@dataclass(frozen=True)
class ShapeParameters(FollowingParameters):
    """What following a declaration takes; the ``points`` are few, since the answers of trees are flat between their splits.

    A finer curve shows the steps of the trees and not the bend that they approximate.
    """

    points: int = field(default=5, metadata={"stricter": "unclear", "least": 3})
    tolerance: float = field(default=0.02, metadata={"stricter": "smaller", "least": 0, "most": 1})


@check(
    title="Declared shape",
    asks="Does the answer bend with each feature as its owner declared, convex or concave?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    metrics=(
        Metric(
            "violation_share", "Share of second differences against a declared shape", "lower", ONE_NUMBER, "share", sound=0.0
        ),
        Metric(
            "violation_size",
            "Largest second difference against a declared shape, over the answers' range",
            "lower",
            ONE_NUMBER,
            "share",
            sound=0.0,
        ),
    ),
    references=(
        "Goldstein, Kapelner, Bleich & Pitkin (2015), Peeking inside the black box, J. Comp. and Graphical Statistics 24(1)",
        "Wilson (1927), Probable inference, Journal of the American Statistical Association 22",
        "Boyd & Vandenberghe (2004), Convex optimization, section 3.1.1: a chord lies above a convex function",
    ),
)
def declared_shape(subject: Subject, parameters: ShapeParameters) -> Evidence:
    """Move each feature with a declared shape and count the points that lie on the wrong side of the chord of their neighbours.

    Method: Validation rows drawn evenly over time and over the answer are copied once for each of a few quantiles of the feature in
    training, from the 1st to the 99th percentile, and scored in one batch. The distance of a point from the chord of its two neighbours
    is the second difference, weighed for a grid that is not even. Distances against the shape count beyond the tolerance. The
    rows are the units: the share has a Wilson interval over effective rows, from a block bootstrap where they are ordered in time.
    With several declarations the intervals hold together (Bonferroni). The worst feature stands without a segment, and each under
    its name.

    Reads as risk: An option's value is convex in its underlying, a cost concave in size, because else somebody could earn without
    risk. A model that bends the other way will be traded against, and its hedges have the wrong sign of curvature.

    Limitations: A straight line is both convex and concave. A bend that is slight beside all else that moves the answer stays within the
    tolerance. Ensembles of trees follow a bend in steps; the curve is coarse so that these are not counted. Copies may combine
    values that never occur together. Where no shape is declared the question does not arise.
    """
    if not declared(subject, BENT):
        return Evidence.not_applicable("no convex or concave answer is declared")
    found = follow(subject, BENT, parameters)
    return Evidence.inconclusive(found.reason) if isinstance(found, Failure) else held_against(subject, found, parameters)
