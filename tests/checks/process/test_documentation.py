import numpy as np
import pytest

CHECK = "process.documentation"
WHOLE = {"owner": "Desk", "purpose": "Sizing", "approved_use": "Index options", "limits": "No single names"}


@pytest.fixture
def missing(make_subject, measure, only):
    def measured(**statements):
        subject = make_subject("regression", (np.zeros((5, 1)), np.zeros(5)), None, lambda frame: frame["x0"], **statements)
        return only(measure(CHECK, subject), "missing_statements")

    return measured


def test_a_model_with_all_statements_lacks_none(missing):
    assert missing(**WHOLE).value == 0


def test_each_missing_statement_is_counted_and_named(missing):
    found = missing(owner="Desk", purpose="  ")
    assert found.low == found.value == found.high == 3
    assert found.convention == "missing: purpose, approved use, limits of use"
