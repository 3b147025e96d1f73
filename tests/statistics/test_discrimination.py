import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from governance.statistics.discrimination import delong


def test_delong_agrees_with_the_ovarian_cancer_example_of_the_manual(published):
    case = published["delong_1"]
    result = delong(np.array(case["inputs"]["y"]), np.array(case["inputs"]["score"]))
    assert result.auc == pytest.approx(case["expected"]["auc"], abs=case["tolerance"])
    assert result.standard_error == pytest.approx(case["expected"]["se"], abs=case["tolerance"])
    assert result.interval() == pytest.approx(case["expected"]["ci95"], abs=case["tolerance"])


def test_delong_covariance_gives_the_published_contrast_of_two_markers(published):
    case = published["delong_3"]
    columns = np.column_stack([case["inputs"]["albumin"], case["inputs"]["kg_score"]])
    result = delong(np.array(case["inputs"]["y"]), columns)
    contrast = np.array([1.0, -1.0])
    assert contrast @ result.auc == pytest.approx(case["expected"]["diff"], abs=case["tolerance"])
    assert np.sqrt(contrast @ result.covariance @ contrast) == pytest.approx(case["expected"]["se"], abs=case["tolerance"])


def test_the_area_is_that_of_scikit_learn_with_ties_and_the_influence_has_its_variance():
    generator = np.random.default_rng(2)
    y = generator.integers(0, 2, 3000)
    scores = np.round(generator.normal(size=3000) + y, 1)
    result = delong(y, scores)
    assert result.auc == pytest.approx(roc_auc_score(y, scores), abs=1e-12)
    assert result.influence.mean() == pytest.approx(0.0, abs=1e-12)
    assert result.influence.std() / np.sqrt(3000) == pytest.approx(result.standard_error, rel=0.01)


def test_one_class_alone_has_no_area():
    with pytest.raises(ValueError, match="both classes"):
        delong(np.ones(5), np.arange(5.0))


def test_the_difference_of_two_areas_is_the_published_contrast(published):
    case = published["delong_3"]
    columns = np.column_stack([case["inputs"]["albumin"], case["inputs"]["kg_score"]])
    found = delong(np.array(case["inputs"]["y"]), columns).difference()
    expected = case["expected"]
    assert (found.value, found.standard_error, found.statistic**2, found.p_value) == pytest.approx(
        (expected["diff"], expected["se"], expected["chi2"], expected["p_value"]), abs=case["tolerance"]
    )


@pytest.mark.parametrize("runs", [200, pytest.param(500, marks=pytest.mark.slow)])
def test_equally_good_scores_are_told_apart_about_as_often_as_the_test_says(runs):
    generator, rejected = np.random.default_rng(5), 0
    for _ in range(runs):
        y = generator.integers(0, 2, 300)
        rejected += delong(y, generator.normal(size=(300, 2)) + 0.7 * y[:, None]).difference().p_value < 0.05
    assert 0.02 <= rejected / runs <= 0.08


def test_scores_that_rank_alike_and_absent_scores_are_refused():
    y, score = np.array([0, 1, 0, 1]), np.array([0.1, 0.4, 0.3, 0.2])
    with pytest.raises(ValueError, match="rank the rows alike"):
        delong(y, np.column_stack([score, 10 * score])).difference()
    with pytest.raises(ValueError, match="finite"):
        delong(y, np.array([0.1, np.nan, 0.2, 0.3]))


def test_a_better_score_is_told_from_a_worse_one_mostly():
    generator = np.random.default_rng(6)
    found = []
    for _ in range(100):
        y = generator.integers(0, 2, 400)
        scores = generator.normal(size=(400, 2)) + np.outer(y, [1.2, 0.6])
        found.append(delong(y, scores).difference().p_value < 0.05)
    assert np.mean(found) > 0.8
