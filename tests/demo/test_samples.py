from itertools import combinations, pairwise

import pandas as pd

from governance.demo.periods import Period, cut, supervised

ORDER = ["training", "validation", "test"]


def test_no_row_stands_in_two_samples(plans):
    for plan in plans.values():
        for one, other in combinations(plan.samples.values(), 2):
            assert not set(one["date"]) & set(other["date"])
            assert not set(map(tuple, one.drop(columns="date").to_numpy())) & set(
                map(tuple, other.drop(columns="date").to_numpy())
            )


def test_the_outcome_of_a_samples_last_row_is_known_before_the_next_sample_begins(plans, prices, levels):
    calendars = {"spx-volatility": prices.index, "spx-direction": prices.index, "vix-level": levels.index}
    for name, plan in plans.items():
        days = calendars[name]
        present = [context for context in ORDER if context in plan.samples]
        for earlier, later in pairwise(present):
            last = plan.samples[earlier]["date"].iloc[-1]
            outcome = days[days.get_loc(last) + 1]
            assert outcome < plan.samples[later]["date"].iloc[0]


def test_rows_stand_in_the_order_of_time_without_gaps_of_their_own(plans, prices, levels):
    for name, plan in plans.items():
        days = levels.index if name == "vix-level" else prices.index
        for sample in plan.samples.values():
            first, last = sample["date"].iloc[0], sample["date"].iloc[-1]
            assert sample["date"].tolist() == days[(days >= first) & (days <= last)].tolist()


def test_a_row_without_its_past_or_its_outcome_is_left_out():
    days = pd.date_range("2020-01-01", periods=4)
    features = pd.DataFrame({"x": [None, 1.0, 2.0, 3.0]}, index=days)
    rows = supervised(features, pd.Series([1.0, 2.0, 3.0, None], index=days, name="y"))
    assert rows["date"].tolist() == [days[1], days[2]]


def test_a_period_includes_both_its_days_and_gives_up_its_last_row():
    rows = pd.DataFrame({"date": pd.date_range("2020-01-01", periods=6), "y": range(6)})
    samples = cut(rows, {"training": Period("2020-01-01", "2020-01-03"), "test": Period("2020-01-04", "2020-01-06")})
    assert samples["training"]["y"].tolist() == [0, 1]
    assert samples["test"]["y"].tolist() == [3, 4]
