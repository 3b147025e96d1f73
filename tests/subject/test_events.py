import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.subject.events import NOTHING_KNOWN, Events, events

TRAINING, VALIDATION = 400, 300
DAYS = np.datetime64("2018-01-01", "ns") + np.arange(TRAINING + VALIDATION) * np.timedelta64(1, "D")


@pytest.fixture
def found(make_subject):
    """``found(**columns)``: the events of a sample with the declared columns, over training and validation."""

    def made(target=None, task="binary", horizon=1, stamps=DAYS, **columns) -> Events | str:
        y = np.tile([0.0, 1.0], 350) if target is None else target
        X = np.zeros((len(y), 1))
        cut = len(y) - VALIDATION
        split = {
            Role.TRAINING: {name: pd.Series(values[:cut]) for name, values in columns.items()},
            Role.VALIDATION: {name: pd.Series(values[cut:]) for name, values in columns.items()},
        }
        times = {Role.TRAINING: stamps[:cut], Role.VALIDATION: stamps[cut:]}
        subject = make_subject(
            task, (X[:cut], y[:cut]), (X[cut:], y[cut:]), lambda frame: np.zeros(len(frame)), columns=split, times=times, horizon=horizon,
            periods_per_year=365, target_unit="variance" if task == "volatility" else None,
        )  # fmt: skip
        return events(subject)

    return made


@pytest.fixture
def returns():
    values = np.random.default_rng(5).normal(size=TRAINING + VALIDATION)
    values[500] -= 15
    return values


def test_a_jump_is_known_one_horizon_after_the_row_that_was_to_forecast_it(found, returns):
    for horizon in (1, 3):
        (event,) = found(returns=returns, horizon=horizon).found
        assert event.first == str(DAYS[500 + horizon])[:10]
        assert event.rows[0] == 500 + horizon - TRAINING


def test_a_price_is_known_on_its_own_row(found, returns):
    (event,) = found(close=100 * np.exp(np.cumsum(returns / 100))).found
    assert event.first == event.peak == str(DAYS[500])[:10]
    assert {"jump", "volatility spike"} <= set(event.kinds)
    assert event.title.startswith("2019-05-16 to ")


def test_overlapping_events_are_one_and_distant_ones_are_two(found, returns):
    returns[504] += 15
    assert len(found(returns=returns).found) == 1
    returns[600] += 15
    assert len(found(returns=returns).found) == 2


def test_an_event_of_the_training_sample_is_not_one_of_validation(found, returns):
    returns[500], returns[300] = 0.0, 20.0
    assert found(returns=returns).found == ()


def test_a_return_like_target_tells_of_events_and_so_does_one_that_moves_like_a_price(found, returns):
    assert len(found(target=returns, task="regression").found) == 1
    prices = 100 * np.exp(np.cumsum(returns / 100))
    assert len(found(target=prices, task="regression").found) == 1
    assert found(target=returns**2, task="regression") == NOTHING_KNOWN
    (spike,) = found(target=returns**2, task="volatility").found
    assert spike.kinds == ("volatility spike",)


def test_yields_and_funding_have_events_of_their_own(found):
    generator = np.random.default_rng(1)
    curve = 2 + 0.01 * np.cumsum(generator.normal(size=(700, 3)), axis=0)
    curve[520:] += [0.0, 0.0, 0.6]
    names = {f"yields:{name}": values for name, values in zip(("2y", "5y", "10y"), curve.T, strict=True)}
    (event,) = found(**names).found
    assert "shift of the curve's slope" in event.kinds
    funding = np.full(700, 0.0001)
    funding[450:] = -0.0001
    (flip,) = found(funding=funding).found
    assert (flip.kinds, flip.size) == (("funding flip",), 0.0)
    assert found(funding=funding).turbulence is None


def test_the_rows_of_a_panel_share_the_events_of_their_step(found):
    generator = np.random.default_rng(3)
    market = generator.normal(size=350)
    market[250] -= 15
    both = np.repeat(market, 2) + 0.1 * generator.normal(size=700)
    panel = found(returns=both, stamps=np.repeat(DAYS[:350], 2))
    (event,) = panel.found
    assert event.first == str(DAYS[251])[:10]
    assert len(event.rows) == 2 * len(np.unique(DAYS[:350].repeat(2)[400:][event.rows]))


def test_turbulence_is_that_of_the_moves_known(found, returns):
    known = found(returns=returns)
    row = 120
    assert known.turbulence[row] == pytest.approx(np.sqrt(np.mean(returns[TRAINING + row - 22 : TRAINING + row] ** 2)))


def test_missing_values_do_not_make_events(found, returns):
    returns[510] = np.nan
    assert len(found(returns=returns).found) == 1
