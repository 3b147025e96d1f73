"""Post-trade analysis from the command line on real markets: the report names the event, and what drove the answers in it."""

import html
import json
import pickle
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import GammaRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

BITCOIN = Path(__file__).parents[3] / "shared" / "data" / "btc_daily_macro_funding_2015_2026.csv"
FEATURES = ["log_variance_week", "log_variance_month", "log_loss_week", "log_vix"]


def evidence(record, check):
    (found,) = [item for item in record["evidence"] if item["check"] == check]
    return found


def table(found, name):
    (one,) = [item for item in found["tables"] if item["name"] == name]
    return one


def titles(record):
    return [item["title"] for item in evidence(record, "events.narrative")["tables"]]


def text_of(report):
    return html.unescape(re.sub(r"<[^>]+>", " ", (report / "report.html").read_text()))


@pytest.mark.parametrize("name", ["spx-volatility", "vix-level"])
def test_february_2018_is_told_as_a_story_with_what_changed_the_answer(demo, name):
    record = demo.record(name)
    (story,) = [title for title in titles(record) if title.startswith("What changed the answer. 2018-02-02")]
    found = next(item for item in evidence(record, "events.narrative")["tables"] if item["title"] == story)
    leading = found["rows"][0][0]
    assert leading in record["subject"]["features"]
    assert story in text_of(demo.report(name))
    assert leading in text_of(demo.report(name))


def test_august_2015_was_driven_by_recent_losses(demo):
    record = demo.record("spx-volatility")
    assert any("2015-08-21" in title for title in titles(record))
    drivers = table(evidence(record, "events.attribution-shift"), "drivers")
    assert max(drivers["rows"], key=lambda row: row[3])[0] == "log_loss_week"


def folder_of_bitcoin(folder):
    """A variance forecast of Bitcoin, learned until 2019, as a plain folder."""
    quotes = pd.read_csv(BITCOIN, parse_dates=["date"])
    moves = np.log(quotes["price"]).diff()
    floor = 1e-6
    frame = pd.DataFrame({
        "date": quotes["date"],
        "log_variance_week": np.log((moves**2).rolling(7).mean() + floor),
        "log_variance_month": np.log((moves**2).rolling(30).mean() + floor),
        "log_loss_week": np.log((np.minimum(moves, 0) ** 2).rolling(7).mean() + floor),
        "log_vix": np.log(quotes["vix"].ffill()),
        "return_tomorrow": moves.shift(-1),
        "variance_tomorrow": moves.shift(-1) ** 2 + floor,
    }).dropna()  # fmt: skip
    training, later = frame[frame["date"] < "2019-12-30"], frame[frame["date"] >= "2020-01-01"]
    model = make_pipeline(StandardScaler(), GammaRegressor(alpha=0.01, max_iter=1000))
    model.fit(training[FEATURES], training["variance_tomorrow"])
    training.to_parquet(folder / "training.parquet")
    later.to_parquet(folder / "validation.parquet")
    (folder / "model.pkl").write_bytes(pickle.dumps(model))
    declared = {
        "name": "btc-variance", "version": "1", "task": "volatility", "tier": 2, "target_unit": "variance", "time_column": "date",
        "periods_per_year": 365, "columns": {"target": "variance_tomorrow", "returns": "return_tomorrow"},
    }  # fmt: skip
    (folder / "subject.yaml").write_text(json.dumps(declared))


def bitcoin_is_told_around_its_three_crashes(governance, tmp_path):
    (tmp_path / "folder").mkdir()
    folder_of_bitcoin(tmp_path / "folder")
    said = governance("audit", tmp_path / "folder", "--out", tmp_path / "out", home=tmp_path / "home")
    assert said.code in {0, 10, 11, 12, 20}
    record = json.loads((tmp_path / "out" / "record.json").read_bytes())
    listed = [row[0] for row in table(evidence(record, "events.performance"), "each")["rows"]]
    for month in ("2020-03", "2021-05", "2022-11"):
        assert any(month in event for event in listed)
        assert month in text_of(tmp_path / "out")
    drivers = table(evidence(record, "events.attribution-shift"), "drivers")["rows"]
    assert {row[0] for row in drivers} == set(FEATURES)


if BITCOIN.exists():  # the product ships no data of Bitcoin; where they lie beside the checkout, they are told of too
    test_bitcoin_is_told_around_its_three_crashes = bitcoin_is_told_around_its_three_crashes
