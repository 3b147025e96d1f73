"""Which sample a metric is held against: the one the developer called so, or none."""

import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.registry.prefixes import role_of
from governance.registry.raw import RawSample


def samples(**contexts):
    return {Role(role): RawSample(Role(role), pd.DataFrame(), role, context, role) for role, context in contexts.items()}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("train_auc", Role.TRAINING),
        ("training_score", Role.TRAINING),
        ("test_auc", Role.VALIDATION),
        ("oos_auc", Role.VALIDATION),
        ("val_auc", None),
        ("auc", None),
    ],
)
def test_without_a_tuning_sample_a_validation_metric_is_not_held_against_the_test_sample(name, role):
    assert role_of(name, samples(training="training", validation="test")) is role


@pytest.mark.parametrize(
    ("name", "role"),
    [("val_auc", Role.VALIDATION), ("eval_auc", Role.VALIDATION), ("test_auc", None), ("VAL_AUC", Role.VALIDATION)],
)
def test_where_the_validation_sample_was_called_so_its_metrics_are_held_against_it(name, role):
    assert role_of(name, samples(training="train", validation="valid")) is role


def test_with_both_each_metric_goes_to_its_own():
    given = samples(training="train", tuning="eval", validation="holdout")
    assert (role_of("val_auc", given), role_of("test_auc", given)) == (Role.TUNING, Role.VALIDATION)


def test_a_sample_that_a_metric_may_speak_of_by_two_names_answers_to_both():
    given = {Role.VALIDATION: RawSample(Role.VALIDATION, pd.DataFrame(), "v", "v", "v", called=("test", "validation"))}
    assert role_of("test_auc", given) is role_of("val_auc", given) is Role.VALIDATION
