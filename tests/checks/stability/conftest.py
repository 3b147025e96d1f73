"""Subjects in use: a production sample after training and validation."""

from dataclasses import replace

import numpy as np
import pytest

from governance.record.declaration import Role


@pytest.fixture
def deployed(make_subject):
    """``deployed(task, training, validation, production, model, **given)``: each sample is a pair of features and outcomes."""

    def made(task, training, validation, production, model, **given):
        subject = make_subject(task, training, validation, model, **given)
        late = make_subject(task, training, production, model, time=given.get("time", True)).samples[Role.VALIDATION]
        time = late.time
        if time is not None:
            last = subject.samples[Role.VALIDATION].time[-1]
            time = last + (1 + np.arange(len(late.target))) * np.timedelta64(1, "D")
        sample = replace(late, identity=replace(late.identity, role=Role.PRODUCTION), time=time)
        return replace(subject, samples={**subject.samples, Role.PRODUCTION: sample})

    return made


@pytest.fixture
def rows():
    """``rows(n, seed, slope=1, noise=1)``: one feature and an outcome that follows it."""

    def made(n, seed, slope=1.0, noise=1.0):
        generator = np.random.default_rng(seed)
        X = generator.normal(size=(n, 2))
        return X, slope * X[:, 0] + noise * generator.normal(size=n)

    return made


@pytest.fixture
def first():
    """A model that answers with its first column."""
    return lambda frame: frame.iloc[:, 0]
