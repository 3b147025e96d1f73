"""How old the values of a row were when it was used."""

import numpy as np

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.availability import waits
from governance.subject.subject import Subject


@check(
    title="Vintage",
    asks="How long before its use was each row's data available, and is that known for every row?",
    needs=(Role.TRAINING,),
    reads=Reads.ROWS,
    columns=("time", "available_at"),
    metrics=(
        Metric("unknown_share", "Share of rows whose availability is not given", "lower", unit="share", sound=0.0),
        Metric(
            "instant_share",
            "Share of rows whose values are said to be known at the very time of their use",
            "neither",
            unit="share",
        ),
        Metric("median_age", "Median time from availability to use, in days or in units of a numeric time", "neither"),
    ),
    references=("Croushore & Stark (2001), A real-time data set for macroeconomists, Journal of Econometrics 105(1)",),
)
def vintage(subject: Subject, parameters: NoParameters) -> Evidence:
    """Describe the declared availability times against the rows' times.

    Method: The age of a row is its time less the time at which its values became available, over all samples that declare it. Dates
    without an hour are compared as dates. Shares are exact counts; values used before they were known are the business of
    the check on look-ahead.

    Reads as risk: Where availability is not known row by row, nobody can tell whether a figure is the first print or the last
    revision. Ages of zero throughout suggest that the column was copied from the time of the row.

    Limitations: The column is taken on trust. A revised value that bears the date of its first print is not recognised.
    """
    del parameters
    read = [waits(sample) for sample in subject.samples.values() if "available_at" in sample.columns]
    ages = [item for item in read if not isinstance(item, str)]
    if not ages:
        return Evidence.inconclusive("; ".join(item for item in read if isinstance(item, str)))
    age = np.concatenate(ages)
    known = age[np.isfinite(age)]
    found = [_exact("unknown_share", 1 - len(known) / len(age), len(age))]
    if len(known) == 0:
        return Evidence.measured(tuple(found), (), dict.fromkeys(("instant_share", "median_age"), "no row has an age"))
    found += [
        _exact("instant_share", float((known == 0).mean()), len(known)),
        _exact("median_age", float(np.median(known)), len(known)),
    ]
    return Evidence.measured(tuple(found))


def _exact(metric: str, value: float, n: int) -> Measurement:
    return Measurement.exact(metric, value, n, convention="over all samples that declare it; exact")
