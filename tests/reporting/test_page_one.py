"""Page one: plain words for each opinion, proven apart from not shown apart from not examined."""

import pytest

from governance.record.run import EarlierAudit, SignerFacts
from governance.reporting.view.cover import cover
from governance.reporting.view.page_one import page_one

SEEN = {
    "FIT": (0.05, 0.02, 0.08),
    "FIT WITH CONDITIONS": (0.3, 0.2, 0.4),
    "NOT FIT": (0.7, 0.6, 0.8),
    "UNABLE TO CONCLUDE": None,
}


@pytest.fixture(params=SEEN)
def opinion(request):
    return request.param


def test_the_opinion_stands_in_capitals_for_the_declared_purpose(make, opinion):
    page = page_one(make.dossier(SEEN[opinion]))
    assert (page.opinion, page.whereto, page.purpose) == (opinion, "for the declared purpose", "Setting limits for small loans.")


def test_no_purpose_is_invented_where_none_is_declared(make):
    page = page_one(make.dossier(SEEN["FIT"], subject=make.subject(purpose=None)))
    assert (page.whereto, page.purpose) == ("for a purpose that nobody declared", "")


def test_only_what_is_proven_is_held_against_the_model(make, opinion):
    page = page_one(make.dossier(SEEN[opinion]))
    proven = opinion in ("NOT FIT", "FIT WITH CONDITIONS")
    assert page.against == ("Against the model: one finding, F-01." if proven else "Against the model: nothing.")
    assert bool(page.findings) is proven
    assert bool(page.proven.shown) is (opinion == "FIT")


def test_a_finding_speaks_in_a_sentence_with_its_reason(make):
    (finding,) = page_one(make.dossier(SEEN["NOT FIT"])).findings
    assert finding.sentence.startswith(
        "Share of the training skill that is lost: 70\N{NO-BREAK SPACE}% (60–80\N{NO-BREAK SPACE}%; 400"
    )
    assert finding.because == "A wider gap has not survived."


def test_what_would_change_the_opinion_is_the_policys_recommendation(make):
    assert page_one(make.dossier(SEEN["NOT FIT"])).changes.shown == ("Simplify the model. (F-01)",)
    assert page_one(make.dossier(SEEN["FIT"])).changes.shown == ()


def test_a_missing_input_is_what_would_change_an_open_opinion(make):
    page = page_one(make.dossier(None))
    assert page.changes.shown == (
        "Provide what is missing for “Share of the training skill that is lost”: no validation sample was logged.",
    )
    assert page.not_shown.shown == ()
    assert "Gap: no validation sample was logged." in page.not_examined.shown


def test_what_was_measured_and_not_shown_is_not_listed_as_unexamined(make):
    page = page_one(make.dossier((0.05, 0.0, 0.15)))
    assert len(page.not_shown.shown) == 1
    assert page.not_examined.shown == ("benchmark.simple-challenger: no challenger yet.",)
    assert "about 300 are missing" in page.changes.shown[0]


def test_the_conditions_are_those_of_the_conclusion(make):
    assert page_one(make.dossier(SEEN["FIT WITH CONDITIONS"])).conditions.shown == ("Use half limits.",)


def test_every_earlier_audit_is_counted_and_named(make):
    earlier = tuple(EarlierAudit(day, "not-fit", "ab") for day in ("2025-01-31", "2025-02-28", "2025-03-31"))
    page = page_one(make.dossier(SEEN["FIT"], facts={"earlier_audits": earlier}))
    assert page.audits.startswith("Fourth audit of this version.")
    assert "2025-02-28: not fit" in page.audits


def test_roles_are_open_and_waivers_none(make):
    page = page_one(make.dossier(SEEN["FIT"]))
    assert page.roles == "Validator. None had signed when this report was written."
    assert page.waivers == "None."


def test_a_trial_key_is_marked_on_the_cover(make):
    trial = {"signer": SignerFacts("root", "ab", for_trial=True)}
    assert "for trial" in cover(make.dossier(SEEN["FIT"], facts=trial)).trial
    assert cover(make.dossier(SEEN["FIT"])).trial == ""
