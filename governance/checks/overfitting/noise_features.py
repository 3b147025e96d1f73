"""What features that mean nothing cost: refits in which half of the features is noise of their own kind."""

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.estimating import estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.noising import noised
from governance.subject.outcomes import convention, describe_loss
from governance.subject.relearning import RefitParameters, lost_by_mean, to_learn
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@check(
    title="Noise among the features",
    asks="How much does the estimator lose, and how much does it rely, on features that mean nothing?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    capabilities=(Capability.REFIT,),
    metrics=(
        Metric(
            "loss_added",
            "Loss that noise adds on new rows, over that of the training mean",
            "lower",
            FORECASTS,
            "share",
            sound=0.0,
        ),
        Metric("noise_share", "Share of the reliance on features that goes to noise", "lower", FORECASTS, "share", sound=0.0),
    ),
    references=(
        "Breiman (2001), Random forests, Machine Learning 45(1)",
        "Mentch & Zhou (2022), Getting better from worse: augmented bagging and a cautionary tale of variable importance, JMLR 23",
        "Kursa & Rudnicki (2010), Feature selection with the Boruta package, Journal of Statistical Software 36(11)",
    ),
)
def noise_features(subject: Subject, parameters: RefitParameters) -> Evidence:
    """Turn half of the features into noise, then the other half, and refit.

    Method: The features are cut into two halves at random. The columns of one are drawn anew together, in blocks of rows, so that they keep
    their distributions, their dependence in time and on one another, and lose every relation to the outcome and to the other half. The
    same estimator is refitted to these rows, and to rows in which the columns are constant, which no fit can use. Then the halves change
    places, and all losses are added. The loss added is that of the refits with noise less that of the refits without, on validation
    rows with noise of the same kind, over the loss of the training mean. Reliance on a half is what the training loss rises by when
    its columns are drawn anew once more; the share of noise is reliance on the noise half over that on both. Paired block bootstrap.

    Reads as risk: An estimator that takes noise for signal grows worse with every feature that somebody adds, and what it says of the
    importance of features is partly noise.

    Limitations: A model port takes the features the model was registered with, so that noise replaces features and is not
    added to them: the signal left is that of half the features, and noise costs more where it is weak. Deep trees rely on noise by
    design, and bagged ones may even gain by it (Mentch & Zhou 2022). One draw of halves and noise is taken.
    """
    sample, count = to_learn(subject, parameters.rows), subject.samples[Role.TRAINING].features.shape[1]
    if count < 2 or min(sample.rows, subject.samples[Role.VALIDATION].rows) < parameters.smallest_n:
        return Evidence.inconclusive(f"{count} features and {sample.rows} rows are too few for noise to replace half of them")
    generator, seen, relied = subject.generator(), np.zeros(()), np.zeros(())
    for noisy in np.array_split(generator.permutation(count), 2):
        found = noised(subject, sample, noisy, generator)
        if isinstance(found, Failure):
            return Evidence.inconclusive(found.reason)
        seen, relied = seen + found[0], relied + found[1]
    added = estimate(subject, np.column_stack([seen, 2 * lost_by_mean(subject)]), _added, parameters)
    text = convention(subject, f"{describe_loss(subject)}; four refits on {sample.rows} rows, {count} features")
    said = [measured("loss_added", added, text, unit="share")]
    if float(np.ptp(relied, axis=1).max()) == 0.0:
        return Evidence.measured(tuple(said), absent={"noise_share": "the refits do not rely on any feature"})
    share = estimate(subject, relied, _share, parameters, bounds=(0.0, 1.0))
    return Evidence.measured((*said, measured("noise_share", share, text, role=Role.TRAINING, unit="share")))


def _added(means: Array) -> Array:
    return np.asarray((means[:, 0] - means[:, 1]) / means[:, 2])


def _share(means: Array) -> Array:
    noise, signal = (np.maximum(means[:, place] - means[:, 0], 0.0) for place in (1, 2))
    return np.asarray(noise / np.maximum(noise + signal, np.finfo(float).tiny))
