"""From a native model object to the model port."""

from collections.abc import Mapping

from governance.record.declaration import Task
from governance.subject.model.answering import CLASSIFICATION, SAYS_LABELS
from governance.subject.model.catboost import CatboostModel
from governance.subject.model.interface import Failure, Model
from governance.subject.model.lightgbm import LightgbmModel
from governance.subject.model.natives import library
from governance.subject.model.pyfunc import PyfuncModel
from governance.subject.model.settings import classes_of
from governance.subject.model.sklearn import SklearnModel
from governance.subject.model.xgboost import XgboostModel, labels_only

FLAVOURS = ("sklearn", "lightgbm", "xgboost", "catboost", "pyfunc")
ADAPTERS: Mapping[str, type[LightgbmModel | XgboostModel | CatboostModel]] = {
    "lightgbm": LightgbmModel,
    "xgboost": XgboostModel,
    "catboost": CatboostModel,
}


def wrap(native: object, flavour: str, task: Task) -> Model | Failure:
    """The adapter for ``native``, loaded by MLflow's ``flavour``; a `Failure` where it cannot answer as ``task`` needs.

    A booster that was logged by another flavour, such as scikit-learn's, still gets the adapter that knows it.
    """
    if flavour not in FLAVOURS:
        return Failure(f"there is no adapter for the flavour {flavour!r}; there are {', '.join(FLAVOURS)}")
    if not hasattr(native, "predict"):
        return Failure(f"a {type(native).__name__} has no predict, so it is no model")
    if flavour == "pyfunc":
        return PyfuncModel(native, task)
    return _misfit(native, task) or _adapted(native, flavour, task)


def _adapted(native: object, flavour: str, task: Task) -> Model:
    return ADAPTERS.get(library(native), SklearnModel)(native, task, flavour)


def _misfit(native: object, task: Task) -> Failure | None:
    """A classifier where numbers are wanted, or something without probabilities where those are; boosters show it in their scores."""
    if task not in CLASSIFICATION:
        classifies = classes_of(native) is not None
        return Failure(f"the model is a classifier, and the task {task.value} wants one number a row") if classifies else None
    if library(native) == "xgboost" and labels_only(native):
        return Failure(SAYS_LABELS)
    if library(native) == "catboost":  # any of its models answers when asked for probabilities, a regressor with nonsense
        no_classifier = f"the model is no classifier, and the task {task.value} wants the probability of each class"
        return None if classes_of(native) else Failure(no_classifier)
    bare = not hasattr(native, "get_params")
    return None if bare or hasattr(native, "predict_proba") else Failure(SAYS_LABELS)
