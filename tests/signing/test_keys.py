import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from governance.errors import SigningError
from governance.signing import certificates, keys
from governance.signing.trust import read, trust, trusted


def test_a_new_key_is_readable_by_its_owner_alone(tmp_path):
    made = keys.new("Ada Lovelace", tmp_path)
    assert made.path == tmp_path / "ada-lovelace.key.pem"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_a_new_key_loads_as_the_signer_it_was_made_for(tmp_path):
    made = keys.new("Ada Lovelace", tmp_path)
    loaded = keys.load(made.path)
    assert (loaded.name, loaded.fingerprint, loaded.for_trial) == ("Ada Lovelace", made.fingerprint, True)
    assert loaded.key.private_numbers() == made.key.private_numbers()


def test_the_certificate_is_for_document_signatures_and_nothing_else(tmp_path):
    certificate = keys.new("Ada", tmp_path).certificate
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not certificates.may_issue(certificate)


def test_openssl_reads_the_certificate_and_finds_it_self_signed(tmp_path):
    made = keys.new("Ada", tmp_path)
    public = keys.certificate_path(made.path)
    printed = subprocess.run(
        ["openssl", "x509", "-in", public, "-noout", "-fingerprint", "-sha256"], capture_output=True, text=True, check=True
    )
    assert printed.stdout.split("=")[1].strip().replace(":", "").lower() == made.fingerprint
    checked = subprocess.run(
        ["openssl", "verify", "-check_ss_sig", "-CAfile", public, public], capture_output=True, text=True, check=True
    )
    assert checked.stdout.strip().endswith(": OK")


@pytest.mark.parametrize("for_trial", [True, False])
def test_a_trial_key_says_so_in_its_certificate(tmp_path, for_trial):
    made = keys.new("Ada", tmp_path, for_trial=for_trial)
    assert made.facts.for_trial is for_trial
    assert (certificates.TRIAL_UNIT in made.certificate.subject.rfc4514_string()) is for_trial


def test_a_key_is_never_overwritten(tmp_path):
    made = keys.new("Ada", tmp_path)
    before = made.path.read_bytes()
    with pytest.raises(keys.KeyExistsError):
        keys.new("Ada", tmp_path)
    assert made.path.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*.pem")) == ["ada.cert.pem", "ada.key.pem"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "line\nbreak"])
def test_a_name_that_no_certificate_can_carry_is_refused(tmp_path, name):
    with pytest.raises(SigningError):
        keys.new(name, tmp_path)


def test_a_name_in_any_script_gives_a_file_name(tmp_path):
    assert keys.new("Софья Ковалевская", tmp_path).path.name == "софья-ковалевская.key.pem"


def test_the_first_use_makes_a_trial_key_and_trusts_it(home):
    made = keys.default_signer()
    assert made.for_trial
    assert made.path.parent == home / "keys"
    assert [certificates.fingerprint(item) for item in trusted()] == [made.fingerprint]


def test_the_second_use_takes_the_same_key():
    assert keys.default_signer().fingerprint == keys.default_signer().fingerprint


def test_an_audit_that_comes_second_to_the_first_key_uses_that_key(monkeypatch):
    quicker = keys.new(keys.own_name(), keys.keys_folder())
    found = iter([(), (quicker.path,)])
    monkeypatch.setattr(keys, "own_keys", lambda: next(found))
    assert keys.default_signer().fingerprint == quicker.fingerprint


def test_of_several_own_keys_none_is_guessed():
    keys.new("Ada", keys.keys_folder())
    keys.new("Grace", keys.keys_folder())
    with pytest.raises(SigningError, match=r"several keys: ada\.key\.pem, grace\.key\.pem"):
        keys.default_signer()


def test_a_key_protected_by_a_passphrase_needs_it(tmp_path, monkeypatch):
    made = keys.new("Ada", tmp_path, passphrase="correct horse")
    with pytest.raises(SigningError, match="protected by a passphrase"):
        keys.load(made.path)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "wrong horse")
    with pytest.raises(SigningError, match="cannot be read"):
        keys.load(made.path)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "correct horse")
    assert keys.load(made.path).fingerprint == made.fingerprint


def test_the_certificate_of_an_authority_takes_the_place_of_the_self_signed_one(tmp_path, issue):
    made = keys.new("Ada", tmp_path)
    authority, certificate = issue(made.key.public_key())
    keys.certificate_path(made.path).write_bytes(certificates.pem((certificate, authority)))
    loaded = keys.load(made.path)
    assert (loaded.certificate, loaded.issuers) == (certificate, (authority,))


def test_the_certificate_in_the_key_file_serves_where_none_is_beside_it(tmp_path):
    made = keys.new("Ada", tmp_path)
    keys.certificate_path(made.path).unlink()
    assert keys.load(made.path).fingerprint == made.fingerprint


@pytest.fixture
def issue():
    def _issue(public_key, **dates):
        root_key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(tz=UTC)
        return (
            _certificate(root_key, root_key.public_key(), "Root", "Root", now, authority=True),
            _certificate(root_key, public_key, "Root", "Ada", dates.get("now", now), authority=False),
        )

    return _issue


def _certificate(key, public_key, issuer, subject, start, *, authority):
    def name(text):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    usage = {
        "digital_signature": True, "content_commitment": not authority, "key_encipherment": False, "data_encipherment": False,
        "key_agreement": False, "key_cert_sign": authority, "crl_sign": False, "encipher_only": False, "decipher_only": False,
    }  # fmt: skip
    return (
        x509.CertificateBuilder(
            name(issuer), name(subject), public_key, x509.random_serial_number(), start, start + timedelta(days=1)
        )
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, certificates.hashes.SHA256())
    )


class TestWhatCannotSign:
    """Each way a key can be unfit, and the words that say so."""

    def refusal(self, path):
        with pytest.raises(SigningError) as caught:
            keys.load(path)
        assert caught.value.where
        assert caught.value.remedy
        return caught.value.problem

    def test_a_missing_file(self, tmp_path):
        assert "no key file" in self.refusal(tmp_path / "absent.key.pem")

    def test_a_folder(self, tmp_path):
        assert "no key file" in self.refusal(tmp_path)

    def test_a_certificate_in_the_keys_place(self, tmp_path):
        public = keys.certificate_path(keys.new("Ada", tmp_path).path)
        public.chmod(0o600)
        assert "no private key" in self.refusal(public)

    def test_a_key_that_others_can_read(self, tmp_path):
        path = keys.new("Ada", tmp_path).path
        path.chmod(0o644)
        assert "others on this machine" in self.refusal(path)

    def test_a_key_that_the_system_does_not_let_through(self, tmp_path, monkeypatch):
        path = keys.new("Ada", tmp_path).path

        def denied(*_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("pathlib.Path.open", denied)
        assert "cannot be read: Permission denied" in self.refusal(path)

    def test_a_key_without_a_certificate(self, tmp_path):
        path = keys.new("Ada", tmp_path).path
        keys.certificate_path(path).unlink()
        path.write_bytes(path.read_bytes().split(b"-----BEGIN CERTIFICATE")[0])
        assert "no readable certificate" in self.refusal(path)

    def test_a_damaged_key(self, tmp_path):
        path = keys.new("Ada", tmp_path).path
        path.write_bytes(path.read_bytes().replace(b"M", b"N", 3))
        assert "private key cannot be read" in self.refusal(path)

    def test_the_certificate_of_another_key(self, tmp_path):
        ada, grace = keys.new("Ada", tmp_path), keys.new("Grace", tmp_path)
        shutil.copy(keys.certificate_path(grace.path), keys.certificate_path(ada.path))
        assert "belongs to another key" in self.refusal(ada.path)

    def test_an_expired_certificate(self, tmp_path, issue):
        made = keys.new("Ada", tmp_path)
        _, certificate = issue(made.key.public_key(), now=datetime(2020, 1, 1, tzinfo=UTC))
        keys.certificate_path(made.path).write_bytes(certificates.pem((certificate,)))
        assert "valid from 2020-01-01 to 2020-01-02" in self.refusal(made.path)

    def test_a_certificate_for_other_uses(self, tmp_path, issue):
        made = keys.new("Ada", tmp_path)
        other = _certificate(made.key, made.key.public_key(), "Ada", "Ada", datetime.now(tz=UTC), authority=True)
        keys.certificate_path(made.path).write_bytes(certificates.pem((other,)))
        assert "not for signatures that bind" in self.refusal(made.path)

    @pytest.mark.parametrize("arguments", [["-algorithm", "RSA"], ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]])
    def test_a_key_of_another_kind(self, tmp_path, arguments):
        path = tmp_path / "other.pem"
        subprocess.run(["openssl", "genpkey", *arguments, "-out", path], check=True, capture_output=True)
        assert "not ECDSA on P-256" in self.refusal(path)

    def test_a_file_too_large_to_be_a_key(self, tmp_path):
        path = tmp_path / "large.pem"
        path.write_bytes(b"x" * (keys.LARGEST_FILE + 1))
        path.chmod(0o600)
        assert "too large" in self.refusal(path)

    def test_a_folder_that_cannot_hold_a_key(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(SigningError, match="cannot be written"):
            keys.new("Ada", tmp_path / "file")


def test_trusting_twice_changes_nothing(signer, home):
    first = trust(signer.certificate)
    assert trust(signer.certificate) == first
    assert list((home / "trust").iterdir()) == [first]


def test_what_is_no_certificate_is_refused_with_its_file_named(tmp_path):
    path = tmp_path / "note.pem"
    path.write_text("no certificate")
    with pytest.raises(SigningError) as caught:
        read(path)
    assert caught.value.where == str(path)


def test_a_malformed_file_in_the_trust_folder_is_not_passed_over(home):
    (home / "trust").mkdir(parents=True)
    (home / "trust" / "odd.pem").write_text("odd")
    with pytest.raises(SigningError):
        trusted()
