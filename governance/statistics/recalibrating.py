"""Corrections of answers that are learned on some rows, to be tried on others."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import indicators, pair

Array = NDArray[np.float64]
Correction = Callable[[Array], Array]
# Log-odds beyond this are certainty; they would carry every line.
LARGEST_ODDS = 30.0


def level(answers: Array, outcomes: Array) -> Correction:
    """Adds the mean error."""
    stated, seen = pair(answers, outcomes, ("answers", "outcomes"))
    moved = float(np.mean(seen - stated))
    return lambda given: given + moved


def line(answers: Array, outcomes: Array) -> Correction:
    """Slope and constant by least squares (Mincer & Zarnowitz 1969); the level alone where the answers do not vary."""
    stated, seen = pair(answers, outcomes, ("answers", "outcomes"), 2)
    if float(np.ptp(stated)) == 0.0:
        return level(stated, seen)
    slope, constant = np.polyfit(stated, seen, 1)
    return lambda given: np.asarray(slope * given + constant)


def factor(answers: Array, outcomes: Array) -> Correction:
    """Multiplies by the mean of outcome over answer, which minimises QLIKE among multiples. ``ValueError`` unless answers are positive."""
    stated, seen = pair(answers, outcomes, ("answers", "outcomes"))
    if stated.min() <= 0.0:
        raise ValueError("only positive answers can be multiplied to fit")
    times = float(np.mean(seen / stated))
    return lambda given: given * times


def power(answers: Array, outcomes: Array) -> Correction:
    """Raises positive answers to the power that fits the logarithms by least squares, then multiplies as `factor` does."""
    stated, seen = pair(answers, outcomes, ("answers", "outcomes"), 2)
    if min(stated.min(), seen.min()) <= 0.0:
        raise ValueError("only positive answers and outcomes have logarithms")
    logs = np.log(stated)
    slope = 1.0 if float(np.ptp(logs)) == 0.0 else float(np.polyfit(logs, np.log(seen), 1)[0])
    scale = factor(stated**slope, seen)
    return lambda given: scale(given**slope)


def odds_level(answers: Array, outcomes: Array) -> Correction:
    """Adds to the log-odds of probabilities what makes their mean the share of ones. ``ValueError`` where outcomes are all alike."""
    from scipy.optimize import brentq
    from scipy.special import expit

    stated, seen = _odds(answers), _both(outcomes)
    reach = float(np.abs(stated).max()) + LARGEST_ODDS
    moved = brentq(lambda shift: float(expit(stated + shift).mean() - seen.mean()), -reach, reach)
    return lambda given: np.asarray(expit(_odds(given) + moved))


def odds_line(answers: Array, outcomes: Array) -> Correction:
    """Slope and constant of the log-odds by maximum likelihood (Platt 1999), with scikit-learn's weak default penalty."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression().fit(_odds(answers)[:, None], _both(outcomes))
    return lambda given: np.asarray(fitted.predict_proba(_odds(given)[:, None])[:, 1])


def _odds(probabilities: Array) -> Array:
    from scipy.special import logit

    return np.asarray(np.clip(logit(probabilities), -LARGEST_ODDS, LARGEST_ODDS))


def _both(outcomes: Array) -> Array:
    seen = indicators(outcomes, "outcomes", 2)
    if float(np.ptp(seen)) == 0.0:
        raise ValueError("the outcomes are all of one class")
    return seen
