"""Standard forecasts of variance, estimated on the training sample alone and rolled forward with what was known at each row."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.outcomes import SMALLEST_VARIANCE, in_target_unit, per_row_loss, variance, weights
from governance.subject.past import histories, is_panel
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]

SPANS = (1, 5, 22)
DECAY = 0.94
# Fewer returns do not settle the parameters of a GARCH model.
SMALLEST_GARCH = 250
BOTH = (Role.TRAINING, Role.VALIDATION)


@dataclass(frozen=True)
class Known:
    """What earlier outcomes tell of each row: ``spans`` (n, 3) their last, mean of five and mean of 22; ``decayed`` (n,); NaN early on."""

    spans: Array
    decayed: Array


@dataclass(frozen=True)
class Challengers:
    """``forecasts``: variances (n,) by sample and name, NaN where a row has no past; ``absent``: why a challenger could not stand."""

    forecasts: Mapping[Role, Mapping[str, Array]]
    absent: Mapping[str, str]


def known(subject: Subject, role: Role) -> Known | None:
    """The outcomes known ``horizon`` rows before each row, averaged; None where the series of a panel cannot be told apart."""
    found = histories(subject, role, partial(_realised, subject))
    if found is None:
        return None
    spans, decayed = np.full((subject.samples[role].rows, len(SPANS)), np.nan), np.full(subject.samples[role].rows, np.nan)
    for item in found:
        last = pd.Series(item.values).shift(subject.identity.horizon)
        means = np.column_stack([last.rolling(span).mean() for span in SPANS])
        spans[item.places] = means[item.earlier :]
        decayed[item.places] = last.ewm(alpha=1 - DECAY, min_periods=max(SPANS)).mean().to_numpy()[item.earlier :]
    return Known(spans, decayed)


def known_in_both(subject: Subject) -> dict[Role, Known] | None:
    """`known` of training and validation; None where it is so of either."""
    found = {role: known(subject, role) for role in BOTH}
    told = {role: item for role, item in found.items() if item is not None}
    return told if len(told) == len(BOTH) else None


def har(subject: Subject, seen: Mapping[Role, Known]) -> dict[Role, Array]:
    """Variances (n,) by Corsi's heterogeneous autoregression (2009) in logarithms, fitted to QLIKE on the training sample."""
    return _fitted(subject, {role: item.spans for role, item in seen.items()})


def challengers(subject: Subject) -> Challengers | None:
    """All of them, on training and validation; None where the series of a panel cannot be told apart.

    ``random walk``: the last known outcome. ``EWMA .94``: known outcomes with weights that fall by 6 % a row (RiskMetrics 1996).
    ``HAR``: see `har`. ``GARCH(1,1)``: Bollerslev (1986) with Student's t, by ``arch``, scaled to the target's mean. ``implied``: a
    power of the declared column, fitted as HAR is, so that its unit does not matter.
    """
    seen = known_in_both(subject)
    if seen is None:
        return None
    forecasts: dict[str, dict[Role, Array]] = {
        "random walk": {role: item.spans[:, 0] for role, item in seen.items()},
        "EWMA .94": {role: item.decayed for role, item in seen.items()},
        "HAR": har(subject, seen),
    }
    absent: dict[str, str] = {}
    for name, given in (("GARCH(1,1)", _garch(subject)), ("implied", _implied(subject))):
        if isinstance(given, str):
            absent[name] = given
        else:
            forecasts[name] = given
    by_role = {role: {name: _floored(subject, found[role]) for name, found in forecasts.items()} for role in BOTH}
    return Challengers(by_role, absent)


def strongest_challenger(subject: Subject, found: Challengers) -> str:
    """The challenger with the lowest mean QLIKE on the training rows that all of them forecast: nothing is chosen on validation."""
    losses = {name: qlike_losses(subject, Role.TRAINING, item) for name, item in found.forecasts[Role.TRAINING].items()}
    common = np.isfinite(np.column_stack(list(losses.values()))).all(axis=1)
    weight = weights(subject, Role.TRAINING)[common]
    return min(losses, key=lambda name: float(np.average(losses[name][common], weights=weight)))


def qlike_losses(subject: Subject, role: Role, variances: Array) -> Array:
    """(n,) the subject's own loss of forecast ``variances`` (n,); NaN where there is no forecast."""
    return per_row_loss(subject, subject.samples[role].target, in_target_unit(subject, variances).reshape(-1, 1))


def paired_losses(subject: Subject, own: Array, forecast: Array) -> dict[str, Array]:
    """(m, 2) weighted losses by kind of the model, ``own`` (n,), and of a challenger, on the rows that the challenger forecasts."""
    seen = np.isfinite(forecast)
    realised = variance(subject, subject.samples[Role.VALIDATION].target)
    squared = [np.square(realised - item) for item in (variance(subject, subject.prediction(Role.VALIDATION)), forecast)]
    rival, weight = qlike_losses(subject, Role.VALIDATION, forecast), weights(subject, Role.VALIDATION)
    pairs = {"qlike": (own, rival), "mse": squared}
    return {kind: (weight[:, None] * np.column_stack(pair))[seen] for kind, pair in pairs.items()}


def _realised(subject: Subject, sample: Sample) -> Array:
    return variance(subject, sample.target)


def _smallest(subject: Subject) -> float:
    return SMALLEST_VARIANCE * float(_realised(subject, subject.samples[Role.TRAINING]).mean())


def _floored(subject: Subject, variances: Array) -> Array:
    return np.maximum(variances, _smallest(subject))


def _fitted(subject: Subject, given: Mapping[Role, Array]) -> dict[Role, Array]:
    """Forecasts exp(a + b ln x) from positive ``given`` (n, k), by gamma regression: its deviance is twice QLIKE."""
    from sklearn.linear_model import GammaRegressor

    training = subject.samples[Role.TRAINING]
    logs = {
        role: np.log(np.maximum(values, _smallest(subject)) if values.shape[1] > 1 else values) for role, values in given.items()
    }
    complete = {role: np.isfinite(values).all(axis=1) for role, values in logs.items()}
    own = complete[Role.TRAINING]
    model = GammaRegressor(alpha=0.0, solver="newton-cholesky").fit(
        logs[Role.TRAINING][own], _floored(subject, _realised(subject, training))[own], weights(subject, Role.TRAINING)[own]
    )
    found = {role: np.full(len(values), np.nan) for role, values in logs.items()}
    for role, values in logs.items():
        found[role][complete[role]] = model.predict(values[complete[role]])
    return found


def _implied(subject: Subject) -> dict[Role, Array] | str:
    samples = {role: subject.samples[role] for role in BOTH}
    if any("implied" not in sample.columns for sample in samples.values()):
        return "no column of implied volatility is declared in both samples"
    given = {role: sample.columns["implied"].to_numpy(dtype=float, na_value=np.nan) for role, sample in samples.items()}
    if any(float(np.mean(values > 0)) <= 0.5 for values in given.values()):
        return "most rows have no implied volatility above zero"
    return _fitted(subject, {role: np.where(values > 0, values, np.nan).reshape(-1, 1) for role, values in given.items()})


def _garch(subject: Subject) -> dict[Role, Array] | str:
    """Training, what lies between and validation are one series, so that the filter starts and learns in training alone."""
    from arch import arch_model

    samples = _in_turn(subject)
    returns = [sample.columns["returns"].to_numpy(dtype=float) for sample in samples if "returns" in sample.columns]
    reason = _no_garch(subject, samples, returns)
    if reason is not None:
        return reason
    training = len(returns[0])
    # Centred here and not by ``arch``, whose filter of given parameters starts from the mean of all returns, later ones included.
    centred = (np.concatenate(returns) - returns[0].mean()) / returns[0].std()
    model = arch_model(centred, mean="Zero", vol="GARCH", p=1, q=1, dist="t", rescale=False)
    fit = model.fit(last_obs=training, disp="off", show_warning=False)
    if fit.convergence_flag != 0:
        return "its estimation did not converge on the training returns"
    variances = np.square(np.asarray(model.fix(fit.params).conditional_volatility))
    ratio = float(_realised(subject, samples[0]).mean()) / float(variances[:training].mean())
    return {Role.TRAINING: ratio * variances[:training], Role.VALIDATION: ratio * variances[-samples[-1].rows :]}


def _in_turn(subject: Subject) -> list[Sample]:
    """Training, the tuning sample where all of it lies between, and validation."""
    training, validation = (subject.samples[role] for role in BOTH)
    between = subject.samples.get(Role.TUNING)
    if between is None or training.time is None or between.time is None or validation.time is None:
        return [training, validation]
    inside = training.time[-1] < between.time[0] and between.time[-1] < validation.time[0]
    return [training, between, validation] if inside else [training, validation]


def _no_garch(subject: Subject, samples: list[Sample], returns: list[Array]) -> str | None:
    if len(returns) < len(samples):
        return "no column of returns is declared in every sample"
    if subject.identity.horizon > 1 or any(map(is_panel, samples)):
        return "it needs the returns of one series that do not overlap"
    if not all(np.isfinite(values).all() for values in returns) or float(np.std(returns[0])) == 0.0:
        return "the returns are not all finite, or do not vary"
    return f"fewer than {SMALLEST_GARCH} training returns" if len(returns[0]) < SMALLEST_GARCH else None
