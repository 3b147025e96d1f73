import dataclasses

import numpy as np

from governance.record.declaration import Role
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


def test_rows_are_drawn_once_and_anew_for_other_numbers_answers_and_samples(make_subject, additive, data):
    subject = make_subject("regression", *data, additive(weights=WEIGHTS))
    assert explained_rows(subject, 100) is explained_rows(subject.under("a.b"), 100)
    assert len(explained_rows(subject, 90)) == 90
    turned = dataclasses.replace(
        subject, scoring=subject.scoring.answering({Role.VALIDATION: subject.scores(Role.VALIDATION)[::-1]})
    )
    assert explained_rows(turned, 100).tolist() != explained_rows(subject, 100).tolist()
    reversed_outcome = {
        **subject.samples,
        Role.TRAINING: dataclasses.replace(subject.samples[Role.TRAINING], target=subject.samples[Role.TRAINING].target[::-1]),
    }
    other = dataclasses.replace(subject, samples=reversed_outcome)
    assert background_rows(other, 100).index.tolist() != background_rows(subject, 100).index.tolist()
