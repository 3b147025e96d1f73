"""Subjects that came out of a search."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.subject.recomputing import recomputable
from governance.subject.subject import LoggedMetric, Trial, TrialReturns, Trials


@pytest.fixture
def sought(make_subject):
    """``sought(leads, settings=None, name="r2")``: a regression of 400 + 400 rows; each run's figure is the chosen one's plus its lead.

    The last run is the chosen one, whatever its own lead; ``settings`` are the parameters of each run, as they were logged.
    """
    generator = np.random.default_rng(0)
    X = generator.normal(size=(800, 2))
    y = X[:, 0] + generator.normal(size=800)

    def made(leads, settings=None, name="r2", answer=None, lost=0):
        model = answer or (lambda frame: frame.iloc[:, 0])
        subject = make_subject("regression", (X[:400], y[:400]), (X[400:], y[400:]), model)
        figure = recomputable(subject, Role.VALIDATION)[name][""]()
        told = settings or [{"depth": str(number)} for number in range(len(leads))]
        values = [*(figure + lead for lead in leads[:-1]), figure]
        runs = [
            Trial(f"r{number}", f"run {number}", told[number], {f"test_{name}": value}, chosen=number == len(leads) - 1)
            for number, value in enumerate(values)
        ]
        runs += [Trial(f"l{number}", "lost", {}, {}, deleted=True) for number in range(lost)]
        logged = (LoggedMetric(f"test_{name}", figure, Role.VALIDATION),)
        return dataclasses.replace(subject, logged=logged, trials=Trials(tuple(runs)))

    return made


@pytest.fixture
def traded(make_subject):
    """``traded(returns, chosen=0)``: a strategy whose trials logged these returns (t, k)."""

    def made(returns, chosen=0):
        y = np.random.default_rng(5).normal(size=200)
        subject = make_subject("strategy", (y[:100, None], y[:100]), (y[100:, None], y[100:]), lambda frame: np.ones(len(frame)))
        frame = pd.DataFrame(returns, columns=[f"t{number}" for number in range(returns.shape[1])])
        held = TrialReturns(frame, None if chosen is None else f"t{chosen}")
        return dataclasses.replace(subject, trials=Trials((Trial("r", "run", {}, {}, chosen=True),), returns=held))

    return made
