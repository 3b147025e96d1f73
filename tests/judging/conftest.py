import dataclasses
import math

import pytest

from governance.judging.deriving import derive
from governance.policy.schema import Burden, Comparison, Criterion, Limit, OpinionRules, Policy, Requirement, WhenInconclusive
from governance.record.audit import CheckDescription
from governance.record.declaration import ALL_TASKS, Metric, Severity, Task, Weight
from governance.record.evidence import Evidence, Measurement
from governance.record.identity import SubjectIdentity

ALLOWED = {
    Comparison.AT_MOST: lambda limit: (-math.inf, limit),
    Comparison.AT_LEAST: lambda limit: (limit, math.inf),
    Comparison.BETWEEN: lambda limit: limit,
}


class Case:
    """Builds policies, evidence and subjects in few words, and derives."""

    @staticmethod
    def criterion(comparison="at_most", *, tasks=ALL_TASKS, recommend="", condition="", **bands):
        kind = Comparison(comparison)
        limits = {
            Severity(name): Limit(ALLOWED[kind](limit), f"firm.yaml:{place}")
            for place, (name, limit) in enumerate(bands.items(), 1)
        }
        return Criterion(kind, limits, "Because.", tasks, recommend, condition)

    @staticmethod
    def requirement(check="a.one", weight="decisive", *, tasks=ALL_TASKS, clauses=(), **criteria):
        return Requirement(check, Weight(weight), tasks, criteria=criteria, clauses=clauses)

    @staticmethod
    def policy(*requirements, burden="model", when="unable-to-conclude", **others):
        sides = burden if isinstance(burden, tuple) else (burden, burden)
        return Policy(
            name="firm",
            title="Firm",
            sources=("firm.yaml",),
            burden=dict(zip((Weight.DECISIVE, Weight.SUPPORTING), map(Burden, sides), strict=True)),
            opinion=OpinionRules((Severity.HIGH,), (Severity.MEDIUM,), WhenInconclusive(when)),
            requirements=requirements,
            **others,
        )

    @staticmethod
    def seen(value, low=None, high=None, metric="gap", **others):
        exact = low is None
        given = {"confidence": None if exact else 0.95, "n": 400, "n_effective": 100.0} | others
        return Measurement(metric, value, value if exact else low, value if exact else high, **given)

    @staticmethod
    def evidence(*measurements, check="a.one", **absent):
        return dataclasses.replace(Evidence.measured(measurements, absent=absent), check=check)

    @staticmethod
    def metric(name="gap", sound=None, tasks=ALL_TASKS):
        return Metric(name, f"The {name}", "lower", tasks, sound=sound)

    @staticmethod
    def described(*metrics, check="a.one"):
        return CheckDescription(check, f"Check {check}", "?", "", "", "", (), metrics)

    @staticmethod
    def subject(task=Task.REGRESSION):
        return SubjectIdentity("m", "1", "models:/m/1", "d", task, 1, "sklearn", ("x",), ())

    def derive(self, policy, *evidence, described=(), task=Task.REGRESSION):
        described = described or (self.described(self.metric()),)
        return derive(policy, evidence, {item.id: item for item in described}, self.subject(task))


@pytest.fixture(scope="session")
def case():
    return Case()
