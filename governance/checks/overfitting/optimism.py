"""By how much the training figures are too good, reckoned by refits from the training sample alone."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.statistics.optimism import optimism_share
from governance.statistics.resampling import interval
from governance.subject.estimating import estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, describe_loss
from governance.subject.overfitting_tables import foretold_and_seen
from governance.subject.relearning import RefitParameters, lost, lost_by_mean, outcome_block, to_learn
from governance.subject.resampled import left_out
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OptimismParameters(RefitParameters):
    """What all refitting checks have, and the number of ``refits`` to resamples of the training rows."""

    refits: int = field(default=20, metadata={"stricter": "larger", "least": 5, "most": 500})


@check(
    title="Optimism of the training figures",
    asks="How good is the model by its training sample, once the figure has paid for being taken where it learned?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    capabilities=(Capability.REFIT,),
    metrics=(
        Metric("optimism", "Loss expected on new rows less the training loss, over that of the training mean", "lower", FORECASTS, "share"),
        Metric("unforeseen", "Validation loss less that of training rows out of bag", "neither", FORECASTS, "share", sound=0.0),
    ),
    references=(
        "Efron & Tibshirani (1997), Improvements on cross-validation: the .632+ bootstrap method, J. of the American Stat. Association 92",
        "Harrell, Lee & Mark (1996), Multivariable prognostic models, Statistics in Medicine 15(4)",
        "Carlstein (1986), The use of subseries values for estimating the variance of a general statistic, Annals of Statistics 14(3)",
    ),
)  # fmt: skip
def optimism(subject: Subject, parameters: OptimismParameters) -> Evidence:
    """Reckon the loss on new rows from the training sample (.632+), and hold it against the training and the validation loss.

    Method: Runs of training rows that keep the dependence of the outcomes are drawn with replacement, and the same estimator is
    refitted to each draw. Rows that a draw left out, and whose outcomes do not overlap with those drawn, have a loss out of bag; it is
    averaged over the draws. The .632+ estimate weighs it against the loss on the rows learned from, by where it lies between that and
    the loss of answers held against outcomes of other rows. What was unforeseen is the validation loss beyond the loss out of bag, which
    is a little too high, since a draw holds two thirds of the rows, where .632+ is too low for estimators that interpolate. The unit is
    the loss of the training mean, each sample in its own. Intervals: block bootstrap of the rows' losses, either sample by itself.

    Reads as risk: Optimism is what a plan that rests on training figures will be short of, with nothing having changed. What validation
    loses beyond is no overfitting: the world moved, or rows of the training sample know of one another.

    Limitations: The estimate is of the estimator and its settings; the search for the settings is not repeated, and its own optimism is
    not in it. Features that change more slowly than the outcomes let rows out of bag resemble rows drawn. The error of having made few
    refits is not in the interval. Negative unforeseen loss says that the validation period was easier.
    """
    sample, validation = to_learn(subject, parameters.rows), subject.samples[Role.VALIDATION]
    block = outcome_block(subject, sample)
    if sample.rows < max(2 * block, parameters.smallest_n) or validation.rows < parameters.smallest_n:
        return Evidence.inconclusive(f"{sample.rows} training and {validation.rows} validation rows are too few")
    found, later = left_out(subject, sample, block, parameters.refits), lost(subject, sample, validation)
    for item in (found, later):
        if isinstance(item, Failure):
            return Evidence.inconclusive(item.reason)
    values = np.asarray(found)
    if len(values) < parameters.smallest_n:
        return Evidence.inconclusive(f"only {len(values)} rows were out of bag in any draw")
    generator, pair = subject.generator(), np.column_stack([np.asarray(later), lost_by_mean(subject)])
    too_good = estimate(subject, values, optimism_share, parameters, generator)
    foretold = estimate(subject, values[:, [1, 3]], _ratio, parameters, generator)
    seen = estimate(subject, pair, _ratio, parameters, generator)
    text = convention(subject, f"{describe_loss(subject)}; {parameters.refits} refits to {sample.rows} rows in blocks of {block}")
    low, high = interval(seen.draws - foretold.draws, seen.confidence)
    fewer = min(seen.n_effective, foretold.n_effective)
    beyond = replace(seen, value=seen.value - foretold.value, low=low, high=high, n_effective=fewer)
    measurements = (
        measured("optimism", too_good, text, role=Role.TRAINING, unit="share"),
        measured("unforeseen", beyond, text, unit="share"),
    )
    return Evidence.measured(measurements, (foretold_and_seen(values, seen.value),))


def _ratio(means: Array) -> Array:
    return np.asarray(means[:, 0] / means[:, 1])
