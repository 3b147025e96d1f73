"""Whether those that left are still in the data."""

import numpy as np
import pandas as pd

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.past import is_panel
from governance.subject.samples import Sample
from governance.subject.subject import Subject


@check(
    title="Survivorship",
    asks="Do the samples hold the assets that later left the universe, up to the day they left?",
    needs=(Role.TRAINING,),
    reads=Reads.ROWS,
    columns=("time",),
    metrics=(
        Metric("share_departed", "Share of training rows whose asset left the universe later", "neither", unit="share"),
        Metric(
            "rows_after_departure",
            "Share of rows dated after their asset had left the universe",
            "lower",
            unit="share",
            sound=0.0,
        ),
    ),
    references=("Elton, Gruber & Blake (1996), Survivorship bias and mutual fund performance, Review of Financial Studies 9(4)",),
)
def survivorship(subject: Subject, parameters: NoParameters) -> Evidence:
    """Read the declared day on which each row's asset left the universe.

    Method: The column declared as universe gives, for each row, the time at which its asset left, and nothing where it did not. The share
    of training rows of assets that left, and that of rows later than their departure, are exact counts. A sample of
    one row a time step is a single series and has no universe.

    Reads as risk: Where nobody ever left, the universe was probably chosen with today's list: the model has learned from winners,
    and its past performance is theirs.

    Limitations: Whether the declared universe is complete cannot be told from the rows. In a short period or a young market
    it may be true that nobody left.
    """
    del parameters
    if not is_panel(subject.samples[Role.TRAINING]):
        return Evidence.not_applicable("the training rows are one series: there is no universe of assets")
    if any("universe" not in sample.columns for sample in subject.samples.values()):
        return Evidence.inconclusive("no column says when each row's asset left the universe")
    left = {role: _departures(sample) for role, sample in subject.samples.items()}
    unread = next((item for item in left.values() if isinstance(item, str)), None)
    if unread is not None:
        return Evidence.inconclusive(unread)
    ends = {role: item for role, item in left.items() if not isinstance(item, str)}
    after = sum(int((ends[role] < pd.Series(sample.time)).sum()) for role, sample in subject.samples.items())
    rows = sum(sample.rows for sample in subject.samples.values())
    training = ends[Role.TRAINING]
    return Evidence.measured(
        (
            _exact("share_departed", float(training.notna().mean()), len(training), Role.TRAINING),
            _exact("rows_after_departure", after / rows, rows, None),
        )
    )


def _departures(sample: Sample) -> "pd.Series | str":
    """(n,) when the asset of each row left; missing where it did not."""
    column = sample.columns["universe"].reset_index(drop=True)
    if sample.time is None or not np.issubdtype(sample.time.dtype, np.datetime64):
        return pd.to_numeric(column, errors="coerce")
    given = pd.to_datetime(column, utc=True, errors="coerce").dt.tz_localize(None)
    lost = int((given.isna() & column.notna()).sum())
    return given if lost == 0 else f"the departures cannot be read as times in {lost} rows"


def _exact(metric: str, value: float, n: int, role: Role | None) -> Measurement:
    return Measurement.exact(metric, value, n, role, convention="exact count")
