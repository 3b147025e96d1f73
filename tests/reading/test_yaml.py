import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import ReadingError
from governance.reading.yaml import DEEPEST, LARGEST_FILE, read_file, read_yaml


def refused(text, line=None):
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ReadingError) as caught:
        read_yaml(data, "some.yaml")
    if line is not None:
        assert caught.value.where == f"some.yaml:{line}"
    return caught.value


def test_a_value_knows_the_line_of_its_key():
    node = read_yaml(b"a: 1\nb:\n\n  c:\n  - x\n  - y\n", "some.yaml")
    assert node.value["a"].where == "some.yaml:1"
    assert node.value["b"].where == "some.yaml:2"
    assert node.value["b"].value["c"].where == "some.yaml:4"
    assert [item.line for item in node.value["b"].value["c"].value] == [5, 6]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1), ("-3", -3), ("0.05", 0.05), (".5", 0.5), ("1e-05", 1e-05), ("1.0e-05", 1e-05), ("true", True), ("False", False),
        ("null", None), ("~", None), ("", None), ("word", "word"), ("'1'", "1"), ('"true"', "true"),
    ],
)  # fmt: skip
def test_the_core_of_yaml_is_read(written, value):
    read = read_yaml(f"a: {written}\n".encode(), "some.yaml").plain()["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    "written", ["2027-01-01", "2027-Q1", "yes", "no", "on", "off", "0755", "12:30:45", "1_000", "0x1F", "<<"]
)
def test_what_other_readers_turn_into_something_else_stays_text(written):
    assert read_yaml(f"a: {written}\n".encode(), "some.yaml").plain() == {"a": written}


def test_a_key_that_stands_twice_is_refused_with_both_lines():
    error = refused("a: 1\nb: 2\na: 3\n", line=3)
    assert "'a' stands twice" in error.problem
    assert "line 1" in error.problem


@pytest.mark.parametrize("written", [".nan", ".NaN", ".inf", "-.inf", "1e999", "-1e999"])
def test_what_is_not_a_finite_number_is_refused(written):
    refused(f"ok: 1\na: {written}\n", line=2)


@pytest.mark.parametrize("written", ["9007199254740993", "-9007199254740993", "1" * 6000])
def test_a_whole_number_that_json_would_round_is_refused(written):
    refused(f"a: {written}\n", line=1)


@pytest.mark.parametrize("key", ["1", "true", "null", "1.5", "[a]", "? {a: b}\n"])
def test_a_key_that_is_not_text_is_refused(key):
    refused(f"{key}: 1\n")


@pytest.mark.parametrize("text", ["a: &x [1]\n", "a: &x [1]\nb: *x\n", "b: *x\n", "&x a: 1\n"])
def test_anchors_and_aliases_are_refused(text):
    assert "anchors and aliases" in refused(text).problem


@pytest.mark.parametrize(
    "text", ["a: !!python/object/apply:os.system ['true']\n", "a: !!str 1\n", "!x {a: 1}\n", "a: !<tag:x> 1\n"]
)
def test_tags_are_refused(text):
    assert "tag" in refused(text, line=1).problem


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_refused(text):
    assert "empty" in refused(text).problem


def test_a_second_document_is_refused_where_it_starts():
    refused("a: 1\n---\nb: 2\n", line=2)


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_depth_is_limited(opening):
    assert "deeper" in refused(opening * 5000).problem
    assert read_yaml(("[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)).encode(), "some.yaml").line == 1


def test_size_is_limited():
    assert "larger" in refused("a: " + "x" * LARGEST_FILE).problem


def test_bytes_that_are_not_utf_8_are_refused_at_their_line():
    refused(b"a: 1\nb: \xff\n", line=2)


@pytest.mark.parametrize("text", ["a: [1\n", "a: 1\n b: 2\n", "\ta: 1\n", "a: 'x\n", "a: b: c\n"])
def test_broken_yaml_is_refused_with_its_line(text):
    assert refused(text).where.startswith("some.yaml:")


def test_control_characters_are_refused():
    assert "character" in refused("a: \x00\n").problem


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ReadingError) as caught:
        read_file(tmp_path / "absent.yaml")
    assert caught.value.where == "absent.yaml"


def test_a_file_is_read_under_the_name_it_is_given(tmp_path):
    (tmp_path / "a.yaml").write_text("k: 1\n", encoding="utf-8")
    assert read_file(tmp_path / "a.yaml").value["k"].where == "a.yaml:1"
    assert read_file(tmp_path / "a.yaml", "shown").value["k"].where == "shown:1"


def read_or_refused(data):
    """The position of what was read or refused; anything but a `ReadingError` passes through."""
    try:
        return read_yaml(data, "any.yaml").where
    except ReadingError as error:
        return error.where


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_nothing_else(data):
    assert read_or_refused(data).startswith("any.yaml")


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@,? \n\t01.\\", max_size=40))
def test_any_punctuation_is_read_or_refused_and_nothing_else(text):
    assert read_or_refused(text.encode()).startswith("any.yaml")
