"""Faults of strategies: luck of a search, costs, a handful of days, and money that others would have made without the model."""

import numpy as np
import pandas as pd

from governance.record.declaration import Role
from planting import worlds
from planting.building import found, halves, weighing
from planting.cells import NURSERY, Cell, Made
from planting.models import Frames
from planting.oracles import POPULATION, counted, of_mean, simulated
from planting.sound import few_trials, tried

F = ("signal", "noise")
TRIALS = 200
PERIODS = 16
LOST = 0.1
UP = {"signal": "increasing"}
LONG = (1_000, 3_000, 30_000)


def holding(cell: Cell, frames: Frames, share: float = 0.5, **given: object) -> object:
    """A strategy that holds ``share`` of the signal at half a basis point, chosen among five trials unless others are given."""
    model = weighing(frames[Role.TRAINING][list(F)], share, 0.0)
    tags = {"cost_bps": 0.5, "trials": few_trials(cell.generator(), frames[Role.VALIDATION]), "expected_directions": UP}
    return found(cell, model, frames, F, "strategy", **{**tags, **given})


@NURSERY.fault("trading.deflated-sharpe:deflated_sharpe", "trading.haircut:haircut", sizes=LONG)
def best_of_two_hundred(cell: Cell) -> Made:
    """The luckiest of two hundred strategies that all lose a little on every bar."""
    rng = cell.generator()
    frames = halves(worlds.traded(rng, 2 * cell.rows, edge=0.0))
    later = frames[Role.VALIDATION]
    returns = later["y"].to_numpy()[:, None]
    held = rng.normal(size=(len(later), TRIALS)) - LOST * np.sign(returns)
    earned = 0.5 * held * returns
    best = int(np.argmax(earned.mean(axis=0) / earned.std(axis=0)))
    frames[Role.VALIDATION] = later.assign(signal=held[:, best])
    trials = tried({f"trial {index}": earned[:, index] for index in range(TRIALS)}, later["time"], f"trial {best}")
    fresh = 0.01 * rng.normal(size=POPULATION)
    lost = -0.5 * (rng.normal(size=POPULATION) - LOST * np.sign(fresh)) * fresh
    return Made(holding(cell, frames, cost_bps=0.0, trials=trials), of_mean(lost, cell.rows, "loss of any of the trials"))


def rotating(rng: np.random.Generator, n: int, strength: float) -> np.ndarray:
    """(n, 200) positions-times-returns of trials that each do well in half of the periods and pay for it in the others."""
    effects = np.where(rng.permuted(np.tile([1, -1], (TRIALS, PERIODS // 2)), axis=1).T > 0, strength, -strength)
    return np.repeat(effects, -(-n // PERIODS), axis=0)[:n] + rng.normal(size=(n, TRIALS))


def reversed_order(rng: np.random.Generator, n: int, strength: float) -> bool:
    """Whether the best half-sample mean of the search is followed by a loss, by a t-test over splits drawn at random."""
    table = rotating(rng, n, strength)
    blocks = np.array([block.mean(axis=0) for block in np.array_split(table, PERIODS)])
    chosen = [rng.permutation(PERIODS)[: PERIODS // 2] for _ in range(20)]
    after = [np.delete(blocks, part, axis=0).mean(axis=0)[blocks[part].mean(axis=0).argmax()] for part in chosen]
    return float(np.mean(after)) < -1.96 * float(np.std(after)) / np.sqrt(PERIODS)


@NURSERY.fault("trading.backtest-overfitting:losing_probability", sizes=LONG)
def search_picks_the_reverse(cell: Cell) -> Made:
    """Two hundred trials, each good in some periods and bad in the others, so that the best one before is the worst one after."""
    rng = cell.generator()
    frames = halves(worlds.traded(rng, 2 * cell.rows, edge=0.0))
    later = frames[Role.VALIDATION]
    earned = 0.005 * rotating(rng, len(later), 0.3)
    best = int(np.argmax(earned.mean(axis=0)))
    frames[Role.VALIDATION] = later.assign(signal=earned[:, best] / (0.5 * later["y"].to_numpy()))
    trials = tried({f"trial {index}": earned[:, index] for index in range(TRIALS)}, later["time"], f"trial {best}")
    oracle = simulated(lambda fresh: reversed_order(fresh, cell.rows, 0.3), "the best half is followed by a loss", draws=40)
    return Made(holding(cell, frames, cost_bps=0.0, trials=trials), oracle)


@NURSERY.fault(
    "trading.costs:break_even_over_cost", "trading.deflated-sharpe:deflated_sharpe", "trading.sharpe:net_sharpe", sizes=LONG
)
def edge_below_costs(cell: Cell) -> Made:
    """The signal earns money and turns over so fast that costs of ten basis points take more than all of it."""
    rng = cell.generator()
    frames = halves(worlds.traded(rng, 2 * cell.rows, edge=0.05, memory=0.0))
    fresh = worlds.traded(rng, POPULATION, edge=0.05, memory=0.0)
    held = 0.5 * fresh["signal"]
    net = held * fresh["y"] - 1e-3 * held.diff().abs().fillna(0)
    return Made(holding(cell, frames, cost_bps=10), of_mean(-net.to_numpy(), cell.rows, "loss after costs"))


@NURSERY.fault("out-of-sample.performance:sharpe", "trading.sharpe:net_sharpe", sizes=LONG)
def loses_before_costs(cell: Cell) -> Made:
    """The position is held the wrong way round."""
    rng = cell.generator()
    frames = halves(worlds.traded(rng, 2 * cell.rows, edge=0.1))
    fresh = worlds.traded(rng, POPULATION, edge=0.1)
    lost = 0.5 * fresh["signal"] * fresh["y"]
    raw = holding(cell, frames, share=-0.5, expected_directions={"signal": "decreasing"})
    return Made(raw, of_mean(lost.to_numpy(), cell.rows, "loss before costs"))


@NURSERY.fault("trading.concentration:effective_gains", sizes=LONG)
def lives_off_five_bars(cell: Cell) -> Made:
    """Five bars earn twice as much as all other gains together."""
    rng = cell.generator()
    frames = halves(worlds.traded(rng, 2 * cell.rows, edge=-0.02))
    later = frames[Role.VALIDATION].copy()
    places = rng.choice(len(later), 5, replace=False)
    later.loc[places, "signal"] = 2.0
    gains = float((later["signal"] * later["y"]).drop(index=places).clip(lower=0).sum())
    later.loc[places, "y"] = gains / 5
    return Made(
        holding(cell, {**frames, Role.VALIDATION: later}), counted(5, "bars that earn more than the other gains together")
    )


@NURSERY.fault("trading.random-entry:timing_mean", sizes=LONG)
def long_in_a_rising_market(cell: Cell) -> Made:
    """Always long in a rising market; its timing takes away from what holding would have earned."""
    rng = cell.generator()

    def drifting(n: int) -> pd.DataFrame:
        frame = worlds.traded(rng, n, edge=-0.15, drift=0.3)
        return frame.assign(signal=2.0 + 0.5 * frame["signal"])

    frames, fresh = halves(drifting(2 * cell.rows)), drifting(POPULATION)
    timing = -(fresh["signal"] - fresh["signal"].mean()) * (fresh["y"] - fresh["y"].mean())
    return Made(holding(cell, frames), of_mean(timing.to_numpy(), cell.rows, "loss by timing"))


@NURSERY.fault("trading.live-against-backtest:mean_shortfall", sizes=LONG)
def worse_when_live(cell: Cell) -> Made:
    """The backtest earns; in production the same signal loses as much."""
    rng = cell.generator()
    frames = halves(worlds.traded(rng, 2 * cell.rows, edge=0.15))
    start = str(frames[Role.VALIDATION]["time"].iloc[-1] + pd.Timedelta(hours=1))
    live = worlds.traded(rng, cell.rows, edge=-0.15)
    frames[Role.PRODUCTION] = live.assign(time=pd.date_range(start, periods=len(live), freq="h"))
    fresh = worlds.traded(rng, POPULATION, edge=0.15)
    apart = fresh["signal"] * fresh["y"]
    return Made(holding(cell, frames), of_mean(apart.to_numpy(), cell.rows * 2, "live returns below the backtest's"))
