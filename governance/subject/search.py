"""The search a strategy came out of: how many trials it amounts to, and how far their Sharpe ratios lie apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.trials import cluster_trials, implied_independent_trials
from governance.subject.strategy import trading
from governance.subject.subject import Subject, Trials

Array = NDArray[np.float64]
NO_TRIALS = "no trials are known: the search that the strategy came out of was not logged"
AS_LOGGED = "trial returns as the developer logged them, costs included or not"
SAME = 0.02


@dataclass(frozen=True)
class TrialTable:
    """``returns`` (t, k) of the trials in every period in which all have one; ``chosen`` is the audited one's column, if named."""

    returns: Array
    names: tuple[str, ...]
    chosen: int | None
    dropped: int


@dataclass(frozen=True)
class Search:
    """``runs`` trials in all, deleted ones included, that amount to ``effective`` independent ones.

    ``sharpes`` (k,) are the ratios a period that are known, the chosen one's ``chosen`` among them where it is, and ``variance`` is
    theirs; ``told`` says in words where all this comes from.
    """

    runs: int
    effective: float
    sharpes: Array
    variance: float
    chosen: float | None
    told: str


def trial_table(subject: Subject, smallest: int) -> TrialTable | str:
    """The trials' returns, or why they cannot be used: none logged, fewer than two trials or ``smallest`` periods, or a constant one."""
    held = None if subject.trials is None else subject.trials.returns
    if held is None:
        return "no returns of the trials were logged: governance/trial_returns.parquet"
    frame = held.frame.replace([np.inf, -np.inf], np.nan).dropna()
    if frame.shape[1] < 2:
        return "the returns of fewer than two trials were logged: there was nothing to choose between"
    if len(frame) < smallest:
        return f"all trials have a return in {len(frame)} periods; fewer than {smallest} are not measured"
    values = frame.to_numpy(dtype=float)
    still = (np.ptp(values, axis=0) <= 1e-12 * np.abs(values).max(axis=0)) & (np.abs(values).max(axis=0) > 0)
    if still.any():
        return f"the trial {frame.columns[int(np.argmax(still))]!r} has the same return in every period"
    chosen = None if held.chosen is None else list(frame.columns).index(held.chosen)
    return TrialTable(values, tuple(map(str, frame.columns)), chosen, len(held.frame) - len(frame))


def search(subject: Subject, smallest: int) -> Search | str:
    """The number of trials and the spread of their ratios, or why one of them is not known.

    From the trials' returns where they were logged: groups that move together count once, and so does what the mean correlation leaves
    if that is less, since each overstates the number where the other is right; a run without returns counts in full, for nobody can
    show with what it moves. Else from the Sharpe ratios that the runs logged, each run a trial.
    """
    if subject.trials is None:
        return NO_TRIALS
    table = trial_table(subject, smallest)
    return _from_metrics(subject, subject.trials) if isinstance(table, str) else _from_returns(table, len(subject.trials.runs))


def _from_returns(table: TrialTable, runs: int) -> Search:
    count = table.returns.shape[1]
    groups = cluster_trials(table.returns)
    known = min(float(groups.count), implied_independent_trials(table.returns))
    lost = max(0, runs - count)
    sharpes = ratios(table.returns)
    spread = ratios(groups.returns) if groups.count < count else sharpes
    chosen = None if table.chosen is None else float(sharpes[table.chosen])
    told = f"{known:.3g} independent trials among {count} with returns, {lost} runs without; {AS_LOGGED}"
    return Search(max(runs, count), known + lost, sharpes, float(np.var(spread, ddof=1)), chosen, told)


def _from_metrics(subject: Subject, trials: Trials) -> Search | str:
    chosen = next((run for run in trials.runs if run.chosen), None)
    names = sorted(name for name in (chosen.metrics if chosen else {}) if "sharpe" in name.lower())
    logged = {name: [run.metrics[name] for run in trials.runs if np.isfinite(run.metrics.get(name, np.nan))] for name in names}
    shared = [name for name in names if len(logged[name]) > 1]
    if chosen is None or not shared:
        return f"trials known: {len(trials.runs)}, but neither their returns nor a Sharpe ratio of two of them"
    name = max(shared, key=lambda key: len(logged[key]))
    unit = _unit(subject, chosen.metrics[name])
    if unit is None:
        return f"the logged {name} of the chosen run is not the audited strategy's, a period or a year: its unit is not known"
    sharpes = np.array(logged[name]) / unit
    told = f"{len(trials.runs)} runs, each a trial; {len(sharpes)} of them logged {name}, as the developer computed it"
    effective = float(len(trials.runs))
    return Search(len(trials.runs), effective, sharpes, float(np.var(sharpes, ddof=1)), chosen.metrics[name] / unit, told)


def _unit(subject: Subject, logged: float) -> float | None:
    """What turns a logged ratio into one a period: 1, or the root of the periods in a year; None where it replicates as neither."""
    units = (1.0, float(np.sqrt(subject.identity.periods_per_year or 1.0)))
    for role in (item for item in Role if item in subject.samples):
        traded = trading(subject, role)
        for returns in () if isinstance(traded, str) else (traded.gross, traded.net):
            ratio = 0.0 if isinstance(returns, str) else float(ratios(returns[:, None])[0])
            for unit in units:
                if ratio != 0.0 and abs(logged / (ratio * unit) - 1) < SAME:
                    return unit
    return None


def ratios(returns: Array) -> Array:
    """(k,) mean over standard deviation of ``returns`` (t, k), per period; 0 for a trial that never moves and earns nothing."""
    deviation = returns.std(axis=0, ddof=1)
    return np.asarray(np.where(deviation > 0, returns.mean(axis=0) / np.where(deviation > 0, deviation, 1.0), 0.0))
