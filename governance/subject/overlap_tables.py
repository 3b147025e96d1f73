"""Where the rows of a sample stand: in another one, by chance or not."""

from governance.record.evidence import Shape, Table
from governance.statistics.coincidence import Coincidence


def standing(found: Coincidence, rows: int) -> Table:
    """The ``rows`` of the validation sample, by whether training holds them and chance explains it."""
    cells = (
        ("not in training", rows - found.shared),
        ("in training, by chance", found.by_chance),
        ("in training, not by chance", found.beyond_chance),
    )
    note = "By chance: the values are so common that nothing else is to be expected of two samples of this size."
    return Table("rows", "Where the validation rows stand", Shape.BARS, ("validation rows", "rows"), cells, note=note)
