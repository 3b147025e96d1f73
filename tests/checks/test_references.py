"""What checks cite: one work in one way, so that a reader of the report can tell that two checks go by the same source."""

import re

import pytest

from governance.checks.catalogue import declarations

CITED = sorted({reference for declaration in declarations().values() for reference in declaration.references})
WORK = re.compile(r"(?P<whose>.+? \(\d{4}\)), (?P<work>.+?)(?:, (?:chapter|section)s? .*|: .*)?")


@pytest.mark.parametrize("check", sorted(declarations()))
def test_a_check_names_its_sources(check):
    assert declarations()[check].references


def test_a_work_is_cited_in_one_way():
    works = {}
    for found in filter(None, map(WORK.fullmatch, CITED)):
        works.setdefault(found["whose"], set()).add(found["work"])
    assert {whose: cited for whose, cited in works.items() if len(cited) > 1} == {}
