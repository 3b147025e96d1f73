from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from governance.demo import direction, level, market, store, volatility
from governance.demo.building import build


@dataclass(frozen=True)
class Built:
    folder: Path
    uris: tuple[str, ...]
    client: Any

    def run(self, name):
        return self.client.get_run(self.client.get_model_version(name, "1").run_id)

    def runs(self, name):
        return self.client.search_runs([self.run(name).info.experiment_id])


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    import mlflow

    folder = tmp_path_factory.mktemp("demo")
    uris = build(folder)
    uri = store.tracking_uri(folder)
    return Built(folder, uris, mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri))


@pytest.fixture(scope="session")
def prices():
    return market.sp500()


@pytest.fixture(scope="session")
def levels():
    return market.vix()


@pytest.fixture(scope="session")
def plans(prices, levels):
    made = (volatility.plan(prices), direction.plan(prices), level.plan(levels))
    return {plan.name: plan for plan in made}
