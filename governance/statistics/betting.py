"""Evidence that adds up while it comes in: bets against a hypothesis on a mean, and the bounds they leave at any time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import vector, within

Array = NDArray[np.float64]
# The largest share of its capital that a bet may lose at once (Waudby-Smith & Ramdas 2024, section 4.1).
RISKED = 0.5
HALVINGS = 40


@dataclass(frozen=True)
class Bounds:
    """``low`` and ``high`` (k,) of the mean after each of k ends; ``confidence`` is that of both sides together."""

    low: Array
    high: Array
    confidence: float


def capital(values: Array, mean: float, variance: float, alpha: float, streams: int = 1) -> Array:
    """(n,) the capital, from 1, of bets that the ``values`` (n,) within [0, 1] lie above ``mean`` on average.

    Waudby-Smith & Ramdas (2024), Estimating means of bounded random variables by betting, eq. 24 and section 4.1: K_t = prod (1 + l_i
    (x_i - mean)). Each stake l_i rests on values before it, and on the ``variance`` that was known beforehand. Where every value has a
    mean of at most ``mean``, given the ones before, whatever it is, the capital never passes 1 / alpha with probability above alpha
    (Ville 1939): it is an e-process, and 1 over its largest value a p-value at any time.

    With ``streams`` h > 1 every h-th value forms a stream, and the capitals of the streams are averaged: values whose windows overlap
    h - 1 times are then never bet on with knowledge of each other. That average is an e-value at each time by itself, not at all together.
    """
    given, n = vector(values, "values"), len(values)
    if given.min() < 0.0 or given.max() > 1.0:
        raise ValueError("values must lie within 0 and 1")
    parts = np.ones((streams, n))
    for stream in range(min(streams, n)):
        own = given[stream::streams]
        grown = np.cumprod(1 + _stakes(own, mean, variance, alpha) * (own - mean))
        parts[stream, stream:] = np.repeat(grown, streams)[: n - stream]
    return np.asarray(parts.mean(axis=0))


def weight(values: Array, variance: float, alpha: float, streams: int = 1) -> tuple[float, float]:
    """The power of ten of the `capital` won on ``values`` lying above one half on average, and the p-value that follows from it.

    One stream's largest capital counts for the p-value; the average of several is an e-value at its end alone.
    """
    path = capital(values, 0.5, variance, alpha, streams)
    return float(np.log10(max(float(path[-1]), 1e-300))), min(1.0, 1 / float(path.max() if streams == 1 else path[-1]))


def betting_bounds(values: Array, ends: list[int], variance: float, confidence: float, streams: int = 1) -> Bounds:
    """Bounds of the mean of the first ``ends`` of ``values`` (n,) within [0, 1]: the means that no bet of `capital` made implausible.

    Each side has half of the error. With one stream a bound once reached is kept, since the bets of all times hold together.
    """
    given, alpha = vector(values, "values"), (1 - within(confidence, "confidence")) / 2
    low, over = (np.array([_lowest(side[:end], variance, alpha, streams) for end in ends]) for side in (given, 1 - given))
    return Bounds(low, 1 - over, confidence)


def _stakes(values: Array, mean: float, variance: float, alpha: float) -> Array:
    """Stakes by the predictable plug-in of section 3.2: larger where the values vary less, never risking more than `RISKED`."""
    steps = np.arange(1, len(values) + 1)
    means = (0.5 + np.cumsum(values)) / (steps + 1)
    spread = (variance + np.cumsum((values - means) ** 2)) / (steps + 1)
    before = np.append(variance, spread[:-1])
    stakes = np.sqrt(2 * np.log(1 / alpha) / (np.maximum(before, 1e-12) * steps * np.log1p(steps)))
    return np.asarray(np.minimum(stakes, RISKED / max(mean, 1e-12)))


def _lowest(values: Array, variance: float, alpha: float, streams: int) -> float:
    """The largest mean that the capital makes implausible, by halving: capital falls as the mean grows."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        path = capital(values, middle, variance, alpha, streams)
        reached = float(path.max() if streams == 1 else path[-1])
        low, high = (middle, high) if reached >= 1 / alpha else (low, middle)
    return low
