"""Models logged to MLflow and loaded again by the registry answer as they did before."""

import logging

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from governance.record.declaration import Task
from governance.registry.mlflow.model import load_model
from governance.subject.model.interface import Failure
from governance.subject.model.wrapping import wrap


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    """Logs a model to a store of its own, which is left when the module is done, and returns what the registry loads."""
    import mlflow

    before = mlflow.get_tracking_uri()
    folder = tmp_path_factory.mktemp("store")
    logging.getLogger("alembic").setLevel(logging.ERROR)
    mlflow.set_tracking_uri(f"sqlite:///{folder / 'mlflow.db'}")
    experiment = mlflow.create_experiment("models", artifact_location=(folder / "artifacts").as_uri())

    def log(flavour, model, frame, answers=None):
        signature = mlflow.models.infer_signature(frame, answers)
        log_model = getattr(mlflow, flavour).log_model
        with mlflow.start_run(experiment_id=experiment):
            info = log_model(**{_argument(flavour): model}, name="model", signature=signature, pip_requirements=[])
        return load_model(info.model_uri)

    yield log
    mlflow.set_tracking_uri(before)


def _argument(flavour):
    return {
        "sklearn": "sk_model",
        "lightgbm": "lgb_model",
        "xgboost": "xgb_model",
        "catboost": "cb_model",
        "pyfunc": "python_model",
    }[flavour]


def answers_as(raw, native, table_frame, adds_up, task=Task.BINARY):
    model = wrap(raw.native, raw.flavour, task)
    np.testing.assert_allclose(model.score(table_frame), native.predict_proba(table_frame), atol=1e-12)
    found = model.contributions(table_frame, table_frame[:40])
    adds_up(found, model.score(table_frame))
    return found


def test_a_pipeline_of_scikit_learn(logged, table, adds_up):
    native = make_pipeline(StandardScaler(), LogisticRegression()).fit(table.numbers, table.binary)
    found = answers_as(logged("sklearn", native, table.numbers), native, table.numbers, adds_up)
    assert found.exact


@pytest.mark.parametrize("bare", [False, True])
def test_lightgbm(logged, table, adds_up, bare):
    from lightgbm import LGBMClassifier

    native = LGBMClassifier(n_estimators=10, verbose=-1).fit(table.categorical, table.binary)
    raw = logged("lightgbm", native.booster_ if bare else native, table.mixed)
    assert raw.flavour == "lightgbm"
    model = wrap(raw.native, raw.flavour, Task.BINARY)
    np.testing.assert_allclose(model.score(table.mixed), native.predict_proba(table.categorical), atol=1e-12)
    assert answers_as(raw, native, table.categorical, adds_up).exact
    assert not isinstance(model.refit(table.mixed, table.binary.astype(float), 3), Failure)


@pytest.mark.parametrize("bare", [False, True])
def test_xgboost(logged, table, bare):
    from xgboost import XGBClassifier

    native = XGBClassifier(n_estimators=10, enable_categorical=True).fit(table.categorical, table.binary)
    raw = logged("xgboost", native.get_booster() if bare else native, table.mixed)
    model = wrap(raw.native, raw.flavour, Task.BINARY)
    np.testing.assert_allclose(model.score(table.mixed), native.predict_proba(table.categorical), atol=1e-6)
    found = model.contributions(table.mixed, table.mixed[:40])
    assert (found.exact, found.link) == (True, "logit")


@pytest.mark.parametrize("plain", [False, True])
def test_catboost(logged, table, adds_up, plain):
    from catboost import CatBoost, CatBoostClassifier

    quiet = {"iterations": 10, "verbose": False, "allow_writing_files": False, "cat_features": ["venue"]}
    native = CatBoostClassifier(**quiet).fit(table.categorical, table.binary)
    raw = logged(
        "catboost",
        CatBoost({**quiet, "loss_function": "Logloss"}).fit(table.mixed, table.binary) if plain else native,
        table.mixed,
    )
    assert (raw.flavour, type(raw.native).__name__) == ("catboost", "CatBoost" if plain else "CatBoostClassifier")
    found = answers_as(raw, native, table.mixed, adds_up)
    assert (found.exact, found.link) == (True, "logit")
    assert not isinstance(wrap(raw.native, raw.flavour, Task.BINARY).refit(table.mixed, table.binary.astype(float), 3), Failure)


def test_a_generic_function_that_gives_probabilities(logged, table, adds_up):
    import mlflow

    native = LogisticRegression().fit(table.numbers, table.multiclass)

    class Probabilities(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return native.predict_proba(model_input)

    raw = logged("pyfunc", Probabilities(), table.numbers, native.predict_proba(table.numbers))
    assert raw.flavour == "pyfunc"
    found = answers_as(raw, native, table.numbers, adds_up, Task.MULTICLASS)
    assert not found.exact
    assert wrap(raw.native, raw.flavour, Task.MULTICLASS).classes == (0, 1, 2)
