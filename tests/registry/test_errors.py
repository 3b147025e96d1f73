"""MLflow's errors, told apart by their codes and not by the names they quote."""

import pytest
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import INTERNAL_ERROR, PERMISSION_DENIED, RESOURCE_DOES_NOT_EXIST, UNAUTHENTICATED

from governance.errors import RegistryError
from governance.registry.mlflow.client import asking


def told(message, code):
    with pytest.raises(RegistryError) as caught, asking("models:/m/1", "correct the name"):
        raise MlflowException(message, code)
    return caught.value


@pytest.mark.parametrize("name", ["loan-401", "loan-403", "Connection", "unauthorized-trades", "timed out"])
def test_a_missing_model_is_missing_whatever_its_name(name):
    error = told(f"Registered Model with name={name} not found", RESOURCE_DOES_NOT_EXIST)
    assert (name in error.problem, error.remedy) == (True, "correct the name")


@pytest.mark.parametrize(("code", "remedy"), [(UNAUTHENTICATED, "MLFLOW_TRACKING_USERNAME"), (PERMISSION_DENIED, "permission")])
def test_a_refusal_is_one(code, remedy):
    assert remedy in told("no", code).remedy


def test_the_refusal_of_the_server_that_keeps_the_files_is_one():
    assert "MLFLOW_TRACKING_USERNAME" in told("failures: 401 Client Error: for url x", INTERNAL_ERROR).remedy


def test_a_server_that_does_not_answer_is_said_not_to():
    assert "does not answer" in told("API request failed: Max retries exceeded", INTERNAL_ERROR).problem


def test_what_is_not_known_is_not_explained():
    assert "MLflow failed" in told("model loan-401 could not be unpacked", INTERNAL_ERROR).problem
