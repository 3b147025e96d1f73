import dataclasses
import json

import jsonschema
import pytest

from governance.errors import ReadingError
from governance.reading.canonical import canonical
from governance.record.audit import AuditRecord, CheckDescription, Software
from governance.record.conclusion import Conclusion, Opinion
from governance.record.declaration import Metric, Role, Task
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.record.identity import SampleIdentity, SubjectIdentity
from governance.record.schema import json_schema, read_record
from governance.resources import PACKAGE


@pytest.fixture
def record():
    sample = SampleIdentity(Role.TRAINING, "s", "training", "s.parquet", 10, ("x", "y"), "y", "ab")
    measurement = Measurement("skill", 200.0, 0.1, 0.3, 10, 9.5, Role.VALIDATION, 0.95)
    table = Table("t", "T", Shape.BARS, ("a", "b"), (("x", 200.0), ("y", None)))
    evidence = dataclasses.replace(
        Evidence.measured((measurement,), (table,)), check="a.b", parameters={"resamples": 10, "flag": True}
    )
    described = CheckDescription("a.b", "T", "Q?", "m", "r", "l", ("ref",), (Metric("skill", "Skill", "higher"),))
    return AuditRecord(
        as_of="2026-03-31",
        subject=SubjectIdentity("m", "1", "models:/m/1", "cd", Task.REGRESSION, 1, "sklearn", ("x",), (sample,)),
        policy={"name": "p", "digest": "d", "burden": "model", "numbers": [0.5, 1, True, None]},
        evidence=(evidence,),
        judgements=(),
        findings=(),
        conclusion=Conclusion(Opinion.UNABLE_TO_CONCLUDE),
        checks=(described,),
        software=Software("model-signoff", "0", "ef"),
    )


def test_the_published_schema_is_the_one_of_the_code():
    published = json.loads((PACKAGE / "record" / "audit-record-1.schema.json").read_text())
    assert published == json_schema()


def test_a_record_validates_against_the_published_schema(record):
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(canonical(record)))


def test_a_record_reads_back_to_the_same_bytes(record):
    data = canonical(record)
    again = read_record(data)
    assert canonical(again) == data
    assert again.subject == record.subject
    assert again.conclusion == record.conclusion


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b'"as_of"', b' "as_of"'),
        lambda data: data + b"\n",
        lambda data: data.replace(b'"as_of":"2026-03-31",', b""),
        lambda data: data.replace(b'"opinion":"unable-to-conclude"', b'"opinion":"splendid"'),
        lambda data: data.replace(b"audit-record/1", b"audit-record/9"),
        lambda data: data.replace(b'{"as_of"', b'{"aaa":1,"as_of"'),
        lambda data: data.replace(b":200}", b":2e2}"),
        lambda data: data[: len(data) // 2],
        lambda data: b"\xff" + data,
    ],
)
def test_any_other_spelling_or_shape_is_refused(record, spoil):
    changed = spoil(canonical(record))
    assert changed != canonical(record)
    with pytest.raises(ReadingError):
        read_record(changed)


def test_a_number_that_is_none_has_no_canonical_form(record):
    for value in (float("nan"), float("inf")):
        with pytest.raises(ReadingError):
            canonical(dataclasses.replace(record, policy={"x": value}))
