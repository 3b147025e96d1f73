"""The page as a tree of elements: nothing that the templates say is lost on the way to paper."""

from html import escape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import ReportingError
from governance.reporting.text import visible
from governance.reporting.tree import MAY_BREAK, tree


def page(body):
    return f"<!doctype html><html lang=en><head><title>T &amp; U</title><meta name=author content=A></head><body class=fit>{body}</body></html>"


def body(said):
    return tree(page(said))["body"]


def words(node):
    return node if isinstance(node, str) else "".join(words(child) for child in node["children"])


def test_title_author_and_opinion_are_read_from_the_page():
    found = tree(page("<p>x</p>"))
    assert (found["title"], found["author"], found["description"], found["body"]["classes"]) == ("T & U", "A", "", ["fit"])


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r")))
def test_whatever_is_said_arrives_as_it_was_said(said):
    shown = visible(said)
    node = body(f"<pre>{escape(shown)}</pre>")["children"][0]
    assert words(node).replace(MAY_BREAK, "") == shown


@given(st.lists(st.text("ab", min_size=1, max_size=5), min_size=1))
def test_spaces_are_kept_between_words_and_nowhere_else(pieces):
    node = body(f"<p>\n {''.join(f'<b>{piece}</b>  ' for piece in pieces)}</p>")["children"][0]
    assert words(node) == " ".join(pieces)


def test_no_space_stands_between_blocks():
    division = body("\n<div>\n<p>one</p>\n\n<p>two</p> </div>\n")["children"][0]
    assert [(child["tag"], child["children"]) for child in division["children"]] == [("p", ["one"]), ("p", ["two"])]


def test_the_length_grows_with_characters_and_with_rows():
    short, long = (body(f"<table>{'<tr><td>x</td></tr>' * rows}</table>")["children"][0]["length"] for rows in (2, 60))
    assert long > 60 * 40
    assert 2 < short < long / 20
    assert body(f"<b>{'two words ' * 70}</b>")["children"][0]["length"] == 699


@pytest.mark.parametrize("element", ['<img src="data:,">', "<canvas></canvas>", "<input>"])
def test_what_cannot_be_set_is_refused_and_not_left_out(element):
    with pytest.raises(ReportingError, match="the PDF has no place for <"):
        body(f"<p>before {element} after</p>")


def test_a_long_word_may_break_after_its_joints_and_anywhere_where_it_has_none():
    (name,) = body("<p>interpretability.permutation-importance</p>")["children"][0]["children"]
    assert name.split(MAY_BREAK) == ["interpretability.", "permutation-", "importance"]
    (digest,) = body(f"<p>{'a1' * 32}</p>")["children"][0]["children"]
    assert digest.split(MAY_BREAK) == list("a1" * 32)
    assert body("<p>recalibration of it</p>")["children"][0]["children"] == ["recalibration of it"]


def test_the_anchor_of_a_chapter_moves_to_its_heading():
    section = body('<section id="scope" aria-labelledby="scope-title"><h2 id="scope-title">Scope</h2></section>')["children"][0]
    assert "anchor" not in section
    assert section["children"][0]["anchor"] == "scope"


@pytest.mark.parametrize(
    ("href", "target", "address"),
    [
        ("#scope", "scope", None),
        ("#nowhere", None, None),
        ("https://example.org", None, "https://example.org"),
        ("file:///etc", None, None),
    ],
)
def test_a_link_has_a_target_only_where_it_leads_somewhere(href, target, address):
    link = body(f'<h2 id="scope">Scope</h2><p><a href="{href}">there</a></p>')["children"][1]["children"][0]
    assert (link.get("target"), link.get("address")) == (target, address)
    assert link["children"] == ["there"]


def test_a_drawing_is_kept_whole_with_its_words():
    said = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Bars: 1 &lt; 2</title><text x="1">a &amp; b</text></svg>'
    drawing = body(f"<figure>{said}</figure>")["children"][0]["children"][0]
    assert drawing["alternative"] == "Bars: 1 < 2"
    kept = ET.fromstring(drawing["source"])
    assert kept.get("viewBox") == "0 0 9 9"
    assert "".join(kept.itertext()) == "Bars: 1 < 2a & b"


def test_nothing_of_the_head_and_no_script_is_laid_out():
    assert words(body("<style>p {}</style><script>alert(1)</script><p>said</p>")) == "said"
