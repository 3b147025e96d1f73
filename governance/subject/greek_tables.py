"""Tables of greeks: what they make of the profit, and what hedging by them leaves."""

from collections.abc import Mapping

from governance.record.evidence import Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.greeks import Explained


def parts_of_profit(found: Explained) -> Table:
    """The mean of each greek's term and what none of them explains."""
    means = [*map(float, found.terms.mean(axis=0)), float((found.made - found.terms.sum(axis=1)).mean())]
    rows = tuple(zip((*found.names, "unexplained"), means, strict=True))
    note = f"Means a step; the parts sum to the mean of the {found.told}."
    return Table("parts", "What the profit is made of", Shape.WATERFALL, ("part", "mean"), rows, note=note)


def left_by_group(groups: Mapping[str, Estimate]) -> Table:
    """The bias of the hedged profit in each group."""
    rows = tuple((name, item.value, item.low, item.high) for name, item in groups.items())
    note = "Mean hedged profit over the mean absolute unhedged one of all rows; zero is a fair price and a fair hedge."
    return Table("groups", "What is left, by group", Shape.INTERVALS, ("group", "bias", "low", "high"), rows, note=note)
