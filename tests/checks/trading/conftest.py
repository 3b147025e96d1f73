"""Strategies made to measure: the position is a function of one feature, the return what the test says."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role


@pytest.fixture
def strategy(make_subject) -> Callable[..., object]:
    """``strategy(returns, positions=1, columns={}, live=None, training=None)``: positions and returns of the validation sample.

    Training is the same unless given; ``live`` is a pair of positions and returns of a production sample.
    """

    def made(returns, positions=1.0, *, columns=None, live=None, training=None, **identity):
        def rows(held, met):
            met = np.asarray(met, dtype=float)
            return np.broadcast_to(np.asarray(held, dtype=float), met.shape)[:, None], met

        given = {Role.VALIDATION: {name: pd.Series(values) for name, values in (columns or {}).items()}}
        unseen = rows(positions, returns)
        subject = make_subject(
            "strategy", rows(*training) if training else unseen, unseen, lambda frame: frame.iloc[:, 0], columns=given,
            **{"periods_per_year": 252.0, **identity},
        )  # fmt: skip
        if live is None:
            return subject
        late = make_subject("strategy", unseen, rows(*live), lambda frame: frame.iloc[:, 0]).samples[Role.VALIDATION]
        return _with(subject, late)

    return made


def _with(subject, late):
    from dataclasses import replace

    identity = replace(late.identity, role=Role.PRODUCTION)
    return replace(subject, samples={**subject.samples, Role.PRODUCTION: replace(late, identity=identity)})


@pytest.fixture
def noise() -> np.ndarray:
    """(1000,) heavy-tailed returns without mean."""
    return 0.01 * np.random.default_rng(11).standard_t(5, size=1000)


@pytest.fixture
def switching() -> np.ndarray:
    """(1000,) positions of 1 and -1 in spells of random length."""
    generator = np.random.default_rng(12)
    return np.repeat(generator.choice([-1.0, 1.0], 400), generator.integers(1, 8, 400))[:1000]
