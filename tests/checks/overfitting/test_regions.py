import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "overfitting.regions"


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.normal(size=(3000, 3)), columns=["signal", "size", "idle"])
    return X, X["signal"].to_numpy() + generator.normal(size=3000)


def remembering(X, y, where):
    """A model that knows the outcomes of the first 1,500 rows by heart where ``where`` holds, and answers with the signal elsewhere."""
    known = dict(zip(X["idle"][:1500][where[:1500]], y[:1500][where[:1500]], strict=True))
    return lambda frame: [known.get(key, signal) for key, signal in zip(frame["idle"], frame["signal"], strict=True)]


def subject_of(make_subject, X, y, model, venue=None, **more):
    subject = make_subject("regression", (X[:1500], y[:1500]), (X[1500:], y[1500:]), model, **more)
    if venue is None:
        return subject
    parts = {Role.TRAINING: venue[:1500], Role.VALIDATION: venue[1500:].reset_index(drop=True)}
    samples = {role: dataclasses.replace(item, segments={"venue": parts[role]}) for role, item in subject.samples.items()}
    return dataclasses.replace(subject, samples=samples)


def test_a_corner_that_was_learned_by_heart_is_found_by_its_features(make_subject, measure, only, table):
    X, y = table
    model = remembering(X, y, X["size"].to_numpy() > 1)
    evidence = measure(CHECK, subject_of(make_subject, X, y, model))
    found = only(evidence, "excess_gap")
    assert found.low > 0.2
    assert found.p_value < 0.01
    assert "size above" in found.convention
    assert only(evidence, "widest_gap").low > 0.2


def test_a_declared_segment_that_was_learned_by_heart_is_named(make_subject, measure, only, table):
    X, y = table
    small = np.random.default_rng(1).random(3000) < 0.3
    venue = pd.Series(np.where(small, "small", "large"))
    evidence = measure(CHECK, subject_of(make_subject, X, y, remembering(X, y, small), venue))
    assert only(evidence, "region_gap", "venue: small").low > 0.2
    assert only(evidence, "region_gap", "venue: small").p_value < 0.01
    assert only(evidence, "region_gap", "venue: large").p_value > 0.5


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_gap_that_is_nowhere_or_the_same_everywhere_has_no_region_of_its_own(make_subject, measure, only, table, everywhere):
    X, y = table
    evidence = measure(CHECK, subject_of(make_subject, X, y, remembering(X, y, np.full(3000, everywhere))))
    assert only(evidence, "excess_gap").low < 0 < only(evidence, "excess_gap").high
    assert all(item.p_value > 0.05 for item in evidence.measurements if item.metric == "region_gap")


def test_twice_as_wild_a_validation_period_is_not_taken_for_a_gap(make_subject, measure, only, table):
    X, y = table
    wild = np.where(np.arange(3000) >= 1500, 2.0, 1.0)
    model = subject_of(make_subject, X.mul(wild, axis=0), y * wild, lambda frame: frame["signal"])
    assert only(measure(CHECK, model), "widest_gap").low < 0.05


def test_without_numeric_features_declared_segments_are_measured_and_the_rest_is_absent(make_subject, measure, only, table):
    X, y = table
    venue = pd.Series(np.where(X["size"] > 0, "a", "b"))
    named = pd.DataFrame({"signal": X["signal"].round(2).astype(str)})
    evidence = measure(CHECK, subject_of(make_subject, named, y, lambda frame: frame["signal"].astype(float), venue))
    assert only(evidence, "region_gap", "venue: a")
    assert evidence.absent["excess_gap"] == "no feature is numeric, so that no region can be described"


def test_without_regions_to_speak_of_it_is_inconclusive_and_a_strategy_has_none(make_subject, measure, table):
    X, y = table
    few = subject_of(make_subject, X, y, lambda frame: frame["signal"])
    assert measure(CHECK, few, smallest_n=400).reason.startswith("the rows cannot be cut into regions with 400 rows")
    traded = make_subject("strategy", (X[:1500], y[:1500]), (X[1500:], y[1500:]), lambda frame: frame["signal"])
    assert measure(CHECK, traded).status is Status.NOT_APPLICABLE
    broken = subject_of(make_subject, X, y, lambda frame: np.where(frame["size"] > 2, np.inf, frame["signal"]))
    assert measure(CHECK, broken).reason == "the model's loss is infinite on some rows"


def test_a_shallower_tree_finds_fewer_regions(make_subject, measure, table):
    X, y = table
    subject = subject_of(make_subject, X, y, remembering(X, y, X["size"].to_numpy() > 1))
    counts = [sum(item.metric == "region_gap" for item in measure(CHECK, subject, depth=depth).measurements) for depth in (1, 2)]
    assert counts[0] == 2 < counts[1]


def test_gap_and_adjusted_p_values_agree_with_those_by_hand(make_subject, measure, only, table):
    X, y = table
    large = (X["size"] > 0.5).to_numpy()
    known = dict(zip(map(str, X["idle"][:1500][large[:1500]]), y[:1500][large[:1500]], strict=True))
    named = X.astype(str)

    def model(frame):
        return [known.get(key, float(signal)) for key, signal in zip(frame["idle"], frame["signal"], strict=True)]

    evidence = measure(CHECK, subject_of(make_subject, named, y, model, pd.Series(np.where(large, "a", "b"))))
    lost = np.mean((y - X["signal"])[1500:][large[1500:]] ** 2) / np.mean((y[1500:] - y[:1500].mean()) ** 2)
    found = [only(evidence, "region_gap", name) for name in ("venue: a", "venue: b")]
    assert found[0].value == pytest.approx(lost)  # in training it loses nothing there
    # None of 1,000 resamples without a wider gap in the one, none with it in the other.
    assert [item.p_value for item in found] == pytest.approx(false_discovery_control([1 / 1001, 1.0]))
