"""Which sample a logged metric speaks of, by the prefix of its name."""

from collections.abc import Mapping

from governance.record.declaration import Role
from governance.registry.raw import RawSample

# Spellings of one thing each; ``val_auc`` speaks of a sample that was called ``validation``, and never of one called ``test``.
SPELLINGS = (
    ("train", "training"),
    ("test", "holdout", "oos"),
    ("val", "valid", "validation", "eval", "dev", "tuning"),
)


def role_of(name: str, samples: Mapping[Role, RawSample]) -> Role | None:
    """The role of the sample that was called as the metric's prefix says; None where none was.

    A number of another sample is not held against one at hand: Keras's ``val_loss`` speaks of rows split off the training, a
    search's ``val_`` of a mean over folds, and neither is logged.
    """
    prefix = name.split("_", maxsplit=1)[0].lower()
    spelt = next((words for words in SPELLINGS if prefix in words), ())
    return next((role for role in Role if role in samples and _called(samples[role]) & {*spelt}), None)


def _called(sample: RawSample) -> set[str]:
    return {*(sample.called or (sample.context,))}
