import numpy as np
import pytest

from governance.statistics.asymmetry import sign_bias


def test_the_value_is_the_difference_of_the_two_means():
    generator = np.random.default_rng(1)
    ratio, news = generator.gamma(2, 0.5, 500), generator.normal(size=500)
    expected = ratio[news < 0].mean() - ratio[news >= 0].mean()
    assert sign_bias(ratio, news).value == pytest.approx(expected)


def test_it_rejects_as_often_as_it_says_where_news_means_nothing():
    generator = np.random.default_rng(2)
    found = [sign_bias(generator.gamma(2, 0.5, 500), generator.normal(size=500)).p_value for _ in range(300)]
    assert 0.02 <= np.mean(np.array(found) < 0.05) <= 0.09


def test_size_of_a_fall_is_found_by_the_joint_test():
    generator = np.random.default_rng(3)
    news = generator.normal(size=1000)
    assert sign_bias(generator.gamma(2, 0.5, 1000) * (1 + 0.3 * np.maximum(-news, 0)), news).p_value < 0.01


def test_news_of_one_sign_is_refused():
    with pytest.raises(ValueError, match="one sign"):
        sign_bias(np.ones(20), np.ones(20))
