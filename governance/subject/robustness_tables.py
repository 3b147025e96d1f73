"""Tables of what a model does when its inputs are spoilt, its seeds are drawn anew, or times are hard."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Cell, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.feed_losses import skill_left
from governance.subject.stressed import Window
from governance.subject.support import Support

Array = NDArray[np.float64]
SHOWN = 10


def noise_table(seen: list[tuple[float, Estimate, Estimate | None]]) -> Table:
    """What each level of noise moves, and takes."""
    rows = tuple((level, moved.value * level, moved.value, None if lost is None else lost.value) for level, moved, lost in seen)
    columns = ("noise, robust deviations", "move of the answers, standard deviations", "amplification", "skill lost")
    note = "An amplification of one: the answers move by the same share of their spread as the inputs."
    return Table("noise", "What noise in all inputs does", Shape.PLAIN, columns, rows, note=note)


def ranges_table(seen: dict[Role, Support]) -> Table:
    """The features with most rows outside the training range, and their shares."""
    shares: dict[Role, NDArray[np.float64]] = {role: item.beyond.mean(axis=0) for role, item in seen.items()}
    features = seen[Role.VALIDATION].features
    worst = np.argsort(-np.max(list(shares.values()), axis=0), kind="stable")[:SHOWN]
    rows = tuple((features[place], *(float(share[place]) for share in shares.values())) for place in worst)
    title = "Share of rows outside the training range, by feature"
    return Table("ranges", title, Shape.PLAIN, ("feature", *(role.value for role in shares)), rows)


def feeds_table(ratios: dict[str, Estimate]) -> Table:
    """The skill that is left without each feed, the worst first."""
    worst_first = sorted(ratios, key=lambda name: -ratios[name].value)
    left = {name: skill_left(ratios[name]) for name in worst_first}
    rows = tuple((name, item.value, item.low, item.high) for name, item in left.items())
    note = "Below zero the training mean would have lost less. Of many feeds the worst are shown."
    columns = ("feed", "skill left", "low", "high")
    return Table("feeds", "Skill over the training mean with one feed missing", Shape.INTERVALS, columns, rows, note=note)


def slips_table(found: Mapping[str, Any], names: list[str]) -> Table:
    """How far the answers follow each slip, by the features that they follow furthest."""

    def largest(name: str) -> float:
        return max(each[name] or 0.0 for each in found.values())

    rows = tuple((name, *(each[name] for each in found.values())) for name in sorted(names, key=largest, reverse=True)[:SHOWN])
    note = "Zero is within the range of all that was seen, one is its width away from it; no number: the value was refused."
    return Table("slips", "How far the answers follow one input", Shape.PLAIN, ("feature", *found), rows, note=note)


def refits_table(skills: Array, own: float) -> Table:
    """The registered model's skill and that of each refit."""
    rows = (("registered", own), *((f"refit {place + 1}", float(skill)) for place, skill in enumerate(skills)))
    return Table("refits", "Skill over the training mean, by seed", Shape.BARS, ("model", "skill"), rows)


def windows_table(windows: list[Window], values: Array) -> Table:
    """The mean losses in each window that holds rows with both."""
    rows: list[tuple[Cell, ...]] = []
    for item in windows:
        inside = values[item.rows][np.isfinite(values[item.rows]).all(axis=1)]
        if len(inside) > 0:
            rows.append((item.name, len(inside), *map(float, inside.mean(axis=0))))
    columns = ("window", "rows", "mean loss", "mean loss of the naive forecast")
    return Table("windows", "Windows of stress", Shape.PLAIN, columns, tuple(rows))
