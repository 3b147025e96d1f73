"""One feed after another, standing still or lost."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import FORECASTS, NUMERIC, Metric, Reads, Role, Task
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.attribution.rows import how_drawn
from governance.subject.bounds import describe_range, furthest
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.feed_losses import feed_losses, skill_left, worst_of
from governance.subject.feeds import LOST, STALE, Outages, outages
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention, describe_loss
from governance.subject.robustness_tables import feeds_table
from governance.subject.spoilt import INTACT
from governance.subject.subject import Subject


@dataclass(frozen=True)
class FeedParameters(BootstrapParameters):
    """What all bootstrapping checks have; the most ``rows`` asked, the ``bars`` a feed stands still, the most ``features`` that fail."""

    rows: int = field(default=500, metadata={"stricter": "larger", "least": 30})
    bars: int = field(default=5, metadata={"stricter": "unclear", "least": 1})
    features: int = field(default=50, metadata={"stricter": "larger", "least": 1})


@check(
    title="Missing feed",
    asks="What do the answers cost when one feed stands still or is lost?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    metrics=(
        Metric(
            "loss_when_stale", "Loss with the worst feed standing still, over the training mean's", "lower", FORECASTS, sound=1.0
        ),
        Metric("loss_when_lost", "Loss with the worst feed lost, over the training mean's", "lower", FORECASTS, sound=1.0),
        Metric("answers_beyond", "Furthest answer out of range with a feed missing", "lower", NUMERIC, "ranges", sound=0.0),
        Metric("skill_left", "Skill over the training mean with each feed missing", "higher", FORECASTS, "share"),
    ),
    references=(
        "Breck, Cai, Nielsen, Salib & Sculley (2017), The ML test score, IEEE Big Data",
        "Fisher, Rudin & Dominici (2019), All models are wrong, but many are useful, JMLR 20(177)",
    ),
)
def missing_feed(subject: Subject, parameters: FeedParameters) -> Evidence:
    """Let one feature at a time stand still or go missing, and weigh the answers.

    Method: On drawn validation rows each feature in turn is held at its last value before each spell of so many rows of its series, and
    then taken away; where rows have no order, or series are not told apart, it is held at another row's value. A model that refuses a
    missing value has protected itself: its answers with the training median in the place of the value are shown, and not judged. The
    yardstick is the training mean, the forecast that needs no feed: losing a feed may cost all skill, but should not make the answers
    much worse than having none. The ratio of losses has a bootstrap interval at a level that holds for all feeds together (Bonferroni);
    the worst stands for the model, which with all its feeds is one of the candidates.

    Reads as risk: A stale or empty feed raises no alarm by itself. Where a model then answers far outside of what it was built on, or loses
    many times what a constant would, the loss is made before anybody has noticed.

    Limitations: One feed at a time; feeds that fail together are not seen. A feature computed from several feeds fails here as one. Of
    more features than the parameter says only those that move the answers most are looked at.
    """
    found = outages(subject, rows=parameters.rows, bars=parameters.bars, features=parameters.features)
    if isinstance(found, Failure):
        return Evidence.inconclusive(f"rows with a stale value cannot be scored: {found.reason}")
    if len(found.positions) < parameters.smallest_n:
        return Evidence.inconclusive(
            f"{len(found.positions)} rows could be asked; fewer than {parameters.smallest_n} are not measured"
        )
    text = "; ".join(part for part in (how_drawn(subject, len(found.positions)), found.borrowed) if part)
    reached = (_furthest(subject, found, text),) if subject.task in NUMERIC else ()
    if subject.task is Task.STRATEGY:
        return Evidence.measured(reached)
    losses = feed_losses(subject, found, parameters)
    judged = (
        _worst(subject, "loss_when_stale", losses.stale, text),
        _worst(subject, "loss_when_lost", losses.lost, f"{text}{found.refused}"),
    )
    each = (measured("skill_left", skill_left(item), _told(subject, text), segment=name) for name, item in losses.every.items())
    return Evidence.measured((*judged, *reached, *each), (feeds_table(losses.every),))


def _worst(subject: Subject, metric: str, ratios: dict[str, Estimate], text: str) -> Measurement:
    name, worst = worst_of(ratios)
    return measured(metric, worst, _told(subject, f"{text}; of {name}"))


def _told(subject: Subject, text: str) -> str:
    return convention(subject, describe_loss(subject), text, "Bonferroni over the feeds")


def _furthest(subject: Subject, found: Outages, text: str) -> Measurement:
    answered = found.scores(STALE, LOST)
    name, far = furthest(subject, answered) if answered else (INTACT, 0.0)
    told = f"the largest over feeds and rows, exact, in widths of {describe_range(subject)}; {text}{found.refused}; of {name}"
    return Measurement.exact("answers_beyond", far, len(found.positions), Role.VALIDATION, convention=told)
