"""The wheel holds everything: installed into an empty environment in another folder, it audits."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_templates_policies_and_lock_travel_inside_the_wheel(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "templates/report.html.j2",
        "policies/baseline.yaml",
        "policies/tier-1.yaml",
        "policies/clauses.yaml",
        "requirements.lock",
    ):
        assert f"governance/_bundled/{needed}" in names
    assert "governance/record/audit-record-1.schema.json" in names
    assert not [name for name in names if name.startswith(("tests/", "sample_reports/"))]


def test_an_installed_wheel_audits_a_folder_from_anywhere(wheel, tmp_path, plain_folder):
    """The environment is empty but for the wheel; its dependencies come from the one that runs the tests."""
    environment = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    (site,) = environment.glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    (test_site,) = Path(sys.prefix).glob("lib/python*/site-packages")
    paths = [str(item) for item in (test_site,)]
    (site / "dependencies.pth").write_text("\n".join(paths))
    python = environment / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import governance; print(governance.__file__)"], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert where.stdout.startswith(str(environment))
    run = [
        python,
        "-c",
        "from governance.cli.root import main; main()",
        "audit",
        str(plain_folder),
        "--out",
        str(tmp_path / "out"),
    ]
    answer = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert answer.returncode in {0, 10, 11, 12, 20}, answer.stderr
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_lock_names_hashes_and_no_registry():
    lock = (ROOT / "requirements.lock").read_text()
    assert lock.count("--hash=sha256:") > lock.count("==")
    for word in ("http://", "https://", "--index", "--find-links", "file:"):
        assert word not in lock
