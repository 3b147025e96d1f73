"""From the scale a model adds up on back to the scale it answers on."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Inverse = Callable[[Array], Array]
# Boosted trees answer in single precision; a wrong link is off by far more than this share of the range.
SAME = 1e-4


def logistic(margin: Array) -> Array:
    """Probability of the positive class from its log-odds."""
    from scipy.special import expit

    return np.asarray(expit(margin))


def softmax(margin: Array) -> Array:
    """(n, classes) probabilities from one margin a class."""
    from scipy.special import softmax as normalised

    return np.asarray(normalised(margin, axis=1))


def one_against_rest(margin: Array) -> Array:
    """(n, classes) probabilities from separate log-odds, divided by their sum."""
    odds = logistic(margin)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


INVERSES: Mapping[str, Inverse] = {
    "identity": lambda margin: margin,
    "logit": logistic,
    "log": np.exp,
    "softmax": softmax,
    "one-against-rest logit": one_against_rest,
}


def outputs(scores: Array) -> Array:
    """The columns of ``scores`` (n, k) that are explained: of two classes the positive one, else all."""
    return scores[:, -1:] if scores.shape[1] == 2 else scores


def link(margin: Array, scores: Array, inverses: Mapping[str, Inverse] = INVERSES) -> str | None:
    """The name of the link under which ``margin`` (n, outputs) gives ``scores`` (n, k); None where no known one does.

    It is found by trying and not by the model's own word for its objective, so that it is never merely assumed.
    """
    answers = outputs(scores)
    scale = float(np.ptp(answers)) or 1.0
    for name, inverse in inverses.items():
        with np.errstate(over="ignore", invalid="ignore"):
            distance = np.abs(inverse(margin) - answers)
        if np.isfinite(distance).all() and float(distance.max(initial=0.0)) <= SAME * scale:
            return name
    return None
