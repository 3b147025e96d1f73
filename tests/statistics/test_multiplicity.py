import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from governance.statistics.multiplicity import benjamini_hochberg


@pytest.mark.parametrize(("any_dependence", "method"), [(False, "fdr_bh"), (True, "fdr_by")])
def test_adjusted_p_values_are_those_of_statsmodels_in_the_order_given(any_dependence, method):
    p_values = np.random.default_rng(0).beta(0.5, 1.0, size=30)
    found = benjamini_hochberg(p_values, any_dependence=any_dependence)
    assert found == pytest.approx(multipletests(p_values, method=method)[1])


def test_the_rule_of_the_original_paper_rejects_its_four_hypotheses():
    p_values = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0]  # fmt: skip
    assert np.sum(benjamini_hochberg(p_values) <= 0.05) == 4


@pytest.mark.parametrize(("p_values", "reason"), [([], "at least 1"), ([0.5, 1.2], "within"), ([np.nan], "finite")])
def test_what_cannot_be_adjusted_is_refused_with_a_reason(p_values, reason):
    with pytest.raises(ValueError, match=reason):
        benjamini_hochberg(p_values)
