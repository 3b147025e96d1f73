"""Whether forecasts are too low after bad news."""

import numpy as np

from governance.checks.declaration import check
from governance.checks.volatility.rationality import RationalityParameters
from governance.record.declaration import Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.asymmetry import sign_bias
from governance.subject.outcomes import variance
from governance.subject.past import histories
from governance.subject.samples import Sample
from governance.subject.subject import Subject

TASKS = (Task.VOLATILITY,)


@check(
    title="Asymmetry after news",
    asks="Does the forecast allow for volatility that rises more after falls than after gains?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=TASKS,
    columns=("time", "returns"),
    metrics=(
        Metric(
            "sign_bias", "Realised over forecast variance after a fall, less the same after a gain", "neither", TASKS, sound=0.0
        ),
    ),
    references=("Engle & Ng (1993), Measuring and testing the impact of news on volatility, Journal of Finance 48(5)",),
)
def asymmetry(subject: Subject, parameters: RationalityParameters) -> Evidence:
    """Compare realised over forecast variance after falls and after gains.

    Method: News is the declared return of the row one horizon before, the last that was known. The ratio of realised to forecast
    variance, which is 1 on average for a right forecast, is regressed on the sign of the news; its p-value is that of Engle and Ng's
    joint test of sign, size of falls and size of gains. Newey and West's covariance; the interval is that of the sign alone.

    Reads as risk: A forecast that is too low after falls is too low when positions have just lost, and margin is called.

    Limitations: The test asks for linear effects of the last return only. Many assets have no asymmetry to be missed.
    """
    sample, answer = subject.samples[Role.VALIDATION], subject.prediction(Role.VALIDATION)
    if not (np.isfinite(answer) & (answer > 0)).all():
        return Evidence.inconclusive("the forecasts are not all positive")
    found = histories(subject, Role.VALIDATION, _returns)
    if found is None:
        return Evidence.inconclusive("most time stamps bear several rows, and no declared segment tells their series apart")
    news, horizon = np.full(sample.rows, np.nan), subject.identity.horizon
    for item in found:
        late = np.concatenate([np.full(horizon, np.nan), item.values])[: len(item.values)]
        news[item.places] = late[item.earlier :]
    known = np.isfinite(news)
    n = int(known.sum())
    if n < parameters.smallest_n or float(np.ptp(np.sign(news[known]))) == 0.0:
        return Evidence.inconclusive(f"{n} rows have a known return before them, or these have one sign only")
    ratio = variance(subject, sample.target)[known] / variance(subject, answer)[known]
    lags = max(int(4 * (n / 100) ** (2 / 9)), horizon - 1)
    bias = sign_bias(ratio, news[known], lags, parameters.confidence)
    text = f"Newey-West covariance of {lags} lags; p-value of Engle and Ng's joint test"
    measured = Measurement(
        "sign_bias", bias.value, bias.low, bias.high, n, float(n), Role.VALIDATION, parameters.confidence, bias.p_value,
        convention=text,
    )  # fmt: skip
    return Evidence.measured((measured,))


def _returns(sample: Sample) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Not a number where an adjoining sample has none."""
    given = sample.columns.get("returns")
    return np.full(sample.rows, np.nan) if given is None else given.to_numpy(dtype=float, na_value=np.nan)
