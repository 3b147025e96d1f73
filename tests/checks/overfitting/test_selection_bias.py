import dataclasses

import numpy as np
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.selection import winners_curse
from governance.subject.subject import LoggedMetric, Trials

CHECK = "overfitting.selection-bias"


def test_a_lead_among_equal_runs_may_be_all_luck(sought, measure, only):
    leads = -np.abs(np.random.default_rng(1).normal(scale=0.01, size=30))
    evidence = measure(CHECK, sought(leads))
    assert only(evidence, "vanishing_share").value == 1.0
    assert only(evidence, "luck").high > 1
    assert only(evidence, "luck").p_value > 0.5


def test_a_lead_far_beyond_the_error_of_the_figure_is_no_luck(sought, measure, only):
    leads = np.random.default_rng(1).normal(loc=-1.0, scale=0.3, size=30)
    evidence = measure(CHECK, sought(leads))
    assert only(evidence, "vanishing_share").high < 0.1
    assert only(evidence, "overstatement").high < 0.3
    assert only(evidence, "luck").high < 0.5
    assert only(evidence, "luck").p_value < 1e-6


def test_from_figures_alone_nothing_is_proven_and_the_evidence_says_so(sought, measure, only):
    evidence = measure(CHECK, sought(np.zeros(9) - 0.001))
    assert only(evidence, "vanishing_share").low == 0.0
    assert "upper bound" in only(evidence, "vanishing_share").convention


def test_the_luck_among_runs_that_are_all_good_and_alike_overstates_little(traded, measure, only):
    returns = np.random.default_rng(4).normal(size=(500, 1)) + 0.02 * np.random.default_rng(2).normal(size=(500, 20)) + 0.2
    evidence = measure(CHECK, traded(returns, 3))
    assert only(evidence, "overstatement").high < 0.05


def test_one_good_run_among_useless_ones_is_not_accused(traded, measure, only):
    returns = np.random.default_rng(2).normal(size=(750, 20))
    returns[:, 7] += 0.2
    evidence = measure(CHECK, traded(returns, 7))
    assert only(evidence, "luck").p_value < 0.05
    assert (only(evidence, "overstatement").low, only(evidence, "vanishing_share").low) == (0.0, 0.0)


def test_a_figure_below_that_of_the_training_mean_has_nothing_to_overstate(sought, measure):
    evidence = measure(CHECK, sought(np.linspace(-1, 0, 8), answer=lambda frame: -frame.iloc[:, 0]))
    assert "no better than that of the training mean" in evidence.absent["overstatement"]


def test_a_loss_leads_where_it_is_lower(sought, measure, only):
    better = measure(CHECK, sought(np.linspace(1.0, 0.5, 10), name="rmse"))
    assert only(better, "luck").value > 0
    worse = measure(CHECK, sought(np.linspace(-1.0, -0.5, 10), name="rmse"))
    assert "it does not lead the mean run" in worse.absent["luck"]


def test_the_best_of_many_useless_strategies_is_luck(traded, measure, only):
    returns = np.random.default_rng(2).normal(size=(500, 20))
    best = int(np.argmax(returns.mean(axis=0) / returns.std(axis=0)))
    evidence = measure(CHECK, traded(returns, best))
    assert only(evidence, "vanishing_share").low > 0.3
    assert only(evidence, "overstatement").low > 0.3
    assert only(evidence, "luck").low < 1 < only(evidence, "luck").high


def test_what_all_trials_have_in_common_is_not_taken_for_their_error(traded, measure, only):
    generator = np.random.default_rng(2)
    returns = generator.normal(size=(500, 1)) + 0.05 * generator.normal(size=(500, 20)) - 0.02 * np.arange(20)
    evidence = measure(CHECK, traded(returns, 0))
    assert only(evidence, "vanishing_share").high < 0.05
    assert only(evidence, "luck").p_value < 1e-6


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda subject: dataclasses.replace(subject, trials=None), "no run of the search is known"),
        (lambda subject: dataclasses.replace(subject, trials=Trials(subject.trials.runs[:-1])), "the audited one is not known"),
        (lambda subject: dataclasses.replace(subject, logged=()), "no figure of the validation or tuning sample was logged by 5"),
        (
            lambda subject: dataclasses.replace(subject, logged=(LoggedMetric("test_r2", 0.9, Role.TRAINING),)),
            "no figure of the validation or tuning sample",
        ),
    ],
)
def test_without_the_runs_or_their_figures_it_is_inconclusive(sought, measure, spoil, reason):
    evidence = measure(CHECK, spoil(sought(np.linspace(-1, 0, 8))))
    assert evidence.status is Status.INCONCLUSIVE
    assert reason in evidence.reason


def test_a_figure_that_is_not_the_audited_models_has_no_known_error(sought, measure):
    subject = sought(np.linspace(-1, 0, 8))
    other = tuple(dataclasses.replace(run, metrics={"test_r2": 0.9 * run.metrics["test_r2"]}) for run in subject.trials.runs)
    evidence = measure(CHECK, dataclasses.replace(subject, trials=Trials(other)))
    assert evidence.reason.startswith("no figure that the runs share is known and recomputed")


def test_equal_figures_and_trials_without_a_named_choice_are_inconclusive(sought, traded, measure):
    assert "nothing was gained by choosing" in measure(CHECK, sought(np.zeros(8))).reason
    assert measure(CHECK, traded(np.random.default_rng(0).normal(size=(99, 9)), None)).status is Status.INCONCLUSIVE


def test_the_fewest_runs_can_be_set_and_runs_without_the_figure_are_paid_for(sought, measure, only):
    leads = np.linspace(-1, 0, 8)
    assert "by 9 runs or more; the search has 8 in all" in measure(CHECK, sought(leads), fewest_runs=9).reason
    few, many = (only(measure(CHECK, sought(leads, lost=lost)), "luck").value for lost in (0, 200))
    assert many > few


def test_it_agrees_with_the_error_of_a_mean_by_hand(traded, measure, only):
    returns = np.random.default_rng(3).normal(size=(4000, 6)) + np.linspace(0, 0.1, 6)
    evidence = measure(CHECK, traded(returns, 5))
    sharpes = returns.mean(axis=0) / returns.std(axis=0, ddof=1)
    by_hand = winners_curse(sharpes, 5, 1 / np.sqrt(4000), 6)  # the error of a Sharpe ratio near zero
    share = only(evidence, "vanishing_share").value
    assert share == pytest.approx(by_hand.vanishing, rel=0.25)
    assert only(evidence, "overstatement").value == pytest.approx(share * by_hand.lead / sharpes[5])
    assert only(evidence, "luck").value == pytest.approx(by_hand.luck / by_hand.lead, rel=0.15)
