"""What a judgement says: each outcome in words that claim what the evidence shows and no more."""

from dataclasses import replace

import pytest

from governance.record.judgement import Outcome
from governance.reporting.view import sentences
from governance.reporting.view.sentences import Standing


def said(dossier):
    (judgement,) = dossier.record.judgements
    return sentences.standing(dossier, judgement), sentences.answer(dossier, judgement)


def test_a_value_within_its_limit_is_proven_good_with_interval_and_effective_rows(make):
    standing, text = said(make.dossier((0.05, 0.02, 0.08)))
    assert standing is Standing.PROVEN_GOOD
    assert text == (
        "Share of the training skill that is lost: 5.0\N{NO-BREAK SPACE}% (2.0–8.0\N{NO-BREAK SPACE}%; 400 validation rows, worth 100 "
        "independent ones). The whole interval is within the limit, at most 10\N{NO-BREAK SPACE}%."
    )


def test_an_exact_count_has_no_interval_to_speak_of(make):
    _, text = said(make.dossier(0.05, measured={"n_effective": 400.0}))
    assert text.startswith("Share of the training skill that is lost: 5\N{NO-BREAK SPACE}% (400 validation rows). This is within")


def test_a_breach_names_the_limit_that_was_passed(make):
    standing, text = said(make.dossier((0.7, 0.6, 0.8)))
    assert standing is Standing.PROVEN_BAD
    assert "The whole interval is beyond the limit, at most 50\N{NO-BREAK SPACE}%." in text
    assert "not shown" not in text.lower()


def test_a_breach_that_may_be_graver_leaves_that_open(make):
    dossier = make.dossier((0.45, 0.3, 0.6))
    _, text = said(dossier)
    assert "beyond the limit, at most 10\N{NO-BREAK SPACE}%" in text
    assert "Whether the limit for a high finding, at most 50\N{NO-BREAK SPACE}%, is kept is not shown." in text
    assert "rows to settle" in sentences.open_question(dossier, dossier.record.judgements[0])


def test_what_straddles_its_limit_is_not_shown_and_says_what_would_settle_it(make):
    standing, text = said(make.dossier((0.05, 0.0, 0.15)))
    assert standing is Standing.NOT_SHOWN
    assert "Not shown: the interval reaches over the limit" in text
    assert "it takes about 400 independent rows to settle; 100 are there, about 300 are missing" in text


def test_a_value_on_its_limit_is_settled_by_no_sample(make):
    assert "No sample of a realistic size settles it" in said(make.dossier((0.1, 0.0, 0.2)))[1]


def test_what_is_satisfied_in_doubt_is_not_called_proven(make):
    standing, text = said(make.dossier((0.05, -0.05, 0.15), policy=make.policy(burden="evidence")))
    assert standing is Standing.ACCEPTED
    assert "the evidence bears the doubt" in text
    assert "whole interval" not in text


def test_what_was_not_measured_says_why(make):
    standing, text = said(make.dossier(None))
    assert standing is Standing.NOT_EXAMINED
    assert text == "Share of the training skill that is lost: not measured; no validation sample was logged."


def test_a_waived_breach_is_still_a_breach(make):
    dossier = make.dossier((0.7, 0.6, 0.8))
    waived = replace(dossier.record.judgements[0], outcome=Outcome.WAIVED)
    text = sentences.answer(dossier, waived)
    assert "is beyond the limit" in text
    assert "A waiver accepts this." in text


@pytest.mark.parametrize("excess", [1e-3, 1e-4, 1e-5, 1e-6])
def test_rounding_never_writes_a_breach_as_its_limit(make, excess):
    text = said(make.dossier((0.12, 0.1 + excess, 0.14)))[1]
    low = text.partition("(")[2].partition("–")[0]
    assert float(low) > 10.0
