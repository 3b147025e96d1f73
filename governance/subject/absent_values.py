"""Whether the absence of a feature's values tells of the outcome, tested in the training sample."""

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.multiplicity import benjamini_hochberg
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.subject import Subject

Array = NDArray[np.float64]


def told_by_absence(subject: Subject, parameters: BootstrapParameters) -> dict[str, float]:
    """Adjusted p-values, by feature, that absence and outcome go together: of the features that can be tested."""
    from scipy.stats import norm, rankdata

    sample = subject.samples[Role.TRAINING]
    rank = rankdata(sample.target) / sample.rows
    raw = {}
    for name in sample.features.columns:
        absent = sample.features[name].isna().to_numpy(dtype=float)
        if min(absent.sum(), len(absent) - absent.sum()) >= parameters.smallest_n and float(np.ptp(rank)) > 0:
            values = np.column_stack([absent * rank, absent, rank])
            seen = estimate(subject, values, _covariance, parameters)
            spread = float(np.std(seen.draws))
            raw[str(name)] = float(2 * norm.sf(abs(seen.value) / spread)) if spread > 0 else 1.0
    return dict(zip(raw, benjamini_hochberg(list(raw.values())).tolist(), strict=True)) if raw else {}


def _covariance(means: Array) -> Array:
    """Of absence and rank: their difference in mean rank, but for a factor that no resample can bring to zero."""
    return np.asarray(means[:, 0] - means[:, 1] * means[:, 2])
