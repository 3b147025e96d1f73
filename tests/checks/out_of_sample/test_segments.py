import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "out-of-sample.segments"


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.normal(size=(3000, 3)), columns=["signal", "size", "idle"])
    venue = pd.Series(np.where(generator.random(3000) < 0.3, "small", "large"))
    return X, generator.normal(size=3000), venue


def subject_of(make_subject, X, y, venue=None, task="regression", **more):
    subject = make_subject(task, (X[:1000], y[:1000]), (X[1000:], y[1000:]), lambda frame: frame["signal"], **more)
    if venue is None:
        return subject
    parts = {Role.TRAINING: venue[:1000], Role.VALIDATION: venue[1000:].reset_index(drop=True)}
    samples = {role: dataclasses.replace(item, segments={"venue": parts[role]}) for role, item in subject.samples.items()}
    return dataclasses.replace(subject, samples=samples)


def test_a_declared_segment_in_which_the_model_does_harm_is_found(make_subject, measure, only, table):
    X, noise, venue = table
    y = np.where(venue == "small", -1, 1) * X["signal"].to_numpy() + noise
    evidence = measure(CHECK, subject_of(make_subject, X, y, venue))
    assert only(evidence, "worst_segment_skill").high < -0.3
    assert "venue: small" in only(evidence, "worst_segment_skill").convention
    assert only(evidence, "segment_skill", "venue: small").p_value < 0.01
    assert only(evidence, "segment_skill", "venue: large").low > 0


def test_a_region_in_which_the_model_does_harm_is_found_by_its_features(make_subject, measure, only, table):
    X, noise, _ = table
    y = np.where(X["size"] > 1, -1, 1) * X["signal"].to_numpy() + noise
    found = only(measure(CHECK, subject_of(make_subject, X, y)), "weak_spot_skill")
    assert found.high < -0.2
    assert "size above" in found.convention


def test_a_sound_model_is_not_accused_nor_blamed_for_what_is_harder_to_forecast(make_subject, measure, only, table):
    X, noise, venue = table
    y = np.where(venue == "small", 3, 1) * (X["signal"].to_numpy() + noise)
    evidence = measure(CHECK, subject_of(make_subject, X, y, venue))
    assert only(evidence, "weak_spot_skill").high > 0
    assert only(evidence, "worst_segment_skill").high > 0


def test_without_declared_segments_only_the_weak_spot_is_sought(make_subject, measure, table):
    X, noise, _ = table
    evidence = measure(CHECK, subject_of(make_subject, X, X["signal"].to_numpy() + noise))
    assert {item.metric for item in evidence.measurements} == {"weak_spot_skill"}
    assert "no segment column is declared" in evidence.absent["worst_segment_skill"]


def test_it_does_not_concern_a_strategy(make_subject, measure, table):
    X, noise, _ = table
    assert measure(CHECK, subject_of(make_subject, X, noise, task="strategy")).status is Status.NOT_APPLICABLE


def test_text_alone_describes_no_region(make_subject, measure, table):
    _, noise, venue = table
    words = pd.DataFrame({"venue": venue})
    subject = make_subject(
        "regression", (words[:1000], noise[:1000]), (words[1000:], noise[1000:]), lambda frame: np.ones(len(frame))
    )
    evidence = measure(CHECK, subject)
    assert evidence.status is Status.INCONCLUSIVE
    assert "no feature is numeric" in evidence.reason


def test_a_value_with_few_rows_is_no_segment(make_subject, measure, table):
    X, noise, venue = table
    venue = venue.copy()
    venue[1000:1020] = "rare"
    evidence = measure(CHECK, subject_of(make_subject, X, X["signal"].to_numpy() + noise, venue))
    assert {item.segment for item in evidence.measurements} == {None, "venue: large", "venue: small"}


def test_missing_and_infinite_features_are_borne(make_subject, measure, only, table):
    X, noise, _ = table
    y = X["signal"].to_numpy() + noise
    X = X.assign(
        idle=np.where(np.arange(3000) % 7 == 0, np.nan, X["idle"]), size=np.where(np.arange(3000) % 11 == 0, np.inf, X["size"])
    )
    assert np.isfinite(only(measure(CHECK, subject_of(make_subject, X, y)), "weak_spot_skill").value)


def test_depth_and_share_are_honoured(make_subject, measure, only, table):
    X, noise, _ = table
    y = np.where(X["size"] > 1, -1, 1) * X["signal"].to_numpy() + noise
    subject = subject_of(make_subject, X, y)
    shallow, broad = (only(measure(CHECK, subject, **more), "weak_spot_skill") for more in ({"depth": 1}, {"share": 0.4}))
    assert " and " not in shallow.convention.partition("; against")[2].partition(";")[2].partition(";")[0]
    assert broad.n > 300


def test_skill_and_adjusted_p_values_agree_with_a_computation_by_hand(make_subject, measure, only, table):
    X, noise, venue = table
    y = X["signal"].to_numpy() + noise
    evidence = measure(CHECK, subject_of(make_subject, X, y, venue))
    inside = (venue == "small").to_numpy()[1000:]
    model, naive = (y[1000:] - X["signal"].to_numpy()[1000:]) ** 2, (y[1000:] - y[:1000].mean()) ** 2
    found = only(evidence, "segment_skill", "venue: small")
    assert found.value == pytest.approx(1 - model[inside].mean() / naive[inside].mean())
    assert found.confidence == pytest.approx(0.975)
    assert found.p_value == pytest.approx(false_discovery_control([1.0, 1.0])[0])
