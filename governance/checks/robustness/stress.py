"""Hard times that were, and such as could be."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, NUMERIC, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Table
from governance.subject.attribution.rows import explained_rows, how_drawn
from governance.subject.bounds import describe_range, furthest
from governance.subject.estimating import BootstrapParameters, mean, measured
from governance.subject.model.interface import Failure
from governance.subject.naive import describe_naive
from governance.subject.outcomes import convention, describe_loss
from governance.subject.robustness_tables import windows_table
from governance.subject.scenarios import common_movement, declared_scenarios, moved, shocked
from governance.subject.stressed import declared_dates, in_stress
from governance.subject.subject import Subject


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
        Metric("beyond_under_shock", "Furthest answer out of range under a joint shock", "lower", NUMERIC, "ranges", sound=0.0),
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
    told = convention(subject, text)
    shocks = [
        measured("shock_move", mean(subject, moves, parameters), told, segment=name)
        for name, moves in moved(subject, positions, answers).items()
    ]
    if subject.task in NUMERIC and answers:
        name, far = furthest(subject, answers)
        told = f"exact; in widths of {describe_range(subject)}; {text}; under {name}"
        shocks.append(Measurement.exact("beyond_under_shock", far, len(positions), Role.VALIDATION, convention=told))
    return Evidence.measured((*([skilled] if isinstance(skilled, Measurement) else []), *shocks), tables, absent)


def _past(subject: Subject, parameters: StressParameters, dates: Sequence[str]) -> tuple[Measurement | str, tuple[Table, ...]]:
    found = in_stress(subject, parameters, steps=parameters.steps, count=parameters.windows, dates=dates)
    if isinstance(found, str):
        return found, ()
    against = f"against {describe_naive(subject, found.against)}; {len(found.windows)} windows"
    told = convention(subject, f"{describe_loss(subject)}; {against}")
    return measured("skill_in_stress", found.skill, told), (windows_table(found.windows, found.losses),)
