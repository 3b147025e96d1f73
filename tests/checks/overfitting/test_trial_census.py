import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.subject.subject import LoggedMetric, Trial, Trials

CHECK = "overfitting.trial-census"


LOGGED = (LoggedMetric("val_r2", 0.5, Role.TUNING), LoggedMetric("test_r2", 0.4, Role.VALIDATION))


@pytest.fixture
def searched(make_subject):
    """``searched(runs, excluded)``: a subject that came out of these runs and logged one figure of each sample."""
    X = np.random.default_rng(0).normal(size=(60, 2))

    def made(runs, excluded=0, logged=LOGGED):
        subject = make_subject("regression", (X[:30], X[:30, 0]), (X[30:], X[30:, 0]), lambda frame: frame.iloc[:, 0])
        trials = None if runs is None else Trials(tuple(runs), excluded)
        return dataclasses.replace(subject, logged=logged, trials=trials)

    return made


def run(number, *names, chosen=False, deleted=False, depth=None):
    depth = number if depth is None else depth
    return Trial(f"r{number}", f"run {number}", {"depth": str(depth)}, dict.fromkeys(names, 0.5), deleted, chosen)


def test_runs_that_were_all_measured_on_the_validation_sample_are_found(searched, measure, only):
    evidence = measure(CHECK, searched([run(number, "test_r2", chosen=number == 3) for number in range(20)]))
    found = only(evidence, "runs_on_validation")
    assert (found.low, found.value, found.high) == (20.0, 20.0, 20.0)


def test_a_search_on_a_tuning_sample_leaves_one_look_at_validation(searched, measure, only):
    runs = [run(number, "val_r2") for number in range(9)] + [run(9, "val_r2", "test_r2", chosen=True)]
    evidence = measure(CHECK, searched(runs))
    assert only(evidence, "runs").value == 10
    assert only(evidence, "runs_on_validation").value == 1


def test_deleted_excluded_and_repeated_runs_are_counted_as_what_they_are(searched, measure, only):
    runs = [run(0, "val_r2", chosen=True), run(1, "val_r2", deleted=True), run(2, "val_r2", depth=0)]
    evidence = measure(CHECK, searched(runs, excluded=4))
    counted = {name: only(evidence, name).value for name in ("runs", "settings", "deleted_runs", "excluded_runs")}
    assert counted == {"runs": 3, "settings": 2, "deleted_runs": 1, "excluded_runs": 4}


def test_without_a_known_search_it_is_inconclusive(searched, measure):
    evidence = measure(CHECK, searched(None))
    assert evidence.status is Status.INCONCLUSIVE
    assert evidence.reason == "no run of the search is known"


def test_where_no_figure_of_the_validation_sample_was_logged_the_looks_are_absent_and_not_zero(searched, measure):
    evidence = measure(CHECK, searched([run(0, "loss", chosen=True)], logged=(LoggedMetric("loss", 0.1),)))
    assert evidence.status is Status.MEASURED
    assert "no figure that is known" in evidence.absent["runs_on_validation"]


def test_it_has_no_parameters(searched, measure):
    assert dict(measure(CHECK, searched([run(0, "test_r2", chosen=True)])).parameters) == {}
