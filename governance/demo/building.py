"""Builds the demo's store: one sound model and two that should not be used, all on real market data."""

from pathlib import Path

from governance.demo import direction, level, market, store, volatility
from governance.demo.submission import carry_out

NAMES = ("spx-volatility", "spx-direction", "vix-level")


def built(folder: Path) -> tuple[str, ...]:
    """The URIs of the three models where ``folder`` holds their store already, else none."""
    return tuple(f"models:/{name}/1" for name in NAMES) if store.is_complete(folder) else ()


def build(folder: Path) -> tuple[str, ...]:
    """Trains and registers the three models in a new store under ``folder``; answers their URIs.

    Raises `OutputError` where the folder holds a store already.
    """
    prices = market.sp500()
    plans = (volatility.plan(prices), direction.plan(prices), level.plan(market.vix()))
    with store.opened(folder):
        return tuple(store.register(carry_out(plan), folder) for plan in plans)
