import pytest

from governance.errors import ReadingError
from governance.reading import fields
from governance.reading.yaml import read_yaml
from governance.record.declaration import Severity


def node(text):
    return read_yaml(text.encode(), "some.yaml")


def test_an_unknown_key_is_refused_with_the_nearest_name():
    with pytest.raises(ReadingError) as caught:
        fields.fields(node("limit: 1\nbecuase: x\n"), "criterion", {"limit", "because"})
    assert caught.value.where == "some.yaml:2"
    assert caught.value.remedy == "did you mean 'because'?"


def test_a_name_like_no_other_is_answered_with_the_list():
    assert fields.nearest("zzz", {"b", "a"}) == "use one of: a, b"


def test_a_missing_key_is_refused():
    with pytest.raises(ReadingError, match="'because' is missing"):
        fields.fields(node("limit: 1\n"), "criterion", {"limit", "because"}, {"because"})


@pytest.mark.parametrize("written", ["true", "word", "'1'", "[1]", "null", "{a: 1}"])
def test_what_is_not_a_number_is_refused_as_one(written):
    with pytest.raises(ReadingError, match="must be a number"):
        fields.number(node(f"a: {written}\n").value["a"], "limit")


@pytest.mark.parametrize("written", ["true", "1", "''", "'  '", "null", "[a]"])
def test_what_says_nothing_is_refused_as_text(written):
    with pytest.raises(ReadingError, match="must be text"):
        fields.text(node(f"a: {written}\n").value["a"], "because")


def test_text_over_several_lines_becomes_one():
    assert fields.text(node("a: >\n  one\n  two\n").value["a"], "because") == "one two"


@pytest.mark.parametrize("written", ["0", "1.5", "true", "'3'"])
def test_what_is_not_a_whole_number_from_the_least_is_refused(written):
    with pytest.raises(ReadingError, match="whole number of at least 1"):
        fields.whole(node(f"a: {written}\n").value["a"], "cell", 1)


def test_words_of_an_enumeration_are_read_in_its_order_and_none_twice():
    assert fields.choices(node("a: [high, low]\n").value["a"], "opinion", Severity) == (Severity.LOW, Severity.HIGH)
    with pytest.raises(ReadingError, match="stands twice"):
        fields.choices(node("a: [high, high]\n").value["a"], "opinion", Severity)
    with pytest.raises(ReadingError) as caught:
        fields.choices(node("a: [hihg]\n").value["a"], "opinion", Severity)
    assert caught.value.remedy == "did you mean 'high'?"
