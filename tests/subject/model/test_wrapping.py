"""Which adapter a native model gets, and what gets none."""

import pytest
from lightgbm import LGBMClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.svm import LinearSVC

from governance.record.declaration import Task
from governance.subject.model.answering import SAYS_LABELS
from governance.subject.model.interface import Failure
from governance.subject.model.lightgbm import LightgbmModel
from governance.subject.model.wrapping import wrap


@pytest.mark.parametrize("native", [RidgeClassifier(), LinearSVC()])
def test_a_classifier_without_probabilities_is_refused(table, native):
    assert wrap(native.fit(table.numbers, table.binary), "sklearn", Task.BINARY) == Failure(SAYS_LABELS)


def test_a_classifier_is_refused_where_a_number_is_wanted(table):
    found = wrap(LogisticRegression().fit(table.numbers, table.binary), "sklearn", Task.REGRESSION)
    assert found == Failure("the model is a classifier, and the task regression wants one number a row")


def test_a_classifier_of_three_classes_fails_a_binary_task(table):
    model = wrap(LogisticRegression().fit(table.numbers, table.multiclass), "sklearn", Task.BINARY)
    assert "3 columns of answers" in model.score(table.numbers).reason


def test_an_unknown_flavour_and_an_object_that_predicts_nothing_are_refused():
    assert "no adapter for the flavour 'prophet'" in wrap(LogisticRegression(), "prophet", Task.BINARY).reason
    assert "a dict has no predict" in wrap({}, "sklearn", Task.BINARY).reason


def test_a_booster_logged_as_a_scikit_learn_model_is_still_known_for_what_it_is(table):
    model = wrap(LGBMClassifier(n_estimators=2, verbose=-1).fit(table.categorical, table.binary), "sklearn", Task.BINARY)
    assert isinstance(model, LightgbmModel)
    assert model.flavour == "sklearn"
    assert model.score(table.mixed).shape == (400, 2)


def test_a_model_that_was_never_fitted_is_a_failure_when_asked(table):
    assert "NotFittedError" in wrap(LogisticRegression(), "sklearn", Task.BINARY).score(table.numbers).reason
