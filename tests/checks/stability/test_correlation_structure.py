import numpy as np
import pytest
from scipy.stats import spearmanr

from governance.record.evidence import Status

CHECK = "stability.correlation-structure"
QUICK = {"permutations": 99}


@pytest.fixture
def samples():
    """Three features each; in the last sample the first two have ``common`` variance."""

    def made(common=0.0, n=300):
        parts = []
        for seed, rows, tied in ((1, 300, 0.0), (2, 500, 0.0), (3, n, common)):
            X = np.random.default_rng(seed).normal(size=(rows, 3))
            X[:, 1] = tied * X[:, 0] + np.sqrt(1 - tied**2) * X[:, 1]
            parts.append((X, X[:, 0]))
        return parts

    return made


def test_two_features_that_come_to_move_together_are_found(deployed, measure, only, samples, first):
    evidence = measure(CHECK, deployed("regression", *samples(0.8), first), **QUICK)
    for metric in ("correlation_change", "common_factor_change"):
        assert only(evidence, metric).p_value == pytest.approx(0.01)
    assert evidence.tables[0].rows[0][0] == "x0 and x1"


def test_features_that_move_as_before_are_quiet(deployed, measure, only, samples, first):
    evidence = measure(CHECK, deployed("regression", *samples(), first), **QUICK)
    assert only(evidence, "correlation_change").p_value > 0.05
    assert only(evidence, "common_factor_change").p_value > 0.05


def test_levels_that_move_and_outliers_do_not_count(deployed, measure, only, samples, first):
    parts = samples()
    moved = parts[2][0] + 100.0
    moved[0] = 1e9
    evidence = measure(CHECK, deployed("regression", *parts[:2], (moved, parts[2][1]), first), **QUICK)
    assert only(evidence, "correlation_change").p_value > 0.05


def test_before_deployment_there_is_nothing_to_compare(make_subject, measure, samples, first):
    assert measure(CHECK, make_subject("regression", *samples()[:2], first)).status is Status.NOT_APPLICABLE


def test_few_rows_and_a_single_feature_are_inconclusive(deployed, measure, samples, first):
    assert "20 rows" in measure(CHECK, deployed("regression", *samples(n=20), first)).reason
    alone = [(X[:, :1], y) for X, y in samples()]
    assert "no pair" in measure(CHECK, deployed("regression", *alone, first)).reason


def test_the_features_and_the_permutations_are_honoured(deployed, measure, only, samples, first):
    subject = deployed("regression", *samples(0.8), first)
    assert len(measure(CHECK, subject, features=2, **QUICK).tables[0].rows) == 1
    assert only(measure(CHECK, subject, permutations=199), "correlation_change").p_value == pytest.approx(1 / 200)


def test_the_change_is_that_of_spearmans_correlations(deployed, measure, only, samples, first):
    parts = samples(0.5)
    evidence = measure(CHECK, deployed("regression", *parts, first), **QUICK)
    before, after = (spearmanr(X).statistic for X, _ in parts[1:])
    pairs = np.triu_indices(3, 1)
    assert only(evidence, "correlation_change").value == pytest.approx(np.sqrt(np.mean((after - before)[pairs] ** 2)))
    grown = np.linalg.eigvalsh(after)[-1] - np.linalg.eigvalsh(before)[-1]
    assert only(evidence, "common_factor_change").value == pytest.approx(grown / 3)
