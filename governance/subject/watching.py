"""Production watched, step by step, against what validation promised."""

from dataclasses import dataclass

import numpy as np

from governance.statistics.change import Watch, watch
from governance.subject.estimating import BootstrapParameters
from governance.subject.monitored import Steps, excess, followed
from governance.subject.naive import describe_naive
from governance.subject.outcomes import convention, dependent, describe_loss
from governance.subject.subject import Subject


@dataclass(frozen=True)
class Watched:
    """The steps of validation, ``known``, those of production, ``seen``, and what the detectors ``found`` on the latter's `excess`."""

    known: Steps
    seen: Steps
    found: Watch


def watched(subject: Subject, parameters: BootstrapParameters, *, level: float, missing: float) -> Watched | str:
    """`watch` the `excess` of production at the false-alarm rate ``level``, or why it cannot be watched.

    ``missing`` is the share of the validation skill whose loss should be found.
    """
    both = followed(subject, parameters.smallest_n)
    if isinstance(both, str):
        return both
    known, seen = both
    reference = excess(known, known)
    if float(np.ptp(reference)) <= 1e-9:
        return "the model's excess over its promise never varies in validation"
    found = watch(
        reference, excess(seen, known), generator=subject.generator(), resamples=parameters.resamples,
        level=level, rise=missing * abs(known.skill), dependent=dependent(subject), windows=True,
    )  # fmt: skip
    return Watched(known, seen, found)


def describe_watch(subject: Subject, item: Watched, level: float) -> str:
    """The watch in words, for conventions."""
    detectors = f"{' and '.join(item.found.alarms)} at a joint false-alarm rate of {level:g} over the sample"
    return convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, item.seen.against)}; {detectors}")
