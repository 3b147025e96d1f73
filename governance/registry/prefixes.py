"""Which sample a logged metric speaks of, by the prefix of its name."""

from collections.abc import Mapping

from governance.record.declaration import Role
from governance.registry.raw import RawSample

PREFIXES = {
    Role.TRAINING: ("train", "training"),
    Role.VALIDATION: ("test", "holdout", "oos"),
    Role.TUNING: ("val", "valid", "validation", "eval", "dev", "tuning"),
}


def role_of(name: str, samples: Mapping[Role, RawSample]) -> Role | None:
    """The role that a metric's prefix speaks of; without a tuning sample, ``val_`` speaks of the validation sample."""
    prefix = name.split("_", maxsplit=1)[0].lower()
    role = next((role for role, prefixes in PREFIXES.items() if prefix in prefixes), None)
    return Role.VALIDATION if role is Role.TUNING and Role.TUNING not in samples else role
