import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.subject.strategy import NO_COST, NO_SERIES, describe_returns, trading

POSITIONS = np.array([1.0, 1.0, -1.0, 0.5, 0.0])
RETURNS = np.array([0.01, -0.02, 0.03, 0.04, 0.05])


def position(frame):
    return frame.iloc[:, 0]


@pytest.fixture
def strategy(make_subject):
    def made(positions=POSITIONS, returns=RETURNS, **given):
        data = (np.reshape(positions, (-1, 1)), returns)
        return make_subject("strategy", data, data, position, **given)

    return made


@pytest.fixture
def panel(strategy):
    """Two series of three days each, the second held against the first."""
    days = np.repeat(np.datetime64("2020-01-01", "ns") + np.arange(3) * np.timedelta64(1, "D"), 2)
    positions, returns = np.array([1.0, -1.0, 1.0, -2.0, 0.0, -2.0]), np.array([0.01, 0.02, 0.03, -0.01, 0.05, 0.02])
    subject = strategy(positions, returns, times={Role.TRAINING: days, Role.VALIDATION: days}, cost_bps=100.0)
    subject.samples[Role.VALIDATION].segments["venue"] = pd.Series(["one venue"] * 6)
    return subject


def test_the_first_position_is_bought_from_nothing_and_nothing_is_sold_at_the_end(strategy):
    assert trading(strategy(), Role.VALIDATION).turnover == pytest.approx([1.0, 0.0, 2.0, 1.5, 0.5])


def test_net_returns_are_gross_ones_less_the_cost_of_what_changed_hands(strategy):
    found = trading(strategy(cost_bps=10.0), Role.VALIDATION)
    assert found.gross == pytest.approx(POSITIONS * RETURNS)
    assert found.net == pytest.approx(POSITIONS * RETURNS - 0.001 * np.array([1.0, 0.0, 2.0, 1.5, 0.5]))


def test_an_undeclared_cost_is_not_a_cost_of_nothing(strategy):
    assert trading(strategy(), Role.VALIDATION).net == NO_COST
    free = trading(strategy(cost_bps=0.0), Role.VALIDATION)
    assert free.net == pytest.approx(free.gross)


def test_other_costs_than_the_declared_one_can_be_asked_for(strategy):
    found = trading(strategy(), Role.VALIDATION)
    assert found.net_of(50.0) == pytest.approx(found.gross - 0.005 * found.turnover)


def test_rows_of_one_time_stamp_are_one_step_of_one_portfolio(panel):
    panel.samples[Role.VALIDATION].segments["asset"] = pd.Series(["a", "b"] * 3)
    found = trading(panel, Role.VALIDATION)
    assert found.gross == pytest.approx([-0.01, 0.05, -0.04])
    assert found.turnover == pytest.approx([2.0, 1.0, 1.0])
    assert list(found.steps) == [0, 0, 1, 1, 2, 2]
    assert len(found.times) == 3


def test_a_panel_whose_series_cannot_be_told_apart_has_gross_returns_only(panel):
    found = trading(panel, Role.VALIDATION)
    assert found.gross == pytest.approx([-0.01, 0.05, -0.04])
    assert found.turnover == found.net == NO_SERIES


def test_a_series_without_a_row_keeps_its_position(panel):
    panel.samples[Role.VALIDATION].segments["asset"] = pd.Series(["a", "b", "a", "c", "a", "b"])
    assert trading(panel, Role.VALIDATION).turnover == pytest.approx([2.0, 2.0, 2.0])


def test_rows_of_unknown_time_are_steps_in_file_order(strategy):
    found = trading(strategy(time=None), Role.VALIDATION)
    assert found.times is None
    assert found.gross == pytest.approx(POSITIONS * RETURNS)


def test_a_position_that_is_not_a_number_leaves_no_returns_and_says_so(strategy):
    broken = strategy(np.where(np.arange(5) == 2, np.nan, POSITIONS))
    assert trading(broken, Role.VALIDATION) == "1 of 5 rows of the validation sample have no finite position or return"


def test_the_words_say_what_was_deducted_and_that_longer_returns_overlap(strategy):
    assert "before costs" in describe_returns(strategy(), net=False)
    assert "net of 2.5 basis points" in describe_returns(strategy(cost_bps=2.5), net=True)
    assert "each return spans 5 rows" in describe_returns(strategy(cost_bps=2.5, horizon=5), net=True)
