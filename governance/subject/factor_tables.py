"""Tables of declared risk factors."""

from governance.record.evidence import Cell, Shape, Table
from governance.statistics.factors import Alpha
from governance.statistics.variance_shares import VarianceShares
from governance.subject.exposures import Exposed

Rows = tuple[tuple[Cell, ...], ...]


def factor_tables(found: Exposed, shares: VarianceShares, fitted: Alpha) -> tuple[Table, ...]:
    """Whose variance it is, what the mean is made of, and the loadings."""
    divided = [*map(float, shares.share), 1 - shares.explained]
    earned = [*map(float, fitted.loadings[:, 0] * found.factors.mean(axis=0)), fitted.value]
    parts: Rows = tuple(zip((*found.names, "unexplained"), divided, strict=True))
    means: Rows = tuple(zip((*found.names, "beyond the factors"), earned, strict=True))
    ends = zip(found.names, *fitted.loadings.T.tolist(), strict=True)
    summed = f"Loading times mean of each factor; the parts sum to the mean of {found.told}."
    columns = ("factor", "loading", "low", "high")
    return (
        Table("variance", "Whose variance it is", Shape.WATERFALL, ("part", "share"), parts, note="All parts sum to one."),
        Table("mean", "What the mean is made of", Shape.WATERFALL, ("part", "mean"), means, note=summed),
        Table("loadings", f"Loadings, Newey-West errors of {fitted.lags} lags", Shape.INTERVALS, columns, tuple(ends)),
    )
