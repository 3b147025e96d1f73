from datetime import UTC, datetime, timedelta

import pytest

from governance.errors import GovernanceError, SigningError, VerificationError
from governance.signing import keys
from governance.signing.trust import trust
from governance.verifying.points import Verification
from governance.verifying.report import verify


def test_a_sound_report_by_a_trusted_signer_is_valid(workshop, sealed, report):
    found = verify(report(sealed), [workshop.certificate])
    assert found.valid, [point for point in found.points if not point.holds]


def test_every_question_is_a_point_of_its_own(workshop, sealed, report):
    names = [point.name for point in verify(report(sealed), [workshop.certificate]).points]
    assert len(names) == len(set(names))
    assert {
        "file record.json", "no other file", "signature", "signer is trusted", "certificate dates", "digest of run.json",
        "report.pdf before its signature", "stated model", "stated samples", "policy digest", "PDF signature", "PDF unchanged since",
        "record in the PDF", "policy in the PDF", "judgements", "findings", "conclusion",
    } <= set(names)  # fmt: skip


def test_what_the_report_says_of_itself_is_passed_on(workshop, sealed, report):
    facts = verify(report(sealed), [workshop.certificate]).facts
    assert (facts["name"], facts["version"], facts["as_of"]) == ("credit", "3", "2026-03-31")
    assert facts["opinion"] == workshop.record.conclusion.opinion.value
    assert (facts["signer"], facts["for_trial"]) == ("Audit Team", False)


def test_the_users_own_trust_suffices(workshop, sealed, report):
    trust(workshop.signer.certificate)
    assert verify(report(sealed)).valid


def test_an_unknown_signer_is_not_valid_and_the_way_to_trust_is_named(sealed, failing, workshop):
    found = failing(sealed, trust=[])
    assert list(found) == ["signer is trusted"]
    assert workshop.signer.fingerprint in found["signer is trusted"]
    assert "governance keys trust" in found["signer is trusted"]


def test_trusting_somebody_else_does_not_help(sealed, failing, workshop):
    other = keys.certificate_path(workshop.stranger.path)
    assert list(failing(sealed, trust=[other])) == ["signer is trusted"]


def test_a_trial_key_is_named_as_one(workshop, report, tmp_path):
    trial = keys.new("Trial", tmp_path, for_trial=True)
    found = verify(report(workshop.files(signer=trial)), [keys.certificate_path(trial.path)])
    assert found.valid
    assert found.facts["for_trial"] is True
    assert "for trial" in next(point.sentence for point in found.points if point.name == "signer is trusted")


def test_after_the_certificate_has_expired_the_report_is_not_valid(sealed, failing):
    later = datetime.now(tz=UTC) + timedelta(days=4000)
    assert list(failing(sealed, now=later)) == ["certificate dates"]


def test_before_the_certificate_begins_the_report_is_not_valid(sealed, failing):
    earlier = datetime.now(tz=UTC) - timedelta(days=1)
    assert set(failing(sealed, now=earlier)) == {"certificate dates", "PDF signing time"}


@pytest.mark.parametrize(("option", "what"), [("expect_model", b"credit"), ("expect_data", b"loans")])
def test_the_expected_model_and_data_are_recognised(sealed, failing, option, what):
    from governance.reading.canonical import sha256

    assert failing(sealed, **{option: sha256(what)}) == {}
    other = failing(sealed, **{option: sha256(b"other")})
    assert [name.split()[0] for name in other] == ["expected"]


def test_the_expected_policy_is_recognised(sealed, failing, workshop):
    digest = workshop.record.policy["digest"]
    assert failing(sealed, expect_policy=digest) == {}
    assert list(failing(sealed, expect_policy="0" * 64)) == ["expected policy"]


def test_an_expected_digest_in_upper_case_is_refused(sealed, failing, workshop):
    found = failing(sealed, expect_policy=workshop.record.policy["digest"].upper())
    assert "lower-case" in found["expected policy"]


def test_nothing_asked_is_not_valid():
    assert not Verification(()).valid


def test_a_folder_that_is_not_there_cannot_be_examined(tmp_path):
    with pytest.raises(VerificationError) as caught:
        verify(tmp_path / "absent")
    assert caught.value.where == str(tmp_path / "absent")


def test_a_file_in_the_folders_place_cannot_be_examined(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(VerificationError):
        verify(tmp_path / "file")


def test_an_empty_folder_is_not_valid_and_every_point_says_so(tmp_path, workshop):
    found = verify(tmp_path, [workshop.certificate])
    assert [point.name for point in found.points if point.holds] == ["no other file"] or not any(
        point.holds for point in found.points
    )
    assert found.facts == {}


def test_a_certificate_to_trust_that_cannot_be_read_is_an_error(sealed, report, tmp_path):
    with pytest.raises(SigningError):
        verify(report(sealed), [tmp_path / "absent.pem"])
    assert issubclass(SigningError, GovernanceError)
