"""From margins to scores."""

import numpy as np
import pytest

from governance.subject.model.links import INVERSES, link


@pytest.mark.parametrize("name", ["identity", "logit", "log"])
def test_the_link_is_found_by_trying(name):
    margin = np.linspace(-3, 3, 50)[:, None]
    assert link(margin, INVERSES[name](margin)) == name


@pytest.mark.parametrize("name", ["softmax", "one-against-rest logit"])
def test_links_of_several_classes_are_told_apart(name):
    margin = np.random.default_rng(0).normal(size=(50, 3))
    assert link(margin, INVERSES[name](margin)) == name


def test_a_foreign_link_is_not_guessed():
    margin = np.linspace(-3, 3, 50)[:, None]
    assert link(margin, margin**3) is None
