"""The figure that the runs of a search were compared by: each run's, on which sample, and how exactly that sample tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role, Task
from governance.statistics.power import standard_error
from governance.statistics.resampling import block_length, stationary_bootstrap_means
from governance.subject.estimating import BootstrapParameters
from governance.subject.naive import naive_scores
from governance.subject.outcomes import dependent
from governance.subject.performance import Recipe, measured, recipes
from governance.subject.recomputing import bare, recomputable
from governance.subject.search import AS_LOGGED, TrialTable, ratios, trial_table
from governance.subject.subject import LoggedMetric, Subject, Trial

Array = NDArray[np.float64]
SAMPLES = (Role.VALIDATION, Role.TUNING)
RISING = {"r_squared", "auc", "accuracy", "sharpe", "mean_return"}
RECIPES = {"r2": "r_squared", "brier_score_loss": "brier"}
SAME = 0.02


@dataclass(frozen=True, kw_only=True)
class Contest:
    """``values`` (k,) of ``runs`` (k,), or of trials known by their returns alone, where higher is better; ``total`` runs are known.

    With ``rising`` they are the figures as logged, else their negatives. ``error`` is the standard error of the ``chosen`` one's
    value; of its difference from the others where ``paired``, else an upper bound of that. ``floor`` is the value of a forecast
    without skill.
    """

    figure: str
    role: Role | None
    values: Array
    chosen: int
    total: int
    error: float
    paired: bool
    floor: float
    rising: bool = True
    runs: tuple[Trial, ...] = ()


def decisive_contest(subject: Subject, parameters: BootstrapParameters, fewest: int) -> Contest | str:
    """That of a strategy's returns where they were logged, else that of the figures; or why there is neither."""
    by_returns = contest_of_returns(subject, parameters, fewest) if subject.task is Task.STRATEGY else ""
    return contest(subject, parameters, fewest) if isinstance(by_returns, str) else by_returns


def contest(subject: Subject, parameters: BootstrapParameters, fewest: int) -> Contest | str:
    """The figure of the validation or tuning sample that most runs logged, or why there is none that ``fewest`` of them did.

    It must be one that is recomputed from the audited model: only then are its direction, its unit and its error known.
    """
    if subject.trials is None or not subject.trials.runs:
        return "no run of the search is known"
    chosen = next((run for run in subject.trials.runs if run.chosen), None)
    if chosen is None:
        return "which of the runs is the audited one is not known"
    bearing = {item: _bearing(subject, item) for item in subject.logged if item.role in SAMPLES and item.role in subject.samples}
    shared = {item: runs for item, runs in bearing.items() if chosen in runs and len(runs) >= max(fewest, 3)}
    if not shared:
        few, known = max(fewest, 3), len(subject.trials.runs)
        return f"no figure of the validation or tuning sample was logged by {few} runs or more; the search has {known} in all"
    for item in sorted(shared, key=lambda item: (-len(shared[item]), SAMPLES.index(item.role or Role.TRAINING), item.name)):
        found = _contest(subject, item, shared[item], chosen, parameters)
        if found is not None:
            return found
    return "no figure that the runs share is known and recomputed from the audited model and its samples"


def contest_of_returns(subject: Subject, parameters: BootstrapParameters, fewest: int) -> Contest | str:
    """The Sharpe ratios of the trials' logged returns, with the error of their differences from the mean trial; or why there are none."""
    table = trial_table(subject, parameters.smallest_n)
    if isinstance(table, str):
        return table
    if table.chosen is None:
        return "which of the trials was chosen is not known: governance.chosen_trial"
    if table.returns.shape[1] < max(fewest, 3):
        return f"the returns of fewer than {max(fewest, 3)} trials were logged"
    total = max(table.returns.shape[1], len(subject.trials.runs) if subject.trials else 0)
    error = _paired_error(subject, table, parameters.resamples)
    if error == 0.0:
        return "the trials' returns differ in scale alone"
    return Contest(
        figure=f"Sharpe ratio a period; {AS_LOGGED}", role=None, values=ratios(table.returns), chosen=table.chosen, total=total,
        error=error, paired=True, floor=0.0,
    )  # fmt: skip


def _paired_error(subject: Subject, table: TrialTable, resamples: int) -> float:
    """Root mean square over the trials, scaled to unit deviation, of the block-bootstrap error of their mean about the mean trial's."""
    deviation = table.returns.std(axis=0, ddof=1)
    scaled = table.returns / np.where(deviation > 0, deviation, 1.0)
    about = scaled - scaled.mean(axis=1, keepdims=True)
    block = block_length(about[:, table.chosen]) if dependent(subject) else 1.0
    draws = stationary_bootstrap_means(about, resamples, block, subject.generator())
    k = about.shape[1]
    return float(np.sqrt(draws.var(axis=0).mean() * k / (k - 1)))


def _bearing(subject: Subject, item: LoggedMetric) -> tuple[Trial, ...]:
    runs = subject.trials.runs if subject.trials else ()
    return tuple(run for run in runs if np.isfinite(run.metrics.get(item.name, np.nan)))


def _contest(
    subject: Subject, item: LoggedMetric, runs: tuple[Trial, ...], chosen: Trial, parameters: BootstrapParameters
) -> Contest | None:
    role, name = item.role or Role.VALIDATION, bare(item.name)
    called = RECIPES.get(name, name)
    recipe = recipes(subject, role).get(called)
    again = [function() for function in recomputable(subject, role).get(name, {}).values()]
    logged = chosen.metrics[item.name]
    if recipe is None or not any(abs(value - logged) <= SAME * abs(logged) for value in again):
        return None
    found, sign = measured(subject, recipe, parameters), 1.0 if called in RISING else -1.0
    error = standard_error(found.low, found.high, found.confidence)
    if not 0 < error < np.inf:
        return None
    values = sign * np.array([run.metrics[item.name] for run in runs])
    total = len(subject.trials.runs) if subject.trials else len(runs)
    return Contest(
        figure=item.name, role=role, values=values, chosen=runs.index(chosen), total=total, error=error, paired=False,
        floor=sign * _floor(subject, role, called), rising=called in RISING, runs=runs,
    )  # fmt: skip


def _floor(subject: Subject, role: Role, name: str) -> float:
    """What the training mean would show under the same name; a position that is not taken earns nothing."""
    if subject.task is Task.STRATEGY:
        return 0.0
    scores: Mapping[Role, Array] = {part: naive_scores(subject, part)["mean"] for part in (Role.TRAINING, role)}
    recipe: Recipe = recipes(replace(subject, scoring=subject.scoring.answering(scores)), role)[name]
    return float(recipe.statistic(recipe.values.mean(axis=0, keepdims=True))[0])
