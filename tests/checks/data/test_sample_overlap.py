import dataclasses

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role
from governance.record.evidence import Status
from governance.statistics.resampling import wilson

CHECK = "data.sample-overlap"


@pytest.fixture
def noise():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(1400, 3))
    return X, X[:, 0] + generator.normal(size=1400)


def halves(X, y):
    return (X[:1000], y[:1000]), (X[1000:], y[1000:])


def with_copies(X, y, rows):
    X, y = X.copy(), y.copy()
    X[1000 : 1000 + rows], y[1000 : 1000 + rows] = X[:rows], y[:rows]
    return X, y


def first_column(frame):
    return frame.iloc[:, 0]


@pytest.fixture
def overlap(make_subject, measure, only):
    def measured(X, y, task="regression", metric="exact_overlap", segment=None, **parameters):
        return only(measure(CHECK, make_subject(task, *halves(X, y), first_column), **parameters), metric, segment)

    return measured


def test_copied_rows_are_counted_exactly(overlap, noise):
    found = overlap(*with_copies(*noise, 20))
    assert found.low == found.value == found.high == 20 / 400
    assert (found.n, found.confidence, found.role) == (400, None, Role.VALIDATION)


def test_copies_that_went_through_single_precision_are_found(make_subject, measure, only, noise):
    training, (X, y) = halves(*with_copies(*noise, 20))
    subject = make_subject("regression", training, (X.astype("float32"), y.astype("float32")), first_column)
    assert only(measure(CHECK, subject), "exact_overlap").value == 20 / 400


def test_rows_multiplied_before_a_random_split_are_found_although_training_repeats_itself(overlap, noise):
    order = np.random.default_rng(1).permutation(1400)
    X, y = (np.repeat(values[:700], 2, axis=0)[order] for values in noise)
    found = overlap(X, y)
    places = np.repeat(np.arange(700), 2)[order]
    assert found.value == np.isin(places[1000:], places[:1000]).mean() > 0.5


def test_a_model_validated_on_its_own_training_rows_overlaps_wholly(make_subject, measure, only, noise):
    X, y = noise
    subject = make_subject("regression", (X, y), (X[:400], y[:400]), first_column)
    assert only(measure(CHECK, subject), "exact_overlap").value == 1.0


def test_a_few_copies_among_whole_numbers_are_not_put_down_to_chance(overlap):
    generator = np.random.default_rng(2)
    X, y = generator.integers(0, 100, size=(1400, 5)).astype(float), generator.integers(0, 2, 1400).astype(float)
    assert overlap(X, y, "binary").value == 0.0
    assert overlap(*with_copies(X, y, 8), "binary").value == 8 / 400


def test_independent_rows_do_not_overlap(overlap, noise):
    assert overlap(*noise).value == 0.0
    near = overlap(*noise, metric="near_overlap")
    assert near.low <= 0.0 <= near.high


@pytest.mark.parametrize("seed", range(5))
def test_coarse_features_coincide_by_chance_and_are_not_accused(make_subject, measure, only, seed):
    generator = np.random.default_rng(seed)
    X = np.column_stack([generator.integers(0, 2, size=(1400, 3)), generator.poisson(3.0, 1400)]).astype(float)
    subject = make_subject("binary", *halves(X, generator.integers(0, 2, 1400)), first_column)
    evidence = measure(CHECK, subject)
    assert only(evidence, "exact_overlap").value == 0.0
    assert only(evidence, "shared_rows", "in training").value > 0.9
    assert sum(row[1] for row in evidence.tables[0].rows) == 400


def test_columns_that_repeat_one_another_do_not_make_chance_look_like_copying(overlap):
    generator = np.random.default_rng(3)
    one = generator.integers(0, 60, 1400).astype(float)
    assert overlap(np.column_stack([one] * 8), generator.integers(0, 2, 1400).astype(float), "binary").value == 0.0


def test_slow_features_of_a_time_series_are_near_by_nature_and_are_not_accused(overlap):
    walk = 5 + 0.01 * np.cumsum(np.random.default_rng(4).normal(size=(1400, 3)), axis=0)
    assert overlap(walk, walk[:, 0]).value == 0.0
    assert overlap(walk, walk[:, 0], metric="near_overlap").low <= 0.0


def test_copies_with_a_little_noise_are_near(overlap, noise):
    X, y = with_copies(*noise, 60)
    X[1000:1060] += 1e-4 * np.random.default_rng(5).normal(size=(60, 3))
    assert overlap(X, y).value == 0.0
    assert overlap(X, y, metric="near_overlap").low > 0.02


def test_copies_with_another_target_share_their_features_only(overlap, noise):
    X, y = with_copies(*noise, 20)
    y[1000:1020] += 1.0
    assert overlap(X, y).value == 0.0
    assert overlap(X, y, metric="shared_features", segment="in training").value == 20 / 400


def test_missing_values_and_words_are_recognised_again(make_subject, measure, only, noise):
    X, y = with_copies(*noise, 20)
    frame = pd.DataFrame(X, columns=["a", "b", "c"]).assign(venue=np.where(X[:, 0] > 0, "north", "south"))
    frame.loc[[0, 1000], "a"] = np.nan
    parts = (frame.iloc[:1000], y[:1000]), (frame.iloc[1000:].assign(venue=frame["venue"].astype("category")), y[1000:])
    assert only(measure(CHECK, make_subject("regression", *parts, first_column)), "exact_overlap").value == 20 / 400


def test_the_tuning_sample_is_compared_with_both_others(make_subject, measure, only, noise):
    X, y = noise
    subject = make_subject("regression", *halves(X, y), first_column)
    validation = subject.samples[Role.VALIDATION]
    tuning = dataclasses.replace(
        validation,
        identity=dataclasses.replace(validation.identity, role=Role.TUNING),
        features=pd.concat([validation.features.iloc[:100], subject.samples[Role.TRAINING].features.iloc[:300]]),
        target=np.concatenate([y[1000:1100], y[:300]]),
    )
    evidence = measure(CHECK, dataclasses.replace(subject, samples={**subject.samples, Role.TUNING: tuning}))
    shared = {(item.role, item.segment): item.value for item in evidence.measurements if item.metric == "shared_rows"}
    assert shared == {
        (Role.VALIDATION, "in training"): 0.0,
        (Role.VALIDATION, "in tuning"): 0.25,
        (Role.TUNING, "in training"): 0.75,
    }


def test_it_is_inconclusive_without_a_validation_sample(make_subject, measure, noise):
    evidence = measure(CHECK, make_subject("regression", halves(*noise)[0], None, first_column))
    assert (evidence.status, evidence.reason) == (Status.INCONCLUSIVE, "no validation sample was found")


def test_nearness_is_absent_with_a_reason_where_no_feature_is_numeric_or_rows_are_few(make_subject, measure, noise):
    X, y = noise
    words = pd.DataFrame({"venue": np.where(X[:, 0] > 0, "north", "south")})
    subject = make_subject("regression", (words.iloc[:1000], y[:1000]), (words.iloc[1000:], y[1000:]), lambda f: np.zeros(len(f)))
    assert measure(CHECK, subject).absent == {"near_overlap": "no feature is numeric"}
    few = make_subject("regression", (X[:1000], y[:1000]), (X[1000:1010], y[1000:1010]), first_column)
    assert "only 10 distinct rows" in measure(CHECK, few).absent["near_overlap"]


def test_the_parameters_are_honoured(overlap, noise):
    X, y = with_copies(*noise, 60)
    X[1000:1060] += 1e-4 * np.random.default_rng(5).normal(size=(60, 3))
    assert overlap(X, y, metric="near_overlap", queries=100).n == 100
    wide, narrow = (overlap(X, y, metric="near_overlap", confidence=level) for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert overlap(X, y, metric="near_overlap", share=0.2).convention != wide.convention
    generator = np.random.default_rng(6)
    coarse, label = generator.integers(0, 300, size=(1400, 2)).astype(float), generator.integers(0, 2, 1400).astype(float)
    doubtful = with_copies(coarse, label, 25)
    assert overlap(*doubtful, "binary", chance=0.001).value > overlap(*doubtful, "binary", chance=1e-9).value == 0.0


def test_shared_rows_agree_with_a_merge_and_nearness_with_all_distances(overlap, noise):
    X, y = with_copies(np.round(noise[0], 1), np.round(noise[1]), 15)
    frame = pd.DataFrame(X).assign(y=y)
    merged = frame.iloc[1000:].merge(frame.iloc[:1000].drop_duplicates(), how="left", indicator=True)
    assert overlap(X, y, metric="shared_rows", segment="in training").value == (merged["_merge"] == "both").mean()

    X, y = noise
    X = X.astype("float32").astype(float)
    scaled = X / np.subtract(*np.quantile(X[:1000], [0.75, 0.25], axis=0))
    within = np.linalg.norm(scaled[:1000, None] - scaled[None, :1000], axis=2)
    np.fill_diagonal(within, np.inf)
    own, across = within.min(axis=1), np.linalg.norm(scaled[1000:, None] - scaled[None, :1000], axis=2).min(axis=1)
    near, inside = across < np.quantile(own, 0.01), own < np.quantile(own, 0.01)
    assert overlap(X, y, metric="near_overlap").value == pytest.approx(near.mean() - inside.mean())


def test_its_interval_is_newcombes(make_subject, measure, only, noise):
    X, y = noise
    subject = make_subject("regression", *halves(X, y), first_column, time=False)
    found = only(measure(CHECK, subject, resamples=4000), "near_overlap")
    (low, high), (bottom, top) = wilson(10, 1000, 0.95), wilson(400 * (found.value + 0.01), 400, 0.95)
    assert found.low == pytest.approx(found.value - np.hypot(found.value + 0.01 - bottom, high - 0.01), abs=0.003)
    assert found.high == pytest.approx(found.value + np.hypot(top - found.value - 0.01, 0.01 - low), abs=0.003)
