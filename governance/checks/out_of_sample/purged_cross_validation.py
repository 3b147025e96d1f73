"""Skill over many paths through the history, each made of refits that learned from all the rest."""

from dataclasses import dataclass, field, replace
from math import comb

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.estimating import estimate, measured
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive, skill, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.purged_paths import paths_through, plan, replayed
from governance.subject.refits import history
from governance.subject.relearning import RefitParameters
from governance.subject.skill_tables import over_each_path
from governance.subject.subject import Subject


@dataclass(frozen=True)
class PurgedParameters(RefitParameters):
    """What all refitting checks have, the most ``refits`` that may be made, and the ``embargo`` as a share of the history."""

    refits: int = field(default=10, metadata={"stricter": "larger", "least": 2, "most": 500})
    embargo: float = field(default=0.01, metadata={"stricter": "larger", "least": 0, "most": 0.2})


@check(
    title="Purged cross-validation",
    asks="Does the model's skill hold whichever part of the history it is kept from?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=FORECASTS,
    columns=("time",),
    capabilities=(Capability.REFIT,),
    metrics=(
        Metric("skill", "Share of the naive forecast's loss that the refitted models remove, over all paths", "higher", FORECASTS, "share"),
        Metric("path_skill", "The same on each path through the history", "higher", FORECASTS, "share"),
    ),
    references=(
        "López de Prado (2018), Advances in financial machine learning, sections 7.4 and 12.4",
        "Arlot & Celisse (2010), A survey of cross-validation procedures for model selection, Statistics Surveys 4",
    ),
)  # fmt: skip
def purged_cross_validation(subject: Subject, parameters: PurgedParameters) -> Evidence:
    """Keep every part of the history from the model once, refit it on the rest, and measure its skill on what it did not see.

    Method: Training, tuning and validation rows are put together in time order and cut into groups of time steps. Every choice of two
    groups is held out once (one group, where fewer than six refits are allowed); the largest number of groups is taken whose choices
    the budget allows. A refit learns from at most the stated number of rows, evenly spaced. Rows whose label interval meets that of a
    held-out row are purged, and an embargo follows each held-out run. The refits join to paths that cover the history once each. The
    skill over the strongest naive forecast of training takes the mean of the losses over the paths, row by row, with a block bootstrap
    interval; that of each path has an interval that holds for all paths (Bonferroni).

    Reads as risk: Skill that vanishes when other years are held out belongs to the years and not to the model. Paths far apart
    show how much of one backtest is chance.

    Limitations: Refits on rows after the held-out ones know a later world, which no forecaster did: it is a test of the relation
    and no simulation of trading. The settings were chosen on part of these rows, which flatters them. The intervals leave out how
    much one refit would differ from another on fresh data. Row weights, and early stopping on a second sample, are not passed to
    the refits.
    """
    past, chosen = history(subject), strongest(subject)
    if isinstance(past, Failure):
        return Evidence.inconclusive(past.reason)
    groups, held_out = plan(parameters.refits)
    embargo = round(parameters.embargo * past.length)
    least = max(parameters.smallest_n, 3 * (past.horizon + embargo))
    if past.length < groups * least:
        return Evidence.inconclusive(f"{past.length} steps of time are too few for {groups} groups with purge and embargo")
    found = replayed(subject, past, parameters.refits, embargo, chosen, parameters.rows)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    paths = [np.concatenate(parts) for parts in paths_through(found, groups, held_out)]
    if len(paths[0]) < parameters.smallest_n:
        return Evidence.inconclusive(f"only {len(paths[0])} rows have a naive forecast ({chosen}) to compare with")
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(paths))
    each = {f"path {number}": estimate(subject, path, skill, stricter) for number, path in enumerate(paths, start=1)}
    whole = estimate(subject, np.mean(paths, axis=0), skill, parameters)
    split = f"{groups} groups, {held_out} held out, {comb(groups, held_out)} refits, purge of {past.horizon} and embargo of {embargo} steps"
    split = f"{split}; each learned from at most {parameters.rows} rows"
    text = convention(subject, f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}; {split}")
    measurements = [measured("skill", whole, text, role=Role.TRAINING, unit="share")]
    measurements += [
        measured("path_skill", item, text, role=Role.TRAINING, segment=name, unit="share") for name, item in each.items()
    ]
    return Evidence.measured(tuple(measurements), (over_each_path(each),))
