"""Which column a derived column came from."""

import numpy as np
import pytest
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.preprocessing import OneHotEncoder, SplineTransformer

from governance.subject.model.interface import Failure
from governance.subject.model.origins import gathered, origins


@pytest.mark.parametrize("sparse", [True, False])
def test_each_derived_column_has_its_origin(table, sparse):
    made = make_column_transformer(
        (OneHotEncoder(sparse_output=sparse), ["venue"]),
        (SplineTransformer(n_knots=3), ["carry"]),
        sparse_threshold=float(sparse),
    ).fit(table.mixed)
    owns = origins(made.transform, table.mixed, table.mixed[:20])
    assert owns.sum(axis=1).tolist() == [0, 5, 0, 3]
    assert owns[3, :3].all()


def test_a_component_of_several_columns_has_none(table):
    found = origins(PCA(2).fit(table.numbers).transform, table.numbers, table.numbers[:20])
    assert isinstance(found, Failure)
    assert "momentum, carry, flow" in found.reason


def test_contributions_are_summed_over_the_columns_that_one_fed():
    values = np.arange(6.0).reshape(2, 3, 1)
    owns = np.array([[True, False, True], [False, True, False]])
    np.testing.assert_array_equal(gathered(values, owns)[:, :, 0], [[2, 1], [8, 4]])


def test_a_contribution_of_no_column_is_a_failure():
    assert isinstance(gathered(np.ones((2, 1, 1)), np.zeros((3, 1), dtype=bool)), Failure)
