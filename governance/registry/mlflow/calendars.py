"""The calendar of events that a run logged."""

from typing import Any

from governance.registry.calendars import NAMES, read_calendar
from governance.registry.mlflow.client import asking
from governance.registry.mlflow.downloading import downloaded
from governance.subject.subject import CalendarEvent

FOLDER = "governance"


def logged_calendar(client: Any, run_id: str | None) -> tuple[CalendarEvent, ...]:
    """The events of the run's artifact ``governance/events.yaml`` or ``governance/events.csv``; none without a run or artifact."""
    if run_id is None:
        return ()
    with asking(f"run {run_id}"):
        held = {item.path for item in client.list_artifacts(run_id, FOLDER)}
    paths = [f"{FOLDER}/{name}" for name in NAMES if f"{FOLDER}/{name}" in held]
    return read_calendar(downloaded(f"runs:/{run_id}/{paths[0]}", f"log {paths[0]} again")) if paths else ()
