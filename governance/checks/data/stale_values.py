"""Values that stand still, bars that cannot be, and values far from all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.prices import frozen, impossible, outlying
from governance.subject.subject import Subject

Flags = NDArray[np.bool_]
Share = tuple[float, int, str]


@dataclass(frozen=True)
class StaleParameters:
    """``longest``: equal values in a row that are still taken as natural. ``distance``: robust standard deviations of an outlier."""

    longest: int = field(default=5, metadata={"stricter": "smaller", "least": 1})
    distance: float = field(default=10.0, metadata={"stricter": "smaller", "least": 1})


@check(
    title="Stale and impossible values",
    asks="Do values stand still that should move, and are there quotes that cannot be?",
    needs=(Role.TRAINING,),
    reads=Reads.ROWS,
    metrics=(
        Metric(
            "frozen_share", "Share of rows in frozen runs, of the moving column that has most", "lower", unit="share", sound=0.0
        ),
        Metric(
            "impossible_bars", "Share of bars whose high or low lies within their other prices", "lower", unit="share", sound=0.0
        ),
        Metric("zero_volume", "Share of bars without any volume", "lower", unit="share", sound=0.0),
        Metric("outlying_share", "Share of values far from the median, of the feature that has most", "neither", unit="share"),
    ),
    references=(
        "Brownlees & Gallo (2006), Financial econometric analysis at ultra-high frequency, Comp. Statistics & Data Analysis 51(4)",
        "Leys, Ley, Klein, Bernard & Licata (2013), Detecting outliers, Journal of Experimental Social Psychology 49(4)",
    ),
)
def stale_values(subject: Subject, parameters: StaleParameters) -> Evidence:
    """Look for frozen runs, impossible bars, bars without volume, and values far from all others.

    Method: A column moves where it changes on at least nine steps in ten of one of the samples; only then is a run of more equal values
    than stated a frozen one, so that figures published monthly and coarse counts are not accused. Bars are impossible where the high
    lies below, or the low above, any of their prices; they, and volumes, are read from the columns declared for them. Outliers lie
    further from the median than the stated number of robust standard deviations. All samples are counted; the worst column is reported.
    Counts are exact.

    Reads as risk: A price that stands still is a feed that broke, and gives a model easy forecasts; an impossible bar shows that nobody
    looked. Whatever was learned from them was not the market.

    Limitations: Columns that are frozen for more than a tenth of the time in every sample count as slow ones. Heavy tails look like
    outliers and are only shown. Series that no segment tells apart are not searched for runs.
    """
    still = _worst(frozen(tuple(subject.samples.values()), parameters.longest))
    far = _worst([outlying(sample, parameters.distance) for sample in subject.samples.values()])
    bars = [flags for sample in subject.samples.values() if (flags := impossible(sample)) is not None]
    traded = [sample.columns["volume"] for sample in subject.samples.values() if "volume" in sample.columns]
    volumes = [np.asarray(pd.to_numeric(column, errors="coerce") == 0) for column in traded]
    seen = {
        "frozen_share": (still[:1], "no column moves on nine steps in ten, or no segment tells the series apart"),
        "impossible_bars": (_pooled(bars), "no columns are declared as high and low"),
        "zero_volume": (_pooled(volumes), "no column is declared as volume"),
        "outlying_share": (far[:1], "no numeric feature has any spread"),
    }
    found = tuple(_exact(metric, *item[0]) for metric, (item, _) in seen.items() if item)
    absent = {metric: reason for metric, (item, reason) in seen.items() if not item}
    return Evidence.measured(found, (_table(still),) if still else (), absent)


def _worst(samples: Sequence[Mapping[str, Flags]]) -> list[Share]:
    """Share, rows and name of every column over all samples, the worst first."""
    names = sorted({name for flags in samples for name in flags})
    pooled = [(*_pooled([flags[name] for flags in samples if name in flags])[0][:2], f"of {name}") for name in names]
    return sorted(pooled, key=lambda item: (-item[0], item[2]))


def _pooled(flags: Sequence[Flags]) -> list[Share]:
    rows = sum(len(item) for item in flags)
    return [(float(sum(item.sum() for item in flags)) / rows, rows, "over all samples")] if rows else []


def _exact(metric: str, value: float, n: int, convention: str) -> Measurement:
    return Measurement.exact(metric, value, n, convention=f"{convention}; exact count")


def _table(still: list[Share]) -> Table:
    rows = tuple((name.removeprefix("of "), share) for share, _, name in still[:10])
    return Table("frozen", "Share of rows in frozen runs", Shape.BARS, ("column", "share"), rows)
