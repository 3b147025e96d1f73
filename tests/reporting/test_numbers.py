"""How numbers are written: as precise as their interval, and never on the wrong side of a limit."""

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.reporting import numbers

NBSP = "\N{NO-BREAK SPACE}"


def plain(text):
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", "").split(NBSP)[0])


@pytest.mark.parametrize(
    ("value", "low", "high", "style", "text"),
    [
        (0.3812, 0.271, 0.4935, "share", f"38{NBSP}% (27–49{NBSP}%)"),
        (1.23456, 1.2, 1.27, "number", "1.235 (1.200–1.270)"),
        (-0.4, -0.7, 0.1, "number", "\N{MINUS SIGN}0.40 (\N{MINUS SIGN}0.70 to 0.10)"),
        (1234567, 1234567, 1234567, "number", "1,234,567"),
        (0.1234, 0.1234, 0.1234, "number", "0.123"),
        (3e-9, 2e-9, 4e-9, "number", f"3.00{NBSP}×{NBSP}10⁻⁹ (2.00{NBSP}×{NBSP}10⁻⁹ to 4.00{NBSP}×{NBSP}10⁻⁹)"),
    ],
)
def test_a_figure_keeps_two_digits_of_its_intervals_width(value, low, high, style, text):
    assert numbers.figure(value, low, high, style).text == text


@given(st.floats(0.001, 0.9), st.floats(1e-5, 0.2), st.floats(0.01, 0.9))
def test_no_end_of_an_interval_is_written_beyond_a_limit_it_keeps(value, half, limit):
    shown = numbers.figure(value, value - half, value + half, "number", apart_from=limit)
    low, high = (plain(part) for part in shown.interval.replace(" to ", "–").split("–"))
    for written, true in ((low, value - half), (high, value + half), (plain(shown.value), value)):
        if abs(true - limit) > 1e-6:
            assert (written > limit) == (true > limit) or written == pytest.approx(limit, abs=5e-7)


def test_an_interval_as_wide_as_rounding_is_none():
    almost = numbers.figure(0.9999999999999998, 0.9999999999999998, 0.9999999999999999, "share")
    assert almost.text == f"100{NBSP}%"
    assert numbers.figure(0.3, 0.3, 0.30000000000000004, "number").text == "0.300"
    assert numbers.exact(1.0, 1.0)
    assert not numbers.exact(1.0, 1.001)


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(0, 1e308),
    st.floats(0, 1e308),
    st.none() | st.floats(-10, 10),
)
def test_every_finite_number_with_an_ordered_interval_can_be_written(value, below, above, limit):
    for style in ("number", "share", "count"):
        low, high = max(value - below, -sys.float_info.max), min(value + above, sys.float_info.max)
        assert numbers.figure(value, low, high, style, apart_from=limit).text
        assert numbers.number(value, style)
    assert numbers.brief(value)


@given(st.floats(1e-300, 1e300), st.sampled_from(["number", "share", "count"]))
def test_neighbours_in_floating_point_can_be_written_as_an_interval(value, style):
    assert numbers.figure(value, value, math.nextafter(value, math.inf), style).text


def test_a_limit_is_written_exactly_as_it_was_set():
    assert numbers.limit(0.29, "share") == f"29{NBSP}%"
    assert numbers.limit(0.0001, "share") == f"0.01{NBSP}%"
    assert numbers.limit(0.25, "number", "nats") == f"0.25{NBSP}nats"


def test_small_p_values_are_bounded_not_zero():
    assert [numbers.p_value(value) for value in (None, 0.0, 0.0123, 0.5)] == ["", "< 0.001", "0.012", "0.50"]


def test_rows_that_are_worth_fewer_are_told_apart():
    assert numbers.fewer(512, 140)
    assert not numbers.fewer(512, 500)
    assert [numbers.roughly(value) for value in (2.5, 137.0, 12_345.0)] == ["2.5", "140", "12,000"]
    assert [numbers.brief(value) for value in (0.0, 0.0808, -0.5, 12.34)] == ["0", "0.081", "\N{MINUS SIGN}0.50", "12"]
