import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from governance.record.declaration import Role
from governance.record.evidence import Status

CHECK = "out-of-sample.interval-coverage"


@pytest.fixture
def declared(make_subject):
    """``declared(low, high, wildness)``: outcomes of standard deviation ``wildness`` and the quantiles stated for them."""

    def made(low, high, wildness, task="regression", names=("quantile_0.05", "quantile_0.95")):
        y = wildness * np.random.default_rng(0).normal(size=1200)
        X = np.ones((1200, 1))
        columns = {Role.VALIDATION: dict(zip(names, (pd.Series(low[400:]), pd.Series(high[400:])), strict=True))}
        data = (X[:400], y[:400]), (X[400:], y[400:])
        return make_subject(task, *data, lambda frame: np.zeros(len(frame)), columns=columns)

    return made


@pytest.fixture
def wildness():
    return np.where(np.random.default_rng(1).random(1200) < 0.3, 3.0, 1.0)


Z = norm.ppf(0.95)


def test_intervals_that_are_too_narrow_are_found(declared, measure, only, wildness):
    evidence = measure(CHECK, declared(-0.5 * Z * wildness, 0.5 * Z * wildness, wildness))
    assert only(evidence, "coverage_error").high < -0.2
    assert only(evidence, "quantile_error", "0.05").low > 0.1


def test_intervals_that_fail_in_wild_times_are_found_there(declared, measure, only, wildness):
    sluggish = 1 + 0.01 * (wildness - 1)  # the width hardly answers
    wide = norm.ppf(0.95) * sluggish * 1.45
    evidence = measure(CHECK, declared(-wide, wide, wildness))
    assert only(evidence, "regime_coverage_error", "wide intervals").high < only(evidence, "coverage_error").value
    assert only(evidence, "regime_coverage_error", "narrow intervals").low > 0


def test_true_quantiles_are_not_accused(declared, measure, wildness):
    evidence = measure(CHECK, declared(-Z * wildness, Z * wildness, wildness))
    assert all(item.low < 0 < item.high for item in evidence.measurements)
    assert len(evidence.measurements) == 1 + 6 + 2


def test_without_declared_quantiles_it_is_inconclusive(make_subject, measure):
    X, y = np.zeros((200, 1)), np.arange(200.0)
    evidence = measure(CHECK, make_subject("regression", (X, y), (X, y), lambda frame: np.zeros(len(frame))))
    assert evidence.status is Status.INCONCLUSIVE
    assert "fewer than two quantile columns" in evidence.reason


def test_it_does_not_concern_a_classifier(declared, measure, wildness):
    assert measure(CHECK, declared(-wildness, wildness, wildness, "strategy")).status is Status.NOT_APPLICABLE


def test_a_missing_quantile_is_inconclusive(declared, measure, wildness):
    low = -Z * wildness
    low[500] = np.nan
    assert measure(CHECK, declared(low, Z * wildness, wildness)).reason == "1 quantiles are missing"


def test_intervals_that_cover_everything_keep_an_uncertainty(declared, measure, only, wildness):
    found = only(measure(CHECK, declared(-99 * wildness, 99 * wildness, wildness)), "coverage_error")
    assert found.low < found.value == pytest.approx(0.1)


def test_a_higher_confidence_widens_the_interval(declared, measure, only, wildness):
    subject = declared(-Z * wildness, Z * wildness, wildness)
    narrow, wide = (only(measure(CHECK, subject, confidence=level), "coverage_error") for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_error_is_the_share_covered_less_the_claim(declared, measure, only, wildness):
    subject = declared(-wildness, 2 * wildness, wildness, names=("quantile_0.1", "quantile_0.975"))
    y = subject.samples[Role.VALIDATION].target
    covered = np.mean((y >= -wildness[400:]) & (y <= 2 * wildness[400:]))
    assert only(measure(CHECK, subject), "coverage_error").value == pytest.approx(covered - 0.875)
