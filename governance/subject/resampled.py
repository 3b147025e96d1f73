"""What the subject loses on training rows that it was not refitted to: losses out of bag beside those on the rows it learned from."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.optimism import block_resamples
from governance.subject.model.interface import Failure
from governance.subject.refits import part
from governance.subject.relearning import lost, lost_by_mean
from governance.subject.samples import Sample
from governance.subject.subject import Subject

Array = NDArray[np.float64]
# Outcomes of other rows that each answer is held against, for the loss without information.
FOREIGN = 5


def left_out(subject: Subject, sample: Sample, block: int, refits: int) -> Array | Failure:
    """(n, 4) weighted losses of the rows of ``sample`` that were out of bag: apparent, out of bag, without information, of the mean.

    The first is of a refit to the whole sample; the second the mean over the refits to resamples of runs of ``block`` rows that left the
    row out; the third holds the first's answers against outcomes of other rows.
    """
    generator, n = subject.generator(), sample.rows
    apparent = lost(subject, sample, sample)
    if isinstance(apparent, Failure):
        return apparent
    foreign = np.zeros(n)
    for _ in range(FOREIGN):
        found = lost(subject, sample, replace(sample, target=sample.target[generator.permutation(n)]))
        if isinstance(found, Failure):
            return found
        foreign += found / FOREIGN
    total, times = np.zeros(n), np.zeros(n)
    for drawn, outside in block_resamples(n, block, _overlap(subject, sample), refits, generator):
        if len(outside):
            found = lost(subject, part(sample, drawn), part(sample, outside))
            if isinstance(found, Failure):
                return found
            total[outside] += found
            times[outside] += 1
    known = times > 0
    naive = lost_by_mean(replace(subject, samples={Role.TRAINING: sample}), Role.TRAINING)
    return np.column_stack([apparent[known], total[known] / times[known], foreign[known], naive[known]])


def _overlap(subject: Subject, sample: Sample) -> int:
    """Rows beyond which two outcomes of this sample have no step of time in common."""
    if subject.identity.time_ordered is False:
        return 0
    whole = subject.samples[Role.TRAINING]
    steps = whole.rows if whole.time is None else len(whole.rows_a_step)
    return int(np.ceil((subject.identity.horizon - 1) * sample.rows / steps))
