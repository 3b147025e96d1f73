"""Which policy a subject is audited under.

Where none is named, the built-in policy of its tier is. A named policy may be written for the subject's tier or for a graver one
(tier 1 is the gravest): more than the tier asks for is always welcome. One written only for lesser tiers is refused, for nobody
picks the exam to suit the candidate. Who means to use it all the same extends it in a file of their own, states the tier under
``applies_to`` and gives the reason under ``loosened``; the report prints it. A policy that states no tier serves all.
"""

from collections.abc import Sequence
from pathlib import Path

from governance.errors import PolicyError
from governance.policy.composing import compose
from governance.policy.schema import Policy
from governance.record.declaration import Catalogue, Task


def for_subject(named: Sequence[str | Path], tier: int, task: Task, catalogue: Catalogue) -> Policy:
    """The effective policy for a subject of this tier and task. Raises `PolicyError` where the named ones do not serve it."""
    policy = compose(named or (built_in_for(tier),), catalogue)
    refuse_unsuited(policy, tier, task)
    return policy


def built_in_for(tier: int) -> str:
    """The name of the policy that comes with the product for a tier."""
    return f"tier-{tier}"


def refuse_unsuited(policy: Policy, tier: int, task: Task) -> None:
    """Raises `PolicyError` where a policy is written for lesser tiers or other tasks, or asks nothing of this task."""
    if policy.tiers is not None and min(policy.tiers) > tier:
        raise PolicyError(
            f"the policy {policy.name} is written for tier {policy.tiers[0]} and the subject is of tier {tier}",
            "applies_to",
            f"use {built_in_for(tier)}, or state the tier in a policy that extends this one, with a reason under `loosened`",
        )
    if policy.tasks is not None and task not in policy.tasks:
        raise PolicyError(
            f"the policy {policy.name} is not written for the task {task.value}",
            "applies_to",
            f"it serves: {', '.join(item.value for item in policy.tasks)}",
        )
    if not any(task in criterion.tasks for item in policy.concerning(task) for criterion in item.criteria.values()):
        raise PolicyError(
            f"the policy {policy.name} judges nothing of a subject with the task {task.value}",
            "requirements",
            f"add a criterion that concerns it, or use {built_in_for(tier)}",
        )
