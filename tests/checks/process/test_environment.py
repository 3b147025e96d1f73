from importlib.metadata import version

import numpy as np
import pytest

from governance.record.evidence import Status
from governance.subject.installed import held_against

CHECK = "process.environment"


@pytest.fixture
def subject(make_subject):
    def made(*requirements):
        rows = (np.zeros((5, 1)), np.zeros(5))
        return make_subject("regression", rows, None, lambda frame: frame["x0"], requirements=requirements)

    return made


def test_what_is_installed_as_required_is_not_counted(subject, measure, only):
    evidence = measure(CHECK, subject(f"numpy=={version('numpy')}", f"scikit_learn=={version('scikit-learn')}"))
    assert [only(evidence, name).value for name in ("differing_packages", "absent_packages", "unpinned_packages")] == [0, 0, 0]


def test_other_versions_absent_packages_and_open_versions_are_counted(subject, measure, only):
    evidence = measure(
        CHECK, subject("numpy==1.0.0", "no-such-package==1.0", "pandas", "scipy>=1,<99", "# a remark", "--index-url https://x")
    )
    assert only(evidence, "differing_packages").convention == "of 4 requirements: numpy"
    assert only(evidence, "absent_packages").value == 1
    assert only(evidence, "unpinned_packages").value == 2
    assert ("numpy", "==1.0.0", version("numpy"), True) in evidence.tables[0].rows


def test_requirements_are_read_as_pip_reads_them():
    lines = ("NumPy [extra] >= 1.0 ; python_version > '3'", "scipy==1.*", "pandas  # why", "name @ file:///x", "==broken")
    read = {item.name: (item.asked, item.differs) for item in held_against(lines)}
    assert read["numpy"] == (">=1.0", False)
    assert read["scipy"] == ("==1.*", False)
    assert read["pandas"] == ("", False)
    assert read["name"] == ("", False)
    assert len(read) == 4


def test_without_requirements_it_is_inconclusive(subject, measure):
    assert measure(CHECK, subject()).status is Status.INCONCLUSIVE
