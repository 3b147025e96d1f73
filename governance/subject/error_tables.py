"""Tables of errors by the conditions under which they are made."""

from governance.record.evidence import Shape, Table
from governance.subject.error_regions import Regions


def conditions_table(found: Regions) -> Table:
    """Mean losses of the model and of the naive forecast where each condition holds, over those of all rows measured."""
    overall = found.values[found.measured].mean(axis=0)
    rows = []
    for leaf, where in found.where.items():
        part = found.values[found.measured & (found.leaves == leaf)]
        model, naive = (float(value) for value in part.mean(axis=0) / overall) if len(part) else (None, None)
        rows.append((where, len(part), model, naive))
    note = "Mean losses over those of all rows of the half that is measured; the conditions were found on the other half."
    columns = ("condition", "rows", "model", "naive forecast")
    return Table("conditions", "Losses by condition", Shape.PLAIN, columns, tuple(rows), note=note)
