from governance.checks.withholding import withheld
from governance.record.declaration import Role
from governance.record.evidence import Evidence, Measurement, Shape, Table


def seen(metric, n, role=Role.VALIDATION, segment=None):
    return Measurement(metric, 0.5, 0.4, 0.6, n, float(n), role, 0.95, segment=segment)


def test_a_measurement_over_too_few_rows_is_left_out_with_its_reason():
    found = withheld(Evidence.measured((seen("skill", 4), seen("error", 400))), 5)
    assert [item.metric for item in found.measurements] == ["error"]
    assert found.absent == {"skill": "it rests on fewer than 5 rows and is withheld"}


def test_a_metric_that_keeps_other_segments_is_not_absent():
    found = withheld(Evidence.measured((seen("error", 4, segment="south"), seen("error", 400, segment="north"))), 5)
    assert [item.segment for item in found.measurements] == ["north"]
    assert found.absent == {}


def test_counts_that_are_not_of_rows_are_kept():
    assert withheld(Evidence.measured((seen("digest_mismatches", 2, role=None),)), 5).measurements


def test_cells_of_too_few_rows_are_left_out_of_a_table_that_says_how_many():
    table = Table("t", "T", Shape.PLAIN, ("segment", "n", "error"), (("north", 400, 0.2), ("south", 3, 0.9)), note="By region.")
    (found,) = withheld(Evidence.measured((), (table,)), 5).tables
    assert found.rows == (("north", 400, 0.2),)
    assert found.note == "By region. Left out: 1 that rest on fewer than 5 rows."
