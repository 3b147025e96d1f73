"""A strategy in MLflow, chosen among logged trials: from the runs to the deflated Sharpe ratio in a signed report."""

import json
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.data.pandas_dataset import from_pandas
from sklearn.linear_model import LinearRegression

SHARES = (1.0, 0.9, 0.7, 0.5, 0.3, 0.0)
ROWS = 1500


def holding(share):
    """A position of half the signal, and of noise for what ``share`` leaves."""
    model = LinearRegression().fit(np.eye(2), [0.0, 0.0])
    model.coef_, model.intercept_ = np.array([0.5 * share, 0.5 * np.sqrt(1 - share**2)]), 0.0
    model.feature_names_in_ = np.array(["signal", "noise"], dtype=object)
    return model


def drawn(rng, edge):
    signal = rng.normal(size=2 * ROWS)
    returns = 0.01 * (edge * signal + np.sqrt(1 - edge**2) * rng.normal(size=2 * ROWS))
    return pd.DataFrame({
        "date": pd.date_range("2016-01-01", periods=2 * ROWS), "signal": signal, "noise": rng.normal(size=2 * ROWS), "y": returns,
    })  # fmt: skip


def registered(store, edge, seed):
    """Six trials as runs, the first of them registered with all trials' returns. Files go into the working folder."""
    mlflow.set_tracking_uri(store)
    mlflow.set_registry_uri(store)
    mlflow.set_experiment("strategies")
    frame = drawn(np.random.default_rng(seed), edge)
    samples = {"training": frame.iloc[:ROWS], "test": frame.iloc[ROWS + 1 :]}
    later = samples["test"]
    returns = {}
    for number, share in enumerate(SHARES):
        earned = pd.Series(holding(share).predict(later[["signal", "noise"]])) * later["y"].to_numpy()
        returns[f"trial-{number}"] = earned.to_numpy()
    for number, share in reversed(list(enumerate(SHARES))):
        with mlflow.start_run(run_name=f"trial-{number}"):
            for context, part in samples.items():
                part.to_parquet(path := Path.cwd() / f"{context}.parquet")
                mlflow.log_input(from_pandas(part, source=str(path), targets="y", name=context), context=context)
            mlflow.log_param("share", share)
            earned = returns[f"trial-{number}"]
            mlflow.log_metric("test_sharpe", float(earned.mean() / earned.std()))
            if number == 0:
                table = pd.DataFrame(returns, index=pd.DatetimeIndex(later["date"]))
                table.to_parquet("trial_returns.parquet")
                mlflow.log_artifact("trial_returns.parquet", "governance")
                mlflow.set_tag("governance.chosen_trial", "trial-0")
                mlflow.sklearn.log_model(holding(share), name="model", registered_model_name="carry")
    client = mlflow.MlflowClient()
    tags = {
        "task": "strategy", "tier": "2", "owner": "Desk", "purpose": "Holds half the signal", "approved_use": "One future",
        "limits": "No other market", "time_column": "date", "periods_per_year": "365", "cost_bps": "0.5", "horizon": "1",
        "columns": json.dumps({"target": "y"}), "expected_directions": json.dumps({"signal": "increasing"}),
    }  # fmt: skip
    for name, value in tags.items():
        client.set_registered_model_tag("carry", f"governance.{name}", value)


@pytest.fixture
def audited(governance, tmp_path, monkeypatch):
    def audit(edge, seed=0):
        monkeypatch.chdir(tmp_path)
        store = f"sqlite:///{tmp_path / 'mlflow.db'}"
        registered(store, edge, seed)
        said = governance(
            "audit", "models:/carry/1", "--tracking-uri", store, "--out", tmp_path / "out", home=tmp_path / "home", cwd=tmp_path
        )
        assert (tmp_path / "out" / "record.json").exists(), said.err
        return said, json.loads((tmp_path / "out" / "record.json").read_bytes())

    return audit


def measured(record, check, metric):
    (found,) = [item for item in record["evidence"] if item["check"] == check]
    return next(item for item in found["measurements"] if item["metric"] == metric)


def test_a_strategy_with_an_edge_is_believed_against_its_own_search(audited):
    said, record = audited(0.15)
    deflated = measured(record, "trading.deflated-sharpe", "deflated_sharpe")
    assert deflated["low"] > 0.5
    assert record["conclusion"]["opinion"] in {"fit", "fit-with-conditions"}, said.err
    assert record["subject"]["search"]["runs"] == len(SHARES)


def test_a_strategy_that_loses_is_not_fit(audited):
    said, record = audited(-0.15)
    assert said.code == 12
    assert {"trading.deflated-sharpe", "out-of-sample.performance"} <= {item["check"] for item in record["findings"]}
