"""The developer's numbers as MLflow gives them back."""

import math
from dataclasses import dataclass, field
from types import SimpleNamespace

import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.registry.mlflow.logged import logged_value, read_logged
from governance.registry.raw import RawSample

SAMPLES = {Role.VALIDATION: RawSample(Role.VALIDATION, pd.DataFrame(), "v", "test", "v", recorded_digest="abcd0123")}


@dataclass
class Client:
    run: dict
    model: list = field(default_factory=list)

    def get_run(self, run_id):
        return SimpleNamespace(data=SimpleNamespace(metrics=self.run))

    def get_logged_model(self, model_id):
        return SimpleNamespace(metrics=[SimpleNamespace(key=k, value=v, dataset_digest=d) for k, v, d in self.model])


def test_where_run_and_model_disagree_both_numbers_are_kept():
    found = read_logged(Client({"test_auc": 0.7}, [("test_auc", 0.9, "abcd0123")]), "r", "m", SAMPLES)
    assert [(item.value, item.role, item.dataset_digest) for item in found] == [
        (0.7, Role.VALIDATION, None),
        (0.9, Role.VALIDATION, "abcd0123"),
    ]


@pytest.mark.parametrize("value", [0.7, math.nan, math.inf])
def test_where_they_agree_there_is_one_number(value):
    assert len(read_logged(Client({"test_auc": value}, [("test_auc", value, "abcd0123")]), "r", "m", SAMPLES)) == 1


def test_an_infinite_number_that_the_database_made_finite_is_infinite_again(store):
    import mlflow

    store.client()
    mlflow.set_experiment("infinite")
    with mlflow.start_run() as run:
        mlflow.log_metrics({"test_a": math.inf, "test_b": -math.inf, "test_c": 1e300})
    found = read_logged(store.client(), run.info.run_id, None, SAMPLES)
    assert [item.value for item in found] == [math.inf, -math.inf, 1e300]
    assert math.isnan(logged_value(math.nan))
