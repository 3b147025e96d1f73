"""Hard times that were, and such as could be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, Metric, Reads, Role, Task
from governance.record.evidence import Cell, Evidence, Measurement, Shape, Table
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.bounds import beyond, describe_range
from governance.subject.estimating import BootstrapParameters, estimate
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive, paired, skill, strongest
from governance.subject.outcomes import convention, describe_loss
from governance.subject.past import has_past
from governance.subject.scenarios import common_movement, declared_scenarios, shocked
from governance.subject.stressed import Window, declared_dates, stress_windows
from governance.subject.subject import Subject

Array = NDArray[np.float64]
VALUES = (Task.REGRESSION, Task.PRICING, Task.VOLATILITY, Task.STRATEGY)


@dataclass(frozen=True)
class StressParameters(BootstrapParameters):
    """What all bootstrapping checks have, and what stress is.

    ``dates`` (ISO, separated by commas) begin windows of so many ``steps``, beside the ``windows`` with the most unusual features.
    ``scenarios`` are read as ``name: feature=+5, other=-2; name: ...`` in robust deviations; all features also move together, the
    foremost by ``deviations``. At most ``rows`` rows are shocked.
    """

    dates: str = field(default="", metadata={"stricter": "unclear"})
    steps: int = field(default=10, metadata={"stricter": "unclear", "least": 1})
    windows: int = field(default=5, metadata={"stricter": "unclear", "least": 1})
    scenarios: str = field(default="", metadata={"stricter": "unclear"})
    deviations: float = field(default=5.0, metadata={"stricter": "larger", "least": 0.1})
    rows: int = field(default=200, metadata={"stricter": "larger", "least": 30})


@check(
    title="Stress",
    asks="What did the model do in hard times, and what would it say in worse ones?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    metrics=(
        Metric("skill_in_stress", "Skill over the naive forecast in windows of stress", "higher", FORECASTS, "share"),
        Metric("shock_move", "Mean move of the answer under a joint shock, in its standard deviations", "neither"),
        Metric("beyond_under_shock", "Furthest answer out of range under a joint shock", "lower", VALUES, "ranges", sound=0.0),
    ),
    references=(
        "Basel Committee on Banking Supervision (2018), Stress testing principles",
        "Kupiec (1998), Stress testing in a value at risk framework, Journal of Derivatives 6(1)",
    ),
)
def stress(subject: Subject, parameters: StressParameters) -> Evidence:
    """Measure the skill in past windows of stress, and the answers under hypothetical joint shocks.

    Method: Windows of the validation sample are declared by date, or are those in which the numeric features lay furthest from their
    training medians, which is decided without a look at outcomes. On all their rows together the skill over the strongest naive
    forecast is measured. Hypothetical shocks move several features of drawn rows at once: as declared, and along the first principal
    direction of training, up and down, so that features which move together are shocked together.

    Reads as risk: Models are relied on most when least is usual. Skill that vanishes in unusual windows, or answers that leave all
    bounds under a joint shock, are what a limit has to be sized for.

    Limitations: The past holds few windows of stress, and intervals over them are wide. A shock moves the features and says
    nothing of the outcome. A linear direction is not how every crisis comes.
    """
    declared, dates = declared_scenarios(subject, parameters.scenarios), declared_dates(parameters.dates)
    if isinstance(declared, Failure):
        return Evidence.inconclusive(declared.reason)
    if isinstance(dates, Failure):
        return Evidence.inconclusive(dates.reason)
    positions = explained_rows(subject, parameters.rows)
    answers = shocked(subject, positions, {**declared, **common_movement(subject, parameters.deviations)})
    skilled, tables = _past(subject, parameters, dates) if subject.task in FORECASTS else (None, ())
    absent = {"skill_in_stress": skilled} if isinstance(skilled, str) else {}
    if isinstance(answers, Failure) or not answers:
        reason = answers.reason if isinstance(answers, Failure) else "no numeric feature varies"
        absent |= dict.fromkeys(("shock_move", "beyond_under_shock"), f"shocked rows have no answers: {reason}")
        answers = {}
    text = f"{how_drawn(subject, len(positions))}; features in robust deviations"
    found = [*_moves(subject, positions, answers, parameters, text), *_furthest(subject, answers, text)]
    return Evidence.measured((*([skilled] if isinstance(skilled, Measurement) else []), *found), tables, absent)


def _past(subject: Subject, parameters: StressParameters, dates: Sequence[str]) -> tuple[Measurement | str, tuple[Table, ...]]:
    if not has_past(subject):
        return "the rows are declared to have no order in time, so that there are no windows", ()
    windows = stress_windows(subject, steps=parameters.steps, count=parameters.windows, dates=dates)
    chosen = strongest(subject)
    values = paired(subject, Role.VALIDATION)[chosen]
    rows = np.unique(np.concatenate([item.rows for item in windows])) if windows else np.empty(0, dtype=np.int64)
    known = values[rows][np.isfinite(values[rows]).all(axis=1)]
    if len(known) < parameters.smallest_n:
        return f"the windows hold {len(known)} rows; fewer than {parameters.smallest_n} are not measured", ()
    seen = estimate(subject, known, skill, parameters)
    text = f"{describe_loss(subject)}; against {describe_naive(subject, chosen)}; {len(windows)} windows"
    return Measurement(
        "skill_in_stress", seen.value, seen.low, seen.high, seen.n, seen.n_effective, Role.VALIDATION, seen.confidence,
        convention=convention(subject, text),
    ), (_table(windows, values),)  # fmt: skip


def _table(windows: list[Window], values: Array) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for item in windows:
        inside = values[item.rows][np.isfinite(values[item.rows]).all(axis=1)]
        if len(inside) > 0:
            rows.append((item.name, len(inside), *map(float, inside.mean(axis=0))))
    columns = ("window", "rows", "mean loss", "mean loss of the naive forecast")
    return Table("windows", "Windows of stress", Shape.PLAIN, columns, tuple(rows))


def _moves(
    subject: Subject, positions: NDArray[np.int_], answers: Mapping[str, Array], parameters: StressParameters, text: str
) -> Iterator[Measurement]:
    start = subject.prediction(Role.VALIDATION)
    spread = float(start.std()) or 1.0
    for name, scores in answers.items():
        moves = (scores[:, -1] - start[positions])[:, None] / spread
        seen = estimate(subject, moves, lambda means: means[:, 0], parameters)
        yield Measurement(
            "shock_move", seen.value, seen.low, seen.high, seen.n, seen.n_effective, Role.VALIDATION, seen.confidence,
            segment=name, convention=convention(subject, text),
        )  # fmt: skip


def _furthest(subject: Subject, answers: Mapping[str, Array], text: str) -> Iterator[Measurement]:
    if subject.task not in VALUES or not answers:
        return
    far = {name: float(beyond(subject, scores[:, -1]).max()) for name, scores in answers.items()}
    name, n = max(far, key=far.__getitem__), len(next(iter(answers.values())))
    yield Measurement(
        "beyond_under_shock", far[name], far[name], far[name], n, float(n), Role.VALIDATION,
        convention=f"exact; in widths of {describe_range(subject)}; {text}; under {name}",
    )  # fmt: skip
