"""What a developer hands in: a model, the samples it was made on, and the search it came out of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from governance.demo.periods import TIME

Settings = Mapping[str, Any]
# MLflow's dataset contexts and the prefix of the metrics that belong to each.
PREFIXES = {"training": "train", "validation": "val", "test": "test"}


@dataclass(frozen=True)
class Plan:
    """How a model is made: what is fitted on what, how it is measured, which settings compete, and what decides.

    ``samples`` are frames by MLflow context, each with ``date``, the features, ``target``, and what is logged ``beside`` them and no
    feature. ``estimator`` makes an unfitted estimator from one entry of ``search``. The setting whose ``decides`` metric (on the sample
    ``decides_on``) is best is chosen. ``trusted`` names the types that skops may load besides its own list. ``tags`` go on the
    registered model.
    """

    name: str
    description: str
    samples: Mapping[str, pd.DataFrame]
    target: str
    estimator: Callable[[Settings], Any]
    measure: Callable[[Any, pd.DataFrame, pd.Series], dict[str, float]]
    search: tuple[Settings, ...]
    decides: str
    decides_on: str
    larger_is_better: bool
    tags: Mapping[str, str]
    trusted: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    def features(self, context: str) -> pd.DataFrame:
        """The columns that the model takes, of one sample."""
        return self.samples[context].drop(columns=[TIME, self.target, *self.beside])

    def outcomes(self, context: str) -> pd.Series:
        """The outcomes of one sample."""
        return self.samples[context][self.target]


@dataclass(frozen=True)
class Trial:
    """One fitted candidate with its metrics on the sample that decides, named as they are logged."""

    settings: Settings
    fitted: Any
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Submission:
    """The outcome of a plan: every trial, and the one that was chosen with its metrics by context."""

    plan: Plan
    trials: tuple[Trial, ...]
    chosen: Trial
    metrics: Mapping[str, Mapping[str, float]]


def carry_out(plan: Plan) -> Submission:
    """Fits every setting of the plan on its training sample and chooses one."""
    trials = tuple(_try(plan, settings) for settings in plan.search)
    decisive = f"{PREFIXES[plan.decides_on]}_{plan.decides}"
    sign = 1 if plan.larger_is_better else -1
    chosen = max(trials, key=lambda trial: sign * trial.metrics[decisive])
    return Submission(plan, trials, chosen, {context: _measured(plan, chosen.fitted, context) for context in plan.samples})


def _try(plan: Plan, settings: Settings) -> Trial:
    fitted = plan.estimator(settings).fit(plan.features("training"), plan.outcomes("training"))
    return Trial(settings, fitted, _measured(plan, fitted, plan.decides_on))


def _measured(plan: Plan, fitted: Any, context: str) -> dict[str, float]:
    found = plan.measure(fitted, plan.features(context), plan.outcomes(context))
    return {f"{PREFIXES[context]}_{name}": value for name, value in found.items()}
