"""Whether good and bad news are forecast alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import pair, within

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SignBias:
    """``value``: mean of the ratio after a fall less that after none, with its interval; the others are of the joint test."""

    value: float
    low: float
    high: float
    statistic: float
    p_value: float


def sign_bias(ratio: Array, news: Array, lags: int = 0, confidence: float = 0.95) -> SignBias:
    """Engle & Ng (1993) on realised over forecast variance ``ratio`` (n,), given the last ``news`` (n,), a return, known before.

    The joint test regresses on S, S news and (1 - S) news, where S marks a fall, and tests the three slopes together by Wald's F
    with a HAC covariance of ``lags``; the value is the slope of S alone. Raises ``ValueError`` where the news has one sign only.
    """
    import statsmodels.api as sm

    seen, given = pair(ratio, news, ("the ratios", "the news"), at_least=10)
    fell = (given < 0).astype(float)
    if fell.min() == fell.max():
        raise ValueError("the news has one sign only")
    scaled = given / float(given.std())
    options = {"cov_type": "HAC", "cov_kwds": {"maxlags": lags}, "use_t": True}
    alone = sm.OLS(seen, sm.add_constant(fell)).fit(**options)
    low, high = alone.conf_int(1 - within(confidence, "confidence"))[1]
    joint = sm.OLS(seen, sm.add_constant(np.column_stack([fell, fell * scaled, (1 - fell) * scaled]))).fit(**options)
    test = joint.f_test(np.eye(4)[1:])
    return SignBias(float(alone.params[1]), float(low), float(high), float(np.squeeze(test.fvalue)), float(test.pvalue))
