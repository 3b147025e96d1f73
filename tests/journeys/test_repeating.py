"""Equal inputs give equal bytes of the record, whoever audits, wherever and with whichever key."""

import shutil

import pytest

AS_OF = ("--as-of", "2026-01-31")


@pytest.fixture(scope="module")
def first(governance, plain_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("first") / "out"
    assert governance("audit", plain_folder, "--out", out, *AS_OF).code != 1
    return (out / "record.json").read_bytes()


def test_an_audit_that_is_repeated_by_somebody_else_from_elsewhere_gives_the_same_record(
    first, governance, plain_folder, tmp_path
):
    """Another copy of the subject, working folder, home, key, time zone, language, and order of Python's sets."""
    copy = shutil.copytree(plain_folder, tmp_path / "elsewhere" / plain_folder.name)
    made = governance("keys", "new", "--name", "Another Team", "--out", tmp_path / "keys", "--json")
    assert made.code == 0, made.err
    answer = governance(
        "audit", copy, "--out", "again", *AS_OF, "--key", made.facts[0]["key"], cwd=tmp_path, home=tmp_path / "home",
        PYTHONHASHSEED="12345", TZ="Pacific/Auckland", LC_ALL="C.UTF-8",
    )  # fmt: skip
    assert answer.code != 1, answer.err
    assert (tmp_path / "again" / "record.json").read_bytes() == first


def test_another_date_is_the_only_difference_that_another_date_makes(first, governance, plain_folder, tmp_path):
    assert governance("audit", plain_folder, "--out", tmp_path / "out", "--as-of", "2026-02-28").code != 1
    assert (tmp_path / "out" / "record.json").read_bytes() == first.replace(b'"as_of":"2026-01-31"', b'"as_of":"2026-02-28"')


def test_a_demo_model_audited_again_gives_the_demos_record(demo, governance, tmp_path):
    answer = governance(
        "audit", "models:/spx-volatility/1", "--tracking-uri", demo.store, "--out", tmp_path / "out", *AS_OF, "--json"
    )
    assert answer.facts["subject"] == "spx-volatility/1"
    assert (tmp_path / "out" / "record.json").read_bytes() == (demo.report("spx-volatility") / "record.json").read_bytes()


def test_no_path_host_or_clock_of_this_machine_stands_in_a_record(demo):
    for report in (demo.folder / "reports").iterdir():
        record = (report / "record.json").read_bytes()
        assert str(demo.folder).encode() not in record
        assert str(demo.home).encode() not in record
