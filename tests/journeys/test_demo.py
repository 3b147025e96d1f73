"""The README's journey: the demo, an audit of one of its models, verification, tampering, rendering."""

import shutil

import pytest

SUBJECTS = ("spx-volatility", "spx-direction", "vix-level")
FILES = ("certificate.pem", "record.json", "report.html", "report.pdf", "run.json", "statement.dsse.json")


def finding(found):
    return found["check"], found["metric"], found["severity"]


def test_the_demo_shows_each_subject_with_its_opinion_gravest_finding_and_path(demo):
    lines = {line.split()[0]: line for line in demo.said.out.splitlines()}
    for name in SUBJECTS:
        gravest = demo.record(name)["findings"][:1]
        assert all(f"{item['severity']}: {item['title']}" in lines[f"{name}/1"] for item in gravest)
        assert str(demo.report(name) / "report.pdf") in lines[f"{name}/1"]
    assert "NOT FIT" in lines["spx-direction/1"]
    assert demo.said.err == ""


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_report_folder_holds_its_six_files_and_nothing_else(demo, name):
    assert tuple(sorted(item.name for item in demo.report(name).iterdir())) == FILES


def test_each_model_comes_out_as_an_honest_measurement_says(demo):
    opinions = {name: demo.record(name)["conclusion"]["opinion"] for name in SUBJECTS}
    assert opinions["spx-volatility"] in {"fit", "fit-with-conditions"}
    assert opinions["spx-direction"] == "not-fit"
    assert opinions["vix-level"] in {"not-fit", "unable-to-conclude"}


def test_the_deep_forest_is_found_out_for_overfitting(demo):
    found = {finding(item) for item in demo.record("spx-direction")["findings"]}
    assert ("overfitting.generalization-gap", "gap_without_skill", "high") in found


def test_the_vix_models_high_r_squared_does_not_hide_its_lack_of_skill(demo):
    evidence = {item["check"]: item for item in demo.record("vix-level")["evidence"]}
    found = {item["metric"]: item for item in evidence["benchmark.naive"]["measurements"] if item["segment"] is None}
    assert found["level_r_squared"]["value"] > 0.8
    assert found["skill"]["low"] <= 0


def test_what_the_developer_logged_replicates(demo):
    for name in SUBJECTS:
        (evidence,) = [item for item in demo.record(name)["evidence"] if item["check"] == "process.replication"]
        assert evidence["status"] == "measured"
        assert not [item for item in demo.record(name)["findings"] if item["check"] == "process.replication"]


def test_a_demo_model_can_be_audited_as_the_readme_says(demo, governance, tmp_path):
    answer = governance(
        "audit", "models:/spx-volatility/1", "--tracking-uri", demo.store, "--out", tmp_path / "out", home=demo.home
    )
    assert answer.code in {0, 11}, answer.err
    assert "spx-volatility version 1" in answer.out
    verified = governance("verify", tmp_path / "out", home=demo.home)
    assert (verified.code, verified.out.splitlines()[-1].split(":")[0]) == (0, "valid")


def test_a_stranger_verifies_with_the_certificate_and_not_without(demo, governance, tmp_path):
    report = demo.report("vix-level")
    stranger = governance("verify", report, home=tmp_path)
    assert stranger.code == 3
    assert "trust" in stranger.out
    assert governance("verify", report, "--trust", report / "certificate.pem", home=tmp_path).code == 0


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["beginning", "middle", "end"])
def test_one_flipped_bit_in_any_file_is_refused(demo, governance, tmp_path, name, place):
    copy = shutil.copytree(demo.report("spx-volatility"), tmp_path / "copy")
    data = bytearray((copy / name).read_bytes())
    data[{"beginning": 0, "middle": len(data) // 2, "end": len(data) - 1}[place]] ^= 1
    (copy / name).write_bytes(data)
    answer = governance("verify", copy, home=demo.home)
    assert answer.code == 3, answer.err
    assert answer.err == ""


def test_a_verified_report_renders_again_with_the_same_record_and_the_same_page(demo, governance, tmp_path):
    source = demo.report("spx-volatility")
    answer = governance("render", source, "--out", tmp_path / "again", home=demo.home)
    assert answer.code == 0, answer.err
    for name in ("record.json", "report.html"):
        assert (tmp_path / "again" / name).read_bytes() == (source / name).read_bytes()
    assert governance("verify", tmp_path / "again", home=demo.home).code == 0


def test_a_changed_record_is_not_rendered(demo, governance, tmp_path):
    copy = shutil.copytree(demo.report("spx-direction"), tmp_path / "copy")
    (copy / "record.json").write_bytes((copy / "record.json").read_bytes().replace(b'"not-fit"', b'"fit"'))
    answer = governance("render", copy, "--out", tmp_path / "laundered", home=demo.home)
    assert answer.code == 1
    assert "does not verify" in answer.err
    assert [item.name for item in tmp_path.iterdir()] == ["copy"]


def test_a_version_that_was_never_registered_is_refused(demo, refused):
    refused("models:/spx-volatility/9", "--tracking-uri", demo.store, words=("spx-volatility", "9"))


def test_a_model_an_alias_and_a_database_that_are_not_there_are_refused(demo, refused):
    refused("models:/nobody/1", "--tracking-uri", demo.store, words=("nobody",))
    refused("models:/vix-level@champion", "--tracking-uri", demo.store, words=("champion", "set the alias"))
    refused("models:/vix-level/1", "--tracking-uri", "sqlite:///typo.db", words=("no such MLflow database", "--tracking-uri"))


def test_the_demo_can_be_run_twice_and_audits_the_models_that_are_there(demo, governance, tmp_path):
    folder = shutil.copytree(demo.folder, tmp_path / "demo")
    shutil.rmtree(folder / "reports" / "vix-level")
    store = (folder / "mlflow.db").read_bytes()
    answer = governance("demo", "--out", folder, "--as-of", "2026-01-31", home=demo.home)
    assert answer.code == 0, answer.out + answer.err
    assert (folder / "mlflow.db").read_bytes() == store
    for name in SUBJECTS:
        assert (folder / "reports" / name / "record.json").read_bytes() == (demo.report(name) / "record.json").read_bytes()
