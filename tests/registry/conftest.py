"""A real MLflow store in SQLite, built once a session: one sound subject and many broken ones."""

import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from governance.registry.interface import Options


def rows(n: int, seed: int) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(generator.normal(size=(n, 2)), columns=["momentum", "carry"])
    frame["date"] = pd.date_range("2020-01-01", periods=n) + pd.Timedelta(days=400 * seed)
    frame["y"] = (frame["momentum"] + generator.normal(size=n) > 0).astype(int)
    return frame


@dataclass
class Store:
    """Logs runs into the store and registers their models."""

    folder: Path
    uri: str

    @property
    def options(self) -> Options:
        return Options(tracking_uri=self.uri)

    @staticmethod
    def rows(n: int, seed: int) -> pd.DataFrame:
        """Daily rows with a weak signal; another seed gives other rows, 400 days later."""
        return rows(n, seed)

    def client(self):
        import mlflow

        mlflow.set_tracking_uri(self.uri)
        mlflow.set_registry_uri(self.uri)
        return mlflow.MlflowClient()

    def dataset(self, frame: pd.DataFrame, name: str):
        import mlflow.data.pandas_dataset

        path = self.folder / f"{name}.parquet"
        frame.to_parquet(path)
        return mlflow.data.pandas_dataset.from_pandas(frame, source=str(path), name=name)

    def register(self, name, *, samples=None, model=None, tags=None, metrics=None, flavour="sklearn", **logging_options) -> str:
        """Register ``model`` under ``name`` with samples ``{context: dataset}``; returns its URI."""
        import mlflow
        from sklearn.linear_model import LogisticRegression

        self.client()
        mlflow.set_experiment(name)
        samples = {"training": rows(300, 1), "test": rows(200, 2)} if samples is None else samples
        model = model or LogisticRegression().fit(rows(300, 1)[["momentum", "carry"]], rows(300, 1)["y"])
        with mlflow.start_run() as run:
            for context, data in samples.items():
                dataset = self.dataset(data, f"{name}-{context}") if isinstance(data, pd.DataFrame) else data
                mlflow.log_input(dataset, context=context)
            if metrics:
                mlflow.log_metrics(metrics)
            options = {
                "input_example": rows(3, 1)[["momentum", "carry"]],
                "pip_requirements": ["scikit-learn"],
                **logging_options,
            }
            getattr(mlflow, flavour).log_model(model, name="model", **options)
            uri = f"runs:/{run.info.run_id}/model"
        version = mlflow.register_model(uri, name)
        for key, value in {"governance.tier": "2", "governance.columns": '{"target": "y"}', **(tags or {})}.items():
            if value is not None:
                self.client().set_registered_model_tag(name, key, value)
        return f"models:/{name}/{version.version}"


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    logging.getLogger("alembic").setLevel(logging.ERROR)
    made = Store(folder, f"sqlite:///{folder}/mlflow.db")
    with contextlib.chdir(folder):
        yield made


@pytest.fixture(scope="session")
def sound(store):
    """The URI of a subject with everything in place."""
    return store.register(
        "sound",
        metrics={"test_accuracy": 0.5},
        tags={
            "governance.task": "binary",
            "governance.owner": "Desk",
            "governance.expected_directions": '{"momentum": "increasing"}',
        },
    )
