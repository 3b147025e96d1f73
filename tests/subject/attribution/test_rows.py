import numpy as np

from governance.subject.attribution.rows import background_rows, explained_rows, how_drawn

WEIGHTS = (2.0, -1.0, 0.0)


def test_the_rows_do_not_depend_on_the_check_that_asks(make_subject, additive, data):
    subject = make_subject("regression", *data, additive(weights=WEIGHTS))
    drawn = [explained_rows(subject.under(name), 100).tolist() for name in ("a.b", "c.d")]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 100


def test_the_background_is_a_part_of_the_training_sample_from_all_of_its_time(make_subject, additive, data):
    subject = make_subject("regression", *data, additive(weights=WEIGHTS))
    against = background_rows(subject, 120)
    assert len(against) == 120
    assert np.abs(np.bincount(against.index * 6 // 1200, minlength=6) - 20).max() <= 6


def test_how_rows_were_drawn_is_said_in_words(make_subject, additive, data):
    ordered = make_subject("regression", *data, additive(weights=WEIGHTS))
    assert how_drawn(ordered, 900) == "all 900 validation rows"
    assert how_drawn(ordered, 100) == "100 of 900 validation rows, drawn evenly over time and over the answer"
    unordered = make_subject("regression", *data, additive(weights=WEIGHTS), time=None)
    assert "over the sample's order" in how_drawn(unordered, 100)
