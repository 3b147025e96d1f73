"""The figure that a subject is approved on, measured on ever longer histories, and the history that it would need."""

from governance.record.declaration import Role, Task
from governance.record.evidence import Cell, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import describe_loss
from governance.subject.performance import Recipe, recipes
from governance.subject.subject import Subject


def headline(subject: Subject) -> tuple[Recipe, str]:
    """Skill over the naive forecast that was strongest in training, or the Sharpe ratio of a strategy; and what it is, in words."""
    if subject.task is Task.STRATEGY:
        return recipes(subject, Role.VALIDATION)["sharpe"], "Sharpe ratio a period, before costs"
    chosen = strongest(subject)
    told = f"skill: {describe_loss(subject)}; against {describe_naive(subject, chosen)}"
    return Recipe(paired(subject, Role.VALIDATION)[chosen], skill), told


def lengths(rows: int, tried: int, least: int) -> list[int]:
    """At most ``tried`` lengths of history, each half as long again as the one before, up to all ``rows``; none below ``least``."""
    every = {int(rows / 1.5**power) for power in range(tried)}
    return sorted(length for length in every if length >= least)


def sufficient(value: float, whole: Estimate) -> float:
    """Rows held over rows needed for a ``value`` with the interval of ``whole``: the square of the value over half the width."""
    return (max(value, 0.0) / ((whole.high - whole.low) / 2)) ** 2


def length_tables(subject: Subject, found: list[Estimate]) -> tuple[Table, ...]:
    """The headline figure ``found`` on ever longer histories, and the history that is held beside that needed."""
    whole, years = found[-1], subject.identity.periods_per_year
    share = sufficient(whole.value, whole)
    needed = whole.n / share if share > 0 else None
    rows: list[tuple[Cell, ...]] = [("held", whole.n, None if years is None else whole.n / years)]
    rows.append(("needed", needed, None if years is None or needed is None else needed / years))
    note = "Half the interval's width against the value, taken as it was found; nothing stands where the value shows no skill."
    points = tuple((item.n, item.value, item.low, item.high) for item in found)
    return (
        Table("length", "The headline figure by length of history", Shape.CURVE, ("rows", "figure", "figure:low", "figure:high"), points),
        Table("needed", "History held and needed", Shape.PLAIN, ("history", "rows", "years"), tuple(rows), note=note),
    )  # fmt: skip
