"""Where the generalization gap is: the regions in which new rows lose more than those the model learned from."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import interval
from governance.subject.estimating import BootstrapParameters
from governance.subject.gap_regions import BOTH, Gap, declared_regions, found_regions, gap_and_excess, gaps_together
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive, paired, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.overfitting_tables import gap_by_region
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RegionParameters(BootstrapParameters):
    """What all bootstrapping checks have, the ``depth`` of the tree that seeks regions, and the least ``share`` of rows in one."""

    depth: int = field(default=2, metadata={"stricter": "larger", "least": 1, "most": 4})
    share: float = field(default=0.05, metadata={"stricter": "unclear", "least": 0.01, "most": 0.5})


@check(
    title="Regions of the gap",
    asks="In which part of the population does the model lose most of what it showed in training?",
    needs=BOTH,
    reads=Reads.ROWS,
    tasks=FORECASTS,
    metrics=(
        Metric(
            "widest_gap", "Loss on new rows less that in training, in the region where it was found widest", "lower", FORECASTS
        ),
        Metric("excess_gap", "The gap of that region less that of all other rows", "lower", FORECASTS, sound=0.0),
        Metric("region_gap", "Loss on new rows less that in training, in each region", "lower", FORECASTS),
    ),
    references=(
        "Athey & Imbens (2016), Recursive partitioning for heterogeneous causal effects, PNAS 113(27)",
        "Chung, Kraska, Polyzotis, Tae & Whang (2019), Slice finder: automated data slicing for model validation, ICDE",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, J. of the Royal Statistical Society B 57(1)",
    ),
)
def regions(subject: Subject, parameters: RegionParameters) -> Evidence:
    """Seek the regions in which the gap is wide on one half of the rows, and measure it on the other.

    Method: Losses are in units of the mean loss of the naive forecast that was strongest in training, each sample in its own, so that
    a gap of 0.2 costs a fifth of what the naive forecast loses. Both samples are cut into ten blocks of consecutive rows. On five a
    shallow tree of the numeric features learns where validation rows lose more than training rows; the gap in its leaves is measured
    on the other five, which took no part in finding them. Declared segments are measured on all rows. For the leaf whose gap was widest
    where it was found one look is made. All regions together have intervals that hold for all (Bonferroni) and p-values of a gap no
    wider than elsewhere, adjusted over all (Benjamini-Hochberg). At most 5,000 evenly spaced rows of a region are measured.

    Reads as risk: A model may generalise well on the whole and have learned one corner of its data by heart: where rows are few, or a
    feature identifies them. There its answers are memories, and the average does not show it.

    Limitations: Losses are wider where outcomes are harder to forecast, and a flexible model's gap with them, without any fault: where
    the gap is says where to look, and not that something is wrong. A relation that changed in one region opens a gap there
    too. The unit is taken as known. Two regions beside one another may share blame.
    """
    chosen = strongest(subject)
    losses = {role: _in_units(paired(subject, role)[chosen]) for role in BOTH}
    if not all(np.isfinite(values).all() for values in losses.values()):
        return Evidence.inconclusive("the model's loss is infinite on some rows")
    depth, share = parameters.depth, parameters.share
    found = found_regions(subject, losses, depth=depth, share=share, smallest_n=parameters.smallest_n)
    leaves = () if isinstance(found, Failure) else found
    every = (*leaves, *declared_regions(subject, parameters.smallest_n))
    if not every:
        return Evidence.inconclusive(found.reason if isinstance(found, Failure) else "there is no region")
    text = convention(subject, f"{describe_loss(subject)}; over that of {describe_naive(subject, chosen)}")
    absent = dict.fromkeys(("widest_gap", "excess_gap"), found.reason) if isinstance(found, Failure) else {}
    generator = subject.generator()
    gaps = gaps_together(subject, losses, every, parameters, generator)
    each = [_measurement("region_gap", gap, p, text, region.name) for region, (gap, p) in zip(every, gaps, strict=True)]
    for region in leaves[:1]:
        gap, excess = gap_and_excess(subject, losses, region, parameters, generator)
        each.append(_measurement("widest_gap", gap, None, f"{text}; {region.name}"))
        each.append(_measurement("excess_gap", excess, excess.not_above_zero, f"{text}; {region.name}"))
    return Evidence.measured(tuple(each), (gap_by_region(each),), absent)


def _in_units(pair: Array) -> Array:
    return np.asarray(pair[:, 0] / np.nanmean(pair[:, 1]))


def _measurement(metric: str, gap: Gap, p_value: float | None, text: str, segment: str | None = None) -> Measurement:
    low, high = interval(gap.draws, gap.confidence)
    return Measurement(
        metric, gap.value, low, high, gap.n, gap.n_effective, Role.VALIDATION, gap.confidence, p_value, segment, convention=text
    )
