"""Whether there is a part of the population that the model serves badly."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive, paired, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.segment_skill import no_segments, skill_by_segment
from governance.subject.skill_tables import by_segment
from governance.subject.subject import Subject
from governance.subject.weak_spots import weak_spot


@dataclass(frozen=True)
class SegmentParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``depth`` of the tree that seeks a weak spot, and the least ``share`` of rows in it."""

    depth: int = field(default=3, metadata={"stricter": "larger", "least": 1, "most": 6})
    share: float = field(default=0.05, metadata={"stricter": "unclear", "least": 0.01, "most": 0.5})


@check(
    title="Segments",
    asks="Is there a part of the population in which the model is no better than a naive forecast, or harmful?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    metrics=(
        Metric("weak_spot_skill", "Skill in the weakest region that the features describe", "higher", FORECASTS, "share"),
        Metric("worst_segment_skill", "Skill in the weakest declared segment", "higher", FORECASTS, "share"),
        Metric("segment_skill", "Skill in each declared segment", "higher", FORECASTS, "share"),
    ),
    references=(
        "Chung, Kraska, Polyzotis, Tae & Whang (2019), Slice finder: automated data slicing for model validation, ICDE",
        "Athey & Imbens (2016), Recursive partitioning for heterogeneous causal effects, PNAS 113(27)",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, J. of the Royal Statistical Society B 57(1)",
    ),
)
def segments(subject: Subject, parameters: SegmentParameters) -> Evidence:
    """Measure skill over the naive forecast within declared segments and within a region found for its weakness.

    Method: Skill is one minus the ratio of the model's mean loss to that of the naive forecast that was strongest in training, so
    that segments whose outcomes are harder to forecast are not blamed for it. Every value of a declared segment column with
    enough rows has an interval that holds for all of them together (Bonferroni), and a p-value of skill that is not below 0,
    adjusted over all (Benjamini-Hochberg). For the weak spot the validation rows are cut into ten blocks in time. On five of them
    a shallow tree of the numeric features learns where the model saves least; the leaf with the lowest skill there is measured on
    the other five, which took no part in finding it, so that one look is made and nothing has to be adjusted.

    Reads as risk: A segment without skill is served by noise while the average looks well. One with skill below zero is harmed.

    Limitations: A segment with few rows stays unseen, and the tree finds one region only, by numeric features. Skill differs
    between segments of every honest model; the question is where it falls below none. Rows on both sides of a block's edge may
    share an outcome.
    """
    chosen = strongest(subject)
    values = paired(subject, Role.VALIDATION)[chosen]
    if not np.isfinite(values[:, 0]).all():
        return Evidence.inconclusive("the model's loss is infinite on rows of the validation sample")
    spot = weak_spot(subject, values, parameters, depth=parameters.depth, share=parameters.share)
    each = skill_by_segment(subject, values, parameters)
    absent = {} if each else dict.fromkeys(("worst_segment_skill", "segment_skill"), no_segments(subject, parameters.smallest_n))
    text = convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}")
    measurements = [measured("segment_skill", item, text, p, segment=name, unit="share") for name, (item, p) in each.items()]
    if each:
        worst = min(each, key=lambda name: each[name][0].value)
        item, p = each[worst]
        told = f"{text}; {worst}, Bonferroni over {len(each)}"
        measurements.append(measured("worst_segment_skill", item, told, p, unit="share"))
    if isinstance(spot, Failure):
        absent["weak_spot_skill"] = spot.reason
    else:
        measurements.append(measured("weak_spot_skill", spot.skill, f"{text}; {spot.where}", unit="share"))
    return Evidence.measured(tuple(measurements), by_segment({name: item for name, (item, _) in each.items()}, spot), absent)
