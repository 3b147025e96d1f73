import dataclasses
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from governance.checks.catalogue import checks
from governance.checks.declaration import Check, NoParameters, check, identifier
from governance.checks.running import run
from governance.errors import CheckError, ModelError
from governance.reading.canonical import canonical
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Status, Table
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject


@pytest.fixture
def subject(make_subject):
    X = np.arange(20.0).reshape(10, 2)
    return make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame.iloc[:, 0], time=None)


@dataclass(frozen=True)
class Depth:
    """How deep."""

    depth: int = field(default=3, metadata={"stricter": "larger"})


def declared(body, parameters=NoParameters, **options) -> Check:
    def function(subject, parameters):
        """Measure.

        Method: By hand.

        Reads as risk: None.

        Limitations: All.
        """
        return body(subject, parameters)

    function.__annotations__ = {"subject": Subject, "parameters": parameters, "return": Evidence}
    options = {"needs": (Role.TRAINING,), "metrics": (Metric("count", "Count", "lower"),), **options}
    return check(title="T", asks="Q?", reads=Reads.ROWS, references=(), **options)(function)


def counted(value=1.0, low=None, high=None, metric="count"):
    low, high = value if low is None else low, value if high is None else high
    return Evidence.measured((Measurement(metric, value, low, high, 10, 10.0),))


def test_a_check_that_breaks_is_inconclusive_with_its_reason(subject):
    evidence = run(declared(lambda *_: 1 / 0), subject)
    assert evidence.status is Status.INCONCLUSIVE
    assert evidence.reason.startswith("the check failed with ZeroDivisionError; ")


def test_what_a_failure_says_goes_to_the_log_and_not_into_the_record(subject, caplog):
    def body(*_):
        raise ValueError("client 4711 owes 12")

    evidence = run(declared(body), subject)
    assert "4711" not in evidence.reason
    assert "4711" in caplog.text


def test_a_model_that_fails_on_its_samples_ends_the_audit(subject, monkeypatch):
    monkeypatch.setattr(subject.scoring.model, "score", lambda _: Failure("out of memory"))
    with pytest.raises(ModelError, match="out of memory"):
        subject.scores(Role.TRAINING)


@pytest.mark.parametrize("numbers", [(float("nan"), 0.0, 1.0), (1.0, 2.0, 0.0), (1.0, float("-inf"), 2.0)])
def test_a_measurement_that_is_no_number_with_an_ordered_interval_is_inconclusive(subject, numbers):
    evidence = run(declared(lambda *_: counted(*numbers)), subject)
    assert evidence.status is Status.INCONCLUSIVE
    assert "not a finite number" in evidence.reason


def test_an_unkept_promise_is_inconclusive(subject):
    evidence = run(declared(lambda *_: counted(metric="other")), subject)
    assert evidence.reason == "the check promised count and did not measure it"


TWO = (Metric("count", "Count", "lower"), Metric("share", "Share", "lower"))


def test_a_metric_that_is_said_to_be_absent_keeps_its_reason_beside_what_was_measured(subject):
    found = dataclasses.replace(counted(), absent={"share": "nothing to count"})
    evidence = run(declared(lambda *_: found, metrics=TWO), subject)
    assert (evidence.status, dict(evidence.absent)) == (Status.MEASURED, {"share": "nothing to count"})


def test_evidence_without_any_measurement_is_inconclusive(subject):
    evidence = run(declared(lambda *_: Evidence.measured((), (), {"count": "nothing to count"})), subject)
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "nothing to count")


def test_one_number_that_is_none_takes_no_other_with_it(subject):
    found = dataclasses.replace(
        counted(), measurements=(*counted().measurements, *counted(float("nan"), metric="share").measurements)
    )
    evidence = run(declared(lambda *_: found, metrics=TWO), subject)
    assert [item.metric for item in evidence.measurements] == ["count"]
    assert "not a finite number" in evidence.absent["share"]


def test_cells_and_p_values_that_are_no_numbers_are_left_empty(subject):
    table = Table("t", "T", Shape.PLAIN, ("a", "b"), (("x", float("nan")), ("y", float("inf")), ("z", 1.0)))
    number = dataclasses.replace(counted().measurements[0], p_value=float("nan"))
    evidence = run(declared(lambda *_: Evidence.measured((number,), (table,))), subject)
    assert evidence.tables[0].rows == (("x", None), ("y", None), ("z", 1.0))
    assert evidence.measurements[0].p_value is None
    assert canonical(evidence)


def test_what_a_check_needs_is_granted_or_said_to_be_missing(subject):
    assert run(declared(lambda *_: counted(), needs=(Role.PRODUCTION,)), subject).reason == "no production sample was found"
    assert (
        run(declared(lambda *_: counted(), columns=("time",)), subject).reason == "no time column is known in the training sample"
    )
    assert (
        "cannot be asked for gradients"
        in run(declared(lambda *_: counted(), capabilities=(Capability.GRADIENTS,)), subject).reason
    )


def test_rows_declared_to_have_no_order_make_a_question_of_time_not_applicable(make_subject):
    X = np.arange(20.0).reshape(10, 2)
    subject = make_subject("regression", (X, X[:, 0]), (X, X[:, 0]), lambda frame: frame.iloc[:, 0], time=False)
    assert run(declared(lambda *_: counted(), columns=("time",)), subject).status is Status.NOT_APPLICABLE


def test_parameters_seed_calls_and_inputs_stand_in_the_evidence(subject):
    def body(subject, parameters):
        subject.scoring.frame(subject.samples[Role.TRAINING].features)
        return counted(float(parameters.depth))

    evidence = run(declared(body, Depth), subject, {"depth": 5})
    assert evidence.parameters == {"depth": 5}
    assert evidence.model_calls == 10
    assert evidence.inputs == {"training": subject.samples[Role.TRAINING].identity.sha256}


def test_every_sample_that_was_looked_at_stands_among_the_inputs(subject):
    def body(subject, parameters):
        return counted(float(subject.scores(Role.VALIDATION).shape[0]))

    assert set(run(declared(body), subject).inputs) == {"validation"}


def test_the_seed_follows_from_the_check(subject):
    evidence = run(declared(lambda *_: counted()), subject)
    assert evidence.seed == subject.under(evidence.check).seed


@pytest.mark.parametrize(("settings", "word"), [({"dpeth": 1}, "dpeth"), ({"depth": "deep"}, "depth")])
def test_a_wrong_parameter_is_refused(subject, settings, word):
    with pytest.raises(CheckError, match=word):
        run(declared(lambda *_: counted(), Depth), subject, settings)


def test_a_docstring_without_its_sections_is_refused():
    def function(subject: Subject, parameters: NoParameters) -> Evidence:
        """Measure something."""

    with pytest.raises(CheckError, match="Method"):
        check(title="T", asks="Q?", needs=(), reads=Reads.ROWS, metrics=(), references=())(function)


def test_the_id_of_a_check_is_its_path():
    assert identifier("governance.checks.overfitting.generalization_gap") == "overfitting.generalization-gap"


DECISIVE = {
    "benchmark.naive", "data.sample-overlap", "data.temporal-order", "out-of-sample.performance", "overfitting.generalization-gap",
    "process.replication", "trading.backtest-overfitting", "trading.deflated-sharpe",
}  # fmt: skip


def test_the_catalogue_holds_every_decisive_check():
    assert set(checks()) >= DECISIVE


@pytest.mark.parametrize("name", sorted(checks()))
def test_every_check_has_a_test_file_at_its_own_place(name):
    family, _, stem = name.replace("-", "_").partition(".")
    assert (Path(__file__).parent / family / f"test_{stem}.py").is_file()


@pytest.mark.parametrize("name", sorted(checks()))
def test_every_check_asks_a_question_explains_itself_and_names_its_source(name):
    declaration = checks()[name].declaration
    assert declaration.asks.endswith("?")
    assert declaration.references
    assert all(len(text) > 80 for text in (declaration.method, declaration.reads_as_risk, declaration.limitations))
    assert all(re.fullmatch(r"[a-z_]+", metric.name) for metric in declaration.metrics)


def test_a_check_does_not_alter_its_input(subject):
    before = subject.samples[Role.TRAINING].features.copy()
    for item in checks().values():
        run(item, subject)
    assert subject.samples[Role.TRAINING].features.equals(before)
