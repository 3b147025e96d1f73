"""The greeks of the model itself, by small bumps of its inputs, beside those that are declared."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.pnl_attribution import FACTOR_OF
from governance.statistics.resampling import Estimate
from governance.subject.attribution.rows import explained_rows
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.greeks import greeks_declared, numbers
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# A hundredth of the spot, a hundredth of volatility, ten basis points of rate: large enough for models that answer in steps.
BUMP_OF_SPOT, BUMPS = 0.01, {"volatility": 0.01, "rate": 0.001}


def greek_differences(subject: Subject, rows: int, parameters: BootstrapParameters) -> tuple[dict[str, Estimate], list[str]]:
    """By greek, the root of the mean squared difference of model and declaration, on at most ``rows`` rows; and why others have none.

    It is a share of the root mean square of the larger of the two, so that a greek declared as nothing is one apart, and one of the
    wrong sign two. The intervals hold together (Bonferroni). A greek has none where too few rows have it declared, or where both
    are zero throughout.
    """
    found = finite_differences(subject, rows)
    if isinstance(found, Failure):
        return {}, [found.reason]
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(found))
    apart = {name: _difference(subject, name, *pair, stricter) for name, pair in found.items()}
    known = {name: item for name, item in apart.items() if not isinstance(item, Failure)}
    return known, [item.reason for item in apart.values() if isinstance(item, Failure)]


def finite_differences(subject: Subject, wanted: int) -> Mapping[str, tuple[Array, Array]] | Failure:
    """By greek, (m,) the differences of the model's price under bumps, and the declared values, on at most ``wanted`` rows.

    Central differences, for declared greeks of spot, volatility and rate whose column is also an input of the model.
    """
    sample, drawn = subject.samples[Role.VALIDATION], explained_rows(subject, wanted)
    frame, greeks = sample.features.iloc[drawn], greeks_declared(sample)
    inputs = {factor: str(sample.columns[factor].name) for factor in ("spot", "volatility", "rate") if factor in sample.columns}
    wished = [name for name in greeks if inputs.get(FACTOR_OF[name]) in set(map(str, frame.columns))]
    if not wished:
        return Failure("no declared greek is of an input of the model")
    found: dict[str, tuple[Array, Array]] = {}
    for factor in dict.fromkeys(FACTOR_OF[name] for name in wished):
        bump = BUMP_OF_SPOT * frame[inputs[factor]].abs().to_numpy(dtype=float) if factor == "spot" else BUMPS[factor]
        prices = _bumped(subject, frame, inputs[factor], bump)
        if isinstance(prices, Failure):
            return prices
        down, middle, up = prices
        slopes = {"gamma": (up - 2 * middle + down) / np.square(bump)}
        for name in (name for name in wished if FACTOR_OF[name] == factor):
            found[name] = slopes.get(name, (up - down) / (2 * bump)), numbers(sample, name)[drawn]
    return found


def _bumped(subject: Subject, frame: pd.DataFrame, column: str, bump: Array | float) -> Array | Failure:
    """(3, m) prices with the column lowered by the bump, as it is, and raised by it."""
    copies = [frame.assign(**{column: frame[column] + sign * bump}) for sign in (-1.0, 0.0, 1.0)]
    scores = subject.scoring.frame(pd.concat(copies, ignore_index=True))
    return scores if isinstance(scores, Failure) else scores[:, 0].reshape(3, -1)


def _difference(subject: Subject, name: str, own: Array, declared: Array, parameters: BootstrapParameters) -> Estimate | Failure:
    squares = np.column_stack([(own - declared) ** 2, own**2, declared**2])
    squares = squares[np.isfinite(squares).all(axis=1)]
    if len(squares) < parameters.smallest_n or not squares[:, 1:].any():
        return Failure(f"fewer than {parameters.smallest_n} rows have a declared {name}, or the {name} is zero on all of them")
    return estimate(subject, squares, _apart, parameters, bounds=(0.0, 2.0))


def _apart(means: Array) -> Array:
    return np.asarray(np.sqrt(means[:, 0] / means[:, 1:].max(axis=1)))
