"""Each large event as a story: when it was known, what it did to the answers, and through which features."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.subject.attribution.stories import Stories, stories
from governance.subject.attribution.story_tables import alike, all_events, story_tables
from governance.subject.events import events
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject


@dataclass(frozen=True)
class NarrativeParameters:
    """The most events told as ``stories``, the steps of the ``span`` before and since, the ``background``, and the days ``alike``.

    Five steps are the least: a mean of fewer rows tells about rows.
    """

    stories: int = field(default=3, metadata={"stricter": "larger", "least": 1, "most": 20})
    span: int = field(default=5, metadata={"stricter": "unclear", "least": 5, "most": 250})
    background: int = field(default=200, metadata={"stricter": "larger", "least": 1})
    alike: int = field(default=5, metadata={"stricter": "unclear", "least": 5, "most": 50})


@check(
    title="Stories of events",
    asks="What happened, when was it known, and through which features did it change the answers?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric(
            "identity_residual", "Largest step of an answer not told by its features, over the answers' range", "lower", unit="share",
            sound=0.0,
        ),
        Metric("answer_change", "Change of the mean explained answer when the event began", "neither"),
    ),
    references=(
        "Lundberg & Lee (2017), A unified approach to interpreting model predictions, NeurIPS 30",
        "MacKinlay (1997), Event studies in economics and finance, Journal of Economic Literature 35(1)",
    ),
)  # fmt: skip
def narrative(subject: Subject, parameters: NarrativeParameters) -> Evidence:
    """Tell the largest events: the change of the answer as an exact sum of the changes of its contributions.

    Method: Events are those of ``events.performance``, the wildest of them by five moves. An answer is its base plus the contributions of
    its features, and the base is the same for all rows; so the answer at one row less that at the row before is the sum of the
    changes of the contributions, without remainder. What remains is measured on every pair of neighbouring rows. The story shows
    the same sum for means: the first five steps since the event was known against the five before, of the output that moved the most.
    Days alike are those of training, and of validation until a month before, whose numeric features lie nearest to their mean at
    the beginning of the event, no two within a week; they are named by date, with the mean outcome on all of them together.

    Reads as risk: Who must explain an answer the next morning needs this page. A step that the features do not tell was made by
    something that nobody looks at.

    Limitations: It shows what moved the answer, not why the market moved. Means of five steps hide the single day, by intention: no row is
    shown. Days alike are alike in the model's features only. Of an event whose beginning lies at an end of the sample no story is told.
    """
    found = events(subject)
    if isinstance(found, str):
        return Evidence.not_applicable(found)
    if not found.found:
        return Evidence.not_applicable(f"no event was found in the validation sample ({found.told.partition(';')[0]})")
    told = stories(subject, found, parameters.stories, parameters.span, parameters.background)
    if isinstance(told, Failure):
        return Evidence.inconclusive(told.reason)
    tables = (all_events(found), *story_tables(subject, told), alike(subject, told, parameters.alike))
    return Evidence.measured(tuple(_measurements(told)), tables)


def _measurements(told: Stories) -> list[Measurement]:
    text = told.found.convention
    residual = Measurement(
        "identity_residual", told.residual, told.residual, told.residual, told.pairs, float(told.pairs), Role.VALIDATION, unit="share",
        convention=f"the largest over pairs of neighbouring rows; {text}",
    )  # fmt: skip
    changes = [
        Measurement(
            "answer_change", change, change, change, story.rows, float(story.rows), Role.VALIDATION, segment=story.event.title,
            unit=told.found.contributions.scale, convention=f"exact for these rows; {text}",
        )
        for story in told.told
        for change in (story.during - story.before,)
    ]  # fmt: skip
    return [residual, *changes]
