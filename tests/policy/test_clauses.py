import pytest

from governance.errors import PolicyError, ReadingError
from governance.policy.clauses import check_clauses, read_register, register
from governance.policy.document import Stated
from governance.reading.yaml import read_yaml


def read(text):
    return read_register(read_yaml(text.encode(), "clauses.yaml"))


def test_the_register_is_read_with_what_was_confirmed_and_what_was_replaced():
    known = register()
    assert known["sr-26-2/V.1.b"].title == "Outcomes analysis"
    assert known["sr-26-2/V.1.b"].confirmed
    assert known["sr-26-2/V.1.b"].effective == "2026-04-17"
    assert known["sr-11-7/V.3"].superseded_by == "sr-26-2"
    assert not known["sr-11-7/V.3"].confirmed
    assert known["ai-act/annex-iv.2.g"].confirmed
    assert not known["ai-act/15"].confirmed
    assert known["rts-6/15"].title == "Pre-trade controls"


def test_every_clause_has_a_number_of_its_own_text():
    assert all(clause.id == name and "/" in name and clause.title for name, clause in register().items())


def test_a_clause_that_no_text_has_is_refused_with_the_nearest():
    with pytest.raises(PolicyError) as caught:
        check_clauses((Stated("rts-6/19", "firm.yaml:3"),), register())
    assert caught.value.where == "firm.yaml:3"
    assert "did you mean 'rts-6/" in caught.value.remedy


def test_a_text_cannot_be_superseded_by_one_that_is_not_there():
    with pytest.raises(PolicyError, match="superseded by an unknown text"):
        read("a:\n  title: A\n  issuer: X\n  confirmed: true\n  superseded_by: b\n  clauses: {'1': One}\n")


@pytest.mark.parametrize(
    "text",
    [
        "a: {title: A, issuer: X, clauses: {'1': One}}\n",
        "a: {title: A, issuer: X, confirmed: perhaps, clauses: {'1': One}}\n",
        "a: {title: A, issuer: X, confirmed: true, clauses: {'1': {title: One, confirmed: 1}}}\n",
        "a: {title: A, issuer: X, confirmed: true, clauses: {'1': {text: One}}}\n",
        "a: {title: A, issuer: X, confirmed: true, clauses: ['1']}\n",
    ],
)
def test_a_broken_register_is_refused(text):
    with pytest.raises(ReadingError):
        read(text)
