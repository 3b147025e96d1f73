import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from governance.cli.keys import command
from governance.signing import keys
from governance.signing.certificates import fingerprint, pem, self_signed
from governance.signing.trust import trusted


@pytest.fixture
def run():
    """Calls ``governance keys`` and answers what it prints as JSON."""

    def _run(*arguments, text=None):
        done = CliRunner().invoke(command, [*arguments, "--json"], input=text, standalone_mode=False)
        if done.exception:
            raise done.exception
        return json.loads(done.stdout)

    return _run


def test_new_makes_the_users_own_key_for_trial_and_trusts_it(run, home):
    (made,) = run("new", "--name", "Ada")
    assert made["key"] == str(home / "keys" / "ada.key.pem")
    assert made["use"] == "for trial"
    assert [fingerprint(item) for item in trusted()] == [made["fingerprint"]]
    assert keys.default_signer().fingerprint == made["fingerprint"]


def test_new_with_a_folder_trusts_nobody(run, tmp_path):
    (made,) = run("new", "--name", "Ada", "--out", str(tmp_path / "team"), "--not-for-trial")
    assert made["key"] == str(tmp_path / "team" / "ada.key.pem")
    assert made["use"] == "not marked for trial"
    assert trusted() == ()


def test_new_with_a_passphrase_asks_for_it_twice(run, tmp_path, monkeypatch):
    (made,) = run("new", "--name", "Ada", "--out", str(tmp_path), "--passphrase", text="open sesame\nopen sesame\n")
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "open sesame")
    assert keys.load(tmp_path / "ada.key.pem").fingerprint == made["fingerprint"]


def test_list_shows_own_keys_and_trusted_certificates(run):
    run("new", "--name", "Ada")
    own, kept = run("list")
    assert own["fingerprint"] == kept["fingerprint"]
    assert own["key"].endswith("ada.key.pem")
    assert kept["trusted"].endswith(".pem")


def test_list_of_nothing_is_empty(run):
    assert run("list") == []


def test_trust_puts_a_certificate_among_those_trusted(run, tmp_path):
    other = keys.new("Grace", tmp_path)
    (kept,) = run("trust", str(keys.certificate_path(other.path)))
    assert kept["name"] == "Grace"
    assert [fingerprint(item) for item in trusted()] == [other.fingerprint]


def test_trust_takes_the_signer_and_not_those_above(run, tmp_path, signer):
    other = keys.new("Grace", tmp_path)
    (tmp_path / "chain.pem").write_bytes(other.certificate_pem + signer.certificate_pem)
    run("trust", str(tmp_path / "chain.pem"))
    assert [fingerprint(item) for item in trusted()] == [other.fingerprint]


def test_show_reads_a_certificate_or_the_key_it_belongs_to(run, tmp_path):
    made = keys.new("Grace", tmp_path)
    (by_key,) = run("show", str(made.path))
    (by_certificate,) = run("show", str(keys.certificate_path(made.path)))
    assert by_key["fingerprint"] == by_certificate["fingerprint"] == made.fingerprint


def test_words_for_people_carry_the_same_facts(tmp_path):
    made = keys.new("Grace", tmp_path)
    printed = CliRunner().invoke(command, ["show", str(made.path)], standalone_mode=False).stdout
    assert made.fingerprint in printed
    assert "Grace" in printed


def test_a_name_that_commands_a_terminal_is_defused(tmp_path, signer):
    certificate = self_signed(signer.key, "plain", for_trial=False, now=datetime.now(tz=UTC))
    hostile = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "\x1b[2Jtrusted")])
    builder = x509.CertificateBuilder(hostile, hostile, signer.key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(certificate.not_valid_before_utc).not_valid_after(certificate.not_valid_after_utc)
    (tmp_path / "hostile.pem").write_bytes(pem((builder.sign(signer.key, hashes.SHA256()),)))
    printed = CliRunner().invoke(command, ["show", str(tmp_path / "hostile.pem")], standalone_mode=False).stdout
    assert "\x1b" not in printed
    assert "?[2Jtrusted" in printed
