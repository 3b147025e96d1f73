"""Charts: each shape drawn with its numbers as text alternative, or listed where it does not hold what it promises."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.record.evidence import Shape, Table
from governance.reporting.charts import draw

TABLES = {
    Shape.CURVE: (("date", "skill", "skill:low", "skill:high"), (("2020-01-01", 0.1, 0.0, 0.2), ("2021-01-01", 0.3, 0.2, 0.4))),
    Shape.BARS: (("feature", "share"), (("rate", 0.7), ("term", -0.3))),
    Shape.INTERVALS: (("sample", "skill", "low", "high"), (("training", 0.7, 0.6, 0.8), ("validation", 0.2, -0.1, 0.4))),
    Shape.WATERFALL: (("factor", "amount"), (("market", 1.5), ("carry", -0.5))),
    Shape.HEAT_MAP: (("row", "column", "value"), (("a", "x", 0.5), ("a", "y", 0.0808), ("b", "x", -0.25))),
    Shape.TIMELINE: (("date", "label", "value"), (("2020-03-16", "Crash", 0.4), ("2020-11-09", "Vaccine", 0.1))),
}


def made(shape, rows=None, title="A title"):
    columns, given = TABLES[shape]
    return Table("t", title, shape, columns, given if rows is None else rows, unit="share")


@pytest.mark.parametrize("shape", TABLES)
def test_each_shape_is_well_formed_with_its_alternative_first(shape):
    chart = draw(made(shape), "check-t")
    root = ET.fromstring(chart.svg)
    assert root[0].tag.endswith("title")
    assert root[0].text == chart.alternative
    assert root.attrib["aria-labelledby"] == root[0].attrib["id"] == "check-t"
    assert chart.alternative.startswith("A title. ")


def test_the_alternative_tells_the_numbers():
    assert "rate 0.700; term \N{MINUS SIGN}0.300" in draw(made(Shape.BARS), "x").alternative
    assert "validation 0.200 (\N{MINUS SIGN}0.100 to 0.400)" in draw(made(Shape.INTERVALS), "x").alternative
    assert "Total 1." in draw(made(Shape.WATERFALL), "x").alternative


@pytest.mark.parametrize("shape", TABLES)
def test_names_from_outside_are_escaped_and_made_visible(shape):
    evil = "<b>\N{RIGHT-TO-LEFT OVERRIDE}"
    svg = draw(made(shape, title=evil), "x").svg
    assert "<b>" not in svg
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in svg
    ET.fromstring(svg)


@pytest.mark.parametrize("shape", TABLES)
def test_a_table_that_breaks_its_promise_is_listed_instead(shape):
    assert draw(made(shape, rows=()), "x") is None
    assert draw(made(shape, rows=(("only one cell",),)), "x") is None


NUMBERS = st.sampled_from(
    [0.0, -0.0, 5e-324, -1e-300, 0.3, 0.30000000000000004, 1.0, 0.9999999999999998, 7, 1e15, -1e99, 1e100, 1e300]
)


@given(st.sampled_from(list(TABLES)), st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=25))
def test_whatever_the_numbers_a_table_is_drawn_or_listed(shape, numbers):
    texts = [cell for cell in TABLES[shape][1][0] if isinstance(cell, str)]
    count = len(TABLES[shape][0]) - len(texts)
    rows = []
    for place, (low, value, high) in enumerate(map(sorted, numbers)):
        head = f"2020-01-{place + 1:02d}" if texts[0].startswith("20") else f"n{place}"
        rows.append((head, *texts[1:], *(value, low, high)[:count]))
    chart = draw(made(shape, rows=tuple(rows)), "x")
    beyond = any(abs(cell) > 1e100 for row in rows for cell in row[len(texts) :])
    assert (chart is None) == beyond
    assert chart is None or ET.fromstring(chart.svg) is not None


def test_a_plain_table_is_not_drawn():
    assert draw(Table("t", "T", Shape.PLAIN, ("a", "b"), (("x", 1.0),)), "x") is None


def test_what_has_no_room_is_counted():
    many = tuple((f"feature {place}", place / 100) for place in range(1, 31))
    assert draw(made(Shape.BARS, rows=many), "x").left_out == 10


def test_no_label_that_has_room_is_cut():
    named = tuple((name, 0.5) for name in ("persistence", "in training, by chance"))
    assert "…" not in draw(made(Shape.BARS, rows=named), "x").svg


def lines(svg):
    return [item.text for item in ET.fromstring(svg).iter() if item.tag.endswith("text")]


def test_a_long_name_of_a_row_takes_two_lines_and_is_cut_only_where_they_do_not_do():
    region = "found: return_10_days above 1.569 and range_5_days at most 0.2"
    drawn = lines(draw(made(Shape.BARS, rows=((region, 0.5),)), "x").svg)
    assert " ".join(drawn).count("…") == 0
    assert "found: return_10_days above 1.569 and" in drawn
    assert "range_5_days at most 0.2" in drawn
    assert sum("…" in line for line in lines(draw(made(Shape.BARS, rows=(("far too long " * 20, 0.5),)), "x").svg)) == 1
    assert sum("…" in line for line in lines(draw(made(Shape.BARS, rows=(("x" * 200, 0.5),)), "x").svg)) == 1


def test_slanted_headings_of_a_heat_map_end_inside_it():
    cells = tuple(("row", f"2018-{month:02d}-01", 0.1) for month in range(1, 13))
    root = ET.fromstring(draw(made(Shape.HEAT_MAP, rows=cells), "x").svg)
    last = [float(item.attrib["transform"].split("(")[1].split()[0]) for item in root.iter() if "transform" in item.attrib][-1]
    assert last < 660 - 50


def test_a_flat_or_single_point_series_can_be_drawn():
    assert draw(made(Shape.CURVE, rows=(("2020-01-01", 0.1, 0.1, 0.1),)), "x")
    assert draw(made(Shape.BARS, rows=(("rate", 0.0),)), "x")
    assert draw(made(Shape.HEAT_MAP, rows=(("a", "x", 0.0),)), "x")
