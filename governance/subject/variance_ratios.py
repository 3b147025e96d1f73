"""Realised over forecast variance, of the model and of a HAR model beside it, by the volatility that was known beforehand."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.outcomes import variance, weights
from governance.subject.subject import Subject
from governance.subject.variance_challengers import har, known_in_both

Array = NDArray[np.float64]


def ratios_by_known_volatility(subject: Subject) -> tuple[Array, NDArray[np.intp]] | str:
    """(n, 3) weighted ratios of the model and of HAR and the weights, in time order, and (n,) their places, the wildest first.

    Of the validation rows that HAR forecasts; or why there are none. Known volatility is the mean of the five last known outcomes.
    """
    seen = known_in_both(subject)
    if seen is None:
        return "most time stamps bear several rows, and no declared segment tells their series apart"
    forecast, rival = variance(subject, subject.prediction(Role.VALIDATION)), har(subject, seen)[Role.VALIDATION]
    broken = int((~((subject.prediction(Role.VALIDATION) > 0) & np.isfinite(forecast))).sum())
    if broken:
        return f"{broken} of {len(forecast)} forecasts are not positive"
    usable, state = np.isfinite(rival), seen[Role.VALIDATION].spans[:, 1]
    realised, weight = (
        item[usable] for item in (variance(subject, subject.samples[Role.VALIDATION].target), weights(subject, Role.VALIDATION))
    )
    ratios = np.column_stack([weight * realised / forecast[usable], weight * realised / rival[usable], weight])
    return ratios, np.argsort(-state[usable], kind="stable")


def under_forecast(means: Array) -> Array:
    """(B,) by how much the model's mean ratio is above 1, from means (B, 3) of the ratios."""
    return np.asarray(means[:, 0] / means[:, 2] - 1)


def rival_under_forecast(means: Array) -> Array:
    """(B,) the same of HAR."""
    return np.asarray(means[:, 1] / means[:, 2] - 1)


def beyond_rival(means: Array) -> Array:
    """(B,) the model's mean ratio over HAR's, or over 1 where that is larger, less 1."""
    return np.asarray((1 + under_forecast(means)) / np.maximum(1 + rival_under_forecast(means), 1) - 1)
