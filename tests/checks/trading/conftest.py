"""Strategies made to measure, and the searches they came out of."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.subject.subject import Trial, TrialReturns, Trials


@pytest.fixture
def make_strategy(make_subject):
    """``make_strategy(drift, n, seed, cost)``: daily returns of one per cent in standard deviation, held throughout."""

    def made(drift=0.0, n=500, seed=0, cost=1.0, **given):
        returns = drift + 0.01 * np.random.default_rng(seed).normal(size=2 * n)
        held = np.ones((n, 1))
        return make_subject(
            "strategy", (held, returns[:n]), (held, returns[n:]), lambda frame: frame.iloc[:, 0],
            cost_bps=cost, periods_per_year=given.pop("year", 252.0), **given,
        )  # fmt: skip

    return made


@pytest.fixture
def trial_noise():
    """(1000, 30) trial returns without any skill."""
    return 0.01 * np.random.default_rng(5).normal(size=(1000, 30))


@pytest.fixture
def searched():
    """``searched(subject, returns, lost=0, metrics=None)``: the subject with trials of these returns (or metrics); the best is chosen."""

    def made(subject, returns=None, *, lost=0, metrics=None, named=True):
        count = len(metrics) if returns is None else returns.shape[1]
        names = [f"trial {index}" for index in range(count)]
        best = int(np.argmax([m["sharpe"] for m in metrics] if returns is None else returns.mean(axis=0) / returns.std(axis=0)))
        runs = [Trial(name, name, {}, metrics[i] if metrics else {}, chosen=i == best) for i, name in enumerate(names)]
        runs += [Trial(f"lost {index}", "lost", {}, {}, deleted=True) for index in range(lost)]
        held = None if returns is None else TrialReturns(pd.DataFrame(returns, columns=names), names[best] if named else None)
        return replace(subject, trials=Trials(tuple(runs), returns=held))

    return made


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
