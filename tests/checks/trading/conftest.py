"""Strategies whose position is always one, and the searches they came out of."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

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
def noise():
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
