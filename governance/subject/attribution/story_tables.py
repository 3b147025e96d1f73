"""Events as one-page stories: a timeline of all, and of each large one what changed the answer, when, and what it was like."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.record.evidence import Cell, Shape, Table
from governance.subject.attribution.analogues import analogues
from governance.subject.attribution.stories import Stories, Story
from governance.subject.events import Events
from governance.subject.subject import Subject

NAMED, MOST_EVENTS = 8, 40
# A mean of fewer rows tells about rows.
LEAST_CELL = 5


def all_events(found: Events) -> Table:
    """Every event on one line of time."""
    rows = tuple((event.first, event.name or ", ".join(event.kinds), event.size or None) for event in found.wildest(MOST_EVENTS))
    note = "The day on which each event was first known; the number is its wildest five steps over the usual ones."
    return Table("timeline", "Events of the validation sample", Shape.TIMELINE, ("date", "event", "size"), rows, note=note)


def story_tables(subject: Subject, given: Stories) -> Iterator[Table]:
    """For each story its waterfall and its timeline."""
    for place, story in enumerate(given.told, start=1):
        yield _waterfall(given, story, f"story-{place}")
        yield _timeline(subject, given, story, f"timeline-{place}")


def alike(subject: Subject, given: Stories, wanted: int) -> Table:
    """The earlier days that were most like the beginning of each event, by date, and the mean outcome on them."""
    rows: list[tuple[Cell, ...]] = []
    for story in given.told:
        found = analogues(subject, story, wanted)
        outcome = float(subject.samples[Role.VALIDATION].target[story.first_rows].mean())
        if found is not None:
            rows.append((story.event.title, ", ".join(found.days), wanted, found.distance, found.outcome, outcome))
    note = "Days known a month before whose features were nearest to their mean at the beginning of the event, in training deviations."
    columns = ("event", "days most alike", "rows", "mean distance", "mean outcome on them", "mean outcome in the event")
    return Table("alike", "Earlier days most like the beginning of each event", Shape.PLAIN, columns, tuple(rows), note=note)


def _waterfall(given: Stories, story: Story, name: str) -> Table:
    order = np.argsort(-np.abs(story.changes), kind="stable")
    rows: list[tuple[Cell, ...]] = [(given.found.features[place], float(story.changes[place])) for place in order[:NAMED]]
    rest = order[NAMED:]
    if len(rest):
        rows.append((f"{len(rest)} others", float(story.changes[rest].sum())))
    scale = given.found.contributions.scale
    note = (
        f"The mean {scale} of the first steps of the event, less that of as many before: from {story.before:.4g} to {story.during:.4g}, "
        f"on {story.rows} rows from {story.began} to {story.ended}. The amounts add up to the change exactly."
    )
    title = f"What changed the answer. {story.event.title}"
    return Table(name, title, Shape.WATERFALL, ("feature", "change"), tuple(rows), unit=scale, note=note)


def _timeline(subject: Subject, given: Stories, story: Story, name: str) -> Table:
    event, leader = story.event, int(np.argmax(np.abs(story.changes)))
    sample = subject.samples[Role.VALIDATION]
    rows: tuple[tuple[Cell, ...], ...] = (
        (story.began, "mean answer before", story.before),
        (event.first, f"known: {event.name or ', '.join(event.kinds)}", None),
        (event.peak, "largest move; wildness", event.size or None),
        (story.ended, "mean answer since", story.during),
        (story.ended, f"by {given.found.features[leader]}", float(story.changes[leader])),
        (event.last, "end; mean outcome", _mean(sample.target[event.rows])),
    )
    note = (
        "Answers are means over the first steps of the event and over as many before; by: what the leading feature did of the change; "
        "wildness: the root mean square of five moves over the usual one."
    )
    return Table(name, f"Timeline. {event.title}", Shape.TIMELINE, ("date", "what", "value"), rows, note=note)


def _mean(values: NDArray[np.float64]) -> float | None:
    return float(values.mean()) if len(values) >= LEAST_CELL else None
