"""Values that nobody defined, handed to the model."""

from collections import Counter
from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.bounds import describe_range
from governance.subject.subject import Subject
from governance.subject.undefined import Probe, probes

NAMED = 10


@dataclass(frozen=True)
class UndefinedParameters:
    """The ``rows`` in which each feature is spoilt, and the widths of the usual range that an answer may lie ``beyond`` it."""

    rows: int = field(default=5, metadata={"stricter": "larger", "least": 1})
    beyond: float = field(default=1.0, metadata={"stricter": "smaller", "least": 0})


@check(
    title="Undefined input",
    asks="Does the model refuse, or answer within reason, when a value is missing, infinite, unknown or of another type?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric(
            "silent_share", "Share of undefined inputs that get NaN or infinity and no error", "lower", unit="share", sound=0.0
        ),
        Metric(
            "unbounded_share", "Share of undefined inputs that get an answer far out of range", "lower", unit="share", sound=0.0
        ),
        Metric("refused_share", "Share of undefined inputs that the model refuses with an error", "neither", unit="share"),
    ),
    references=(
        "Breck, Cai, Nielsen, Salib & Sculley (2017), The ML test score, IEEE Big Data",
        "Breck, Polyzotis, Roy, Whang & Zinkevich (2019), Data validation for machine learning, MLSys",
    ),
)
def undefined_input(subject: Subject, parameters: UndefinedParameters) -> Evidence:
    """Put undefined values into one feature at a time and see what the model says.

    Method: In a few validation rows each feature in turn is set to a value that nobody defined: missing, infinite either way or text for
    a number; missing, a category never seen or a number for anything else. Either of two behaviours is defined: an error, or
    finite answers within reach of the range that outcomes and answers had in training. What raises nothing and returns NaN, infinity,
    too few answers or probabilities that are none is silent. The shares are exact over the pairs of feature and kind.

    Reads as risk: Feeds fail, and codes are added. A model that turns a failed feed into NaN, or into a number out of all proportion, hands
    the failure on to whatever acts on its answers, where nobody will look for it.

    Limitations: One feature is spoilt at a time. A finite answer may still be a poor one; what a lost feed costs is measured by the
    check of missing feeds. A model that ends the process cannot be caught here. Checks of inputs that are made outside the
    registered model are not seen.
    """
    found = probes(subject, parameters.rows)
    silent = [item for item in found if item.outcome == "silent"]
    far = [item for item in found if item.distance is not None and item.distance > parameters.beyond]
    refused = [item for item in found if item.outcome == "refused"]
    within = f"beyond {parameters.beyond:g} times {describe_range(subject)}"
    return Evidence.measured(
        (
            _share("silent_share", silent, len(found), _named(silent)),
            _share("unbounded_share", far, len(found), f"{within}; {_named(far)}"),
            _share("refused_share", refused, len(found), "an error raised by the model"),
        ),
        (_table(found, far),),
    )


def _share(metric: str, some: list[Probe], n: int, text: str) -> Measurement:
    value = len(some) / n
    exact = f"exact over {n} pairs of feature and kind"
    return Measurement.exact(metric, value, n, Role.VALIDATION, convention=f"{exact}; {text}")


def _named(some: list[Probe]) -> str:
    kinds = [
        f"{kind} ({', '.join(names[:NAMED])}{', ...' if len(names) > NAMED else ''})" for kind, names in _by_kind(some).items()
    ]
    return f"of {'; '.join(kinds)}" if kinds else "none"


def _by_kind(some: list[Probe]) -> dict[str, list[str]]:
    return {kind: [item.feature for item in some if item.kind == kind] for kind in dict.fromkeys(item.kind for item in some)}


def _table(found: list[Probe], far: list[Probe]) -> Table:
    outcomes = {kind: Counter(item.outcome for item in found if item.kind == kind) for kind in _by_kind(found)}
    distant = Counter(item.kind for item in far)
    rows = tuple(
        (kind, seen.total(), seen["refused"], seen["answered"] - distant[kind], distant[kind], seen["silent"])
        for kind, seen in outcomes.items()
    )
    columns = ("value", "features", "refused", "answered within range", "answered out of range", "no answer, no error")
    note = "An error and an answer within range are both defined behaviour; the last two columns are not."
    return Table("undefined", "Undefined values, by what the model made of them", Shape.PLAIN, columns, rows, note=note)
