"""Checks that read accumulators live on the narrow columns that one pass leaves behind."""

from dataclasses import replace

import numpy as np
import pytest

from governance.checks.catalogue import checks
from governance.checks.running import run
from governance.record.declaration import Reads, Task
from governance.subject.challenger import challengers

NARROW = sorted(name for name, check in checks().items() if check.declaration.reads is Reads.ACCUMULATORS)
MODELS = {
    Task.BINARY: lambda frame: 1 / (1 + np.exp(-frame["x0"])),
    Task.REGRESSION: lambda frame: frame["x0"],
    Task.STRATEGY: lambda frame: np.sign(frame["x0"]),
    Task.VOLATILITY: lambda frame: np.exp(frame["x0"]),
}


class Sealed:
    """Features that are no longer there; their number and names were noted."""

    def __init__(self, columns):
        self.columns = columns

    def __getattr__(self, name):
        raise AssertionError(f"the features were asked for {name}")

    def __getitem__(self, name):
        raise AssertionError(f"the feature {name} was read")

    def __len__(self):
        raise AssertionError("the features were counted")


def drawn(task, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(300, 2))
    signal, noise = X[:, 0], rng.normal(size=300)
    y = {Task.BINARY: (signal + noise > 0) * 1.0, Task.VOLATILITY: np.exp(signal + 0.3 * noise)}.get(task, signal + noise)
    return X, y


@pytest.mark.parametrize("task", MODELS)
@pytest.mark.parametrize("name", NARROW)
def test_what_reads_accumulators_never_touches_the_features(make_subject, name, task):
    check = checks()[name]
    if task not in check.declaration.tasks:
        return
    opened = make_subject(task.value, drawn(task, 0), drawn(task, 1), MODELS[task])
    for role in opened.samples:
        opened.scores(role)
    sealed = {role: replace(sample, features=Sealed(sample.features.columns)) for role, sample in opened.samples.items()}
    narrow = replace(opened, samples=sealed)
    narrow.once("challengers", lambda: challengers(opened) if task is not Task.STRATEGY else ())
    assert run(check, narrow) == run(check, opened)
