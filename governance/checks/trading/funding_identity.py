"""Whether price gains, fees and funding add up to the profit that was reported."""

from dataclasses import dataclass, field

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import STRATEGIES, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.executions import declared, numbers
from governance.subject.subject import Subject

PARTS = ("price_pnl", "fees", "funding")
REPORTED = "reported_pnl"


@dataclass(frozen=True)
class IdentityParameters:
    """A row adds up within ``tolerance``, as a share of the sum of its amounts without sign: what digits round away."""

    tolerance: float = field(default=1e-6, metadata={"stricter": "smaller", "least": 0.0, "most": 0.01})


@check(
    title="Funding identity",
    asks="Do price gains, fees and funding add up to the profit that was reported?",
    needs=(Role.VALIDATION,),
    reads=Reads.ROWS,
    tasks=STRATEGIES,
    metrics=(
        Metric(
            "unexplained_share",
            "Reported profit that its parts do not explain, over all reported profit",
            "lower",
            STRATEGIES,
            "share",
            0.0,
        ),
        Metric("rows_off", "Rows whose parts do not add up", "lower", STRATEGIES, "rows", 0.0),
    ),
    references=(
        "Dietz (1966), Pension funds: measuring investment performance; GIPS standards (2020), section 2: calculation methodology",
        "Alexander, Choi, Park & Sohn (2020), BitMEX bitcoin derivatives, Journal of Futures Markets 40(1)",
    ),
)
def funding_identity(subject: Subject, parameters: IdentityParameters) -> Evidence:
    """Add up the parts of the profit row by row and compare with what was reported.

    Method: Columns declared in governance.columns as price_pnl, fees, funding and reported_pnl are read from the production sample where it
    has them, else from validation. All are signed as they enter the profit: a fee or funding that is paid is below zero. The sum of
    the three is held against the fourth in each row; what is left over, without sign and beyond rounding, is added up and divided by
    the sum of the reported profits without sign. Both figures are exact. A row in which an amount is missing does not add up.

    Reads as risk: Profit that its parts do not explain is an error in the books or a cost that was left out; perpetual contracts that are
    reported without their funding are the usual one.

    Limitations: It shows that the parts add up, not that each is right; an error in a part that is repeated in the report stays unseen.
    Where fees are logged as positive costs the identity fails in every row: log them with their sign.
    """
    found = declared(subject, (*PARTS, REPORTED))
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    role, frame = found
    amounts = np.column_stack([numbers(frame[name]) for name in (*PARTS, REPORTED)])
    known = np.asarray(np.isfinite(amounts).all(axis=1))
    size = np.abs(np.where(known[:, None], amounts, 0.0))
    if float(size[:, -1].sum()) == 0.0:
        return Evidence.inconclusive("no profit other than zero is reported")
    left = np.where(known, np.abs(amounts[:, :-1].sum(axis=1) - amounts[:, -1]), 0.0)
    left = np.where(left > parameters.tolerance * size.sum(axis=1), left, 0.0)
    off, n = int((left > 0).sum() + (~known).sum()), len(left)
    values = {"unexplained_share": float(left.sum() / size[:, -1].sum()), "rows_off": float(off)}
    told = f"price_pnl + fees + funding - reported_pnl, signed as they enter; {int((~known).sum())} rows lack an amount"
    measurements = tuple(
        Measurement.exact(name, value, n, role, unit="share" if name == "unexplained_share" else "rows", convention=told)
        for name, value in values.items()
    )
    rows = tuple((name, float(amounts[known, place].sum())) for place, name in enumerate((*PARTS, REPORTED)))
    return Evidence.measured(measurements, (Table("parts", "The profit and its parts", Shape.PLAIN, ("part", "sum"), rows),))
