import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from governance.errors import OutputError
from governance.signoff.placing import placing, write

FILES = {"record.json": b"{}", "attestations/x.json": b"1"}


def everything(folder):
    return sorted(item.relative_to(folder).as_posix() for item in folder.rglob("*"))


def test_a_report_appears_whole(tmp_path):
    with placing(tmp_path / "deep" / "out") as folder:
        write(folder, FILES)
    assert everything(tmp_path) == [
        "deep",
        "deep/out",
        "deep/out/attestations",
        "deep/out/attestations/x.json",
        "deep/out/record.json",
    ]


def test_an_earlier_report_is_replaced_and_nothing_of_it_remains(tmp_path):
    out = tmp_path / "out"
    for files in ({**FILES, "old.txt": b"old"}, FILES):
        with placing(out) as folder:
            write(folder, files)
    assert everything(out) == ["attestations", "attestations/x.json", "record.json"]
    assert everything(tmp_path) == ["out", "out/attestations", "out/attestations/x.json", "out/record.json"]


def test_a_failure_leaves_the_old_report_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    with placing(out) as folder:
        write(folder, FILES)

    def fail() -> None:
        with placing(out) as folder:
            write(folder, {"record.json": b"half"})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (out / "record.json").read_bytes() == b"{}"
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_folders_that_were_made_on_the_way_go_again_with_a_failure(tmp_path):
    with pytest.raises(KeyboardInterrupt), placing(tmp_path / "a" / "b" / "out"):
        raise KeyboardInterrupt
    assert everything(tmp_path) == []


def test_an_interrupt_between_the_two_renames_brings_the_old_report_back(tmp_path, monkeypatch):
    out = tmp_path / "out"
    with placing(out) as folder:
        write(folder, FILES)
    rename = Path.rename

    def interrupted(self, target):
        if self.name.startswith(".out.") and Path(target) == out:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), placing(out) as folder:
        write(folder, {"record.json": b"new"})
    assert (out / "record.json").read_bytes() == b"{}"
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_a_mount_point_is_refused_before_any_work():
    with pytest.raises(OutputError, match="mount point"), placing(Path("/proc")):
        pass


def test_a_disk_that_gives_up_at_the_last_step_is_said_in_words(tmp_path, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OutputError, match="No space left"), placing(tmp_path / "out") as folder:
        write(folder, FILES)
    assert everything(tmp_path) == []


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="no report"), placing(tmp_path):
        pass
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="not a folder"), placing(tmp_path / "out"):
        pass


def test_a_place_that_cannot_be_written_is_refused_before_any_work(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"), placing(tmp_path / "file" / "out"):
        pass


def test_a_terminated_process_leaves_nothing_half_written(tmp_path):
    program = textwrap.dedent(
        """
        import signal, sys, time, pathlib
        from governance.cli.root import _terminated
        from governance.signoff.placing import placing, write
        signal.signal(signal.SIGTERM, _terminated)
        with placing(pathlib.Path(sys.argv[1])) as folder:
            write(folder, {"record.json": b"half"})
            print("ready", flush=True)
            time.sleep(60)
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "out")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGTERM)
    process.wait(timeout=30)
    assert everything(tmp_path) == []
