"""Calendars of events, from a folder and from a run."""

import pytest

from governance.errors import ReadingError
from governance.registry.calendars import read_calendar
from governance.registry.interface import Options
from governance.registry.mlflow.calendars import logged_calendar
from governance.registry.opening import open_registry
from governance.subject.subject import CalendarEvent

VOTE = CalendarEvent("Brexit vote", "2016-06-24", "2016-06-30")
DAY = CalendarEvent("Flash crash", "2010-05-06", "2010-05-06")
YAML = "- {name: Brexit vote, from: 2016-06-24, to: 2016-06-30}\n- {name: Flash crash, from: 2010-05-06}\n"
CSV = "name,from,to\nBrexit vote,2016-06-24,2016-06-30\nFlash crash,2010-05-06,\n"


@pytest.mark.parametrize(("name", "text"), [("events.yaml", YAML), ("events.csv", CSV)])
def test_both_forms_give_the_same_events_in_order_of_time(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert read_calendar(tmp_path / name) == (DAY, VOTE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{name: Vote}\n", "no list"),
        ("- {name: Vote}\n", "a name, a first day"),
        ("- {name: Vote, from: 2016-06-24, until: 2016-06-25}\n", "a name, a first day"),
        ("- {name: Vote, from: 24 June}\n", "is no date"),
        ("- {name: Vote, from: 2016-06-24, to: 2016-06-01}\n", "before it begins"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_entry(tmp_path, text, said):
    (tmp_path / "events.yaml").write_text(text)
    with pytest.raises(ReadingError, match=said):
        read_calendar(tmp_path / "events.yaml")


def test_a_folder_s_calendar_comes_with_its_subject(plain_folder, tmp_path):
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(plain_folder, folder)
    assert open_registry(str(folder)).load(str(folder), Options()).subject.calendar == ()
    (folder / "events.yaml").write_text(YAML)
    assert open_registry(str(folder)).load(str(folder), Options()).subject.calendar == (DAY, VOTE)


def test_a_run_s_calendar_is_its_artifact(tmp_path):
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=f"sqlite:///{tmp_path}/mlflow.db")
    experiment = client.create_experiment("events", artifact_location=str(tmp_path / "artifacts"))
    run = client.create_run(experiment).info.run_id
    assert logged_calendar(client, run) == ()
    assert logged_calendar(client, None) == ()
    (tmp_path / "events.csv").write_text(CSV)
    client.log_artifact(run, str(tmp_path / "events.csv"), "governance")
    import mlflow

    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/mlflow.db")
    try:
        assert logged_calendar(client, run) == (DAY, VOTE)
    finally:
        mlflow.set_tracking_uri(before)
