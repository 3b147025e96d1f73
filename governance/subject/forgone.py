"""What a model forgoes against the simple challenger, on a scale that strong and weak signals share."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.resampling import Estimate
from governance.subject.challenger import challengers
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.naive import paired, strongest
from governance.subject.outcomes import describe_loss, weights
from governance.subject.subject import Subject

Array = NDArray[np.float64]
MOST = (-1.0, 1.0)


def compared(subject: Subject, smallest_n: int) -> Array | str:
    """(n, 2 + challengers) weighted validation losses of model, naive forecast and challengers, strongest first, or why there are none.

    The naive forecast is the one that was strongest in training; rows without its past are left out.
    """
    found = challengers(subject)
    if not found:
        return "no simple challenger could be fitted: it needs numeric features and 40 training rows"
    pair = paired(subject, Role.VALIDATION)[strongest(subject)]
    if not np.isfinite(pair[:, 0]).all():
        return f"the model's loss is infinite or unknown on validation rows ({describe_loss(subject)})"
    known, weight = np.isfinite(pair[:, 1]), weights(subject, Role.VALIDATION)
    if int(known.sum()) < smallest_n:
        return f"only {int(known.sum())} validation rows can be compared"
    return np.column_stack([pair, *(weight * item.losses for item in found)])[known]


def forgone(subject: Subject, losses: Array, parameters: BootstrapParameters) -> Estimate:
    """Share of what is at stake that the model forgoes against the challenger, within -1 and 1, from `compared` losses (n, 3 or more).

    At stake is the smaller of two things: the larger of the two losses, and the larger of the two gains over the naive forecast. So 0.5
    says that the model loses twice as much as the challenger, or gains half as much; 1 that it gains nothing where the challenger does.
    It is negative where the model is better. Where neither gains anything it is 1 or -1, by who loses more.
    """
    found = estimate(subject, losses[:, :3], _share, parameters, bounds=MOST)
    return replace(found, value=float(np.clip(found.value, *MOST)))


def _share(means: Array) -> Array:
    """Excess over stake; beyond 1 it goes on as 2 - stake / excess, smoothly, to where nothing is at stake."""
    model, naive, rival = means[..., 0], means[..., 1], means[..., 2]
    stake = np.minimum(np.maximum(model, rival), naive - np.minimum(model, rival))
    excess = np.abs(model - rival)
    safe = np.where(excess > 0, excess, 1.0)
    beyond = stake < safe
    share = np.where(beyond, 2 - stake / safe, safe / np.where(beyond, 1.0, stake))
    return np.asarray(np.where(excess > 0, np.sign(model - rival) * share, 0.0))
