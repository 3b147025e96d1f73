import math

import pytest

from governance.judging.deriving import derive
from governance.policy.schema import Burden, Comparison, Criterion, Limit, OpinionRules, Policy, Requirement, WhenInconclusive
from governance.policy.strictness import rank
from governance.record.audit import CheckDescription
from governance.record.conclusion import Opinion
from governance.record.declaration import Metric, Severity, Task, Weight
from governance.record.evidence import Evidence, Measurement
from governance.record.identity import SubjectIdentity

RULES = {
    "tier 1": (Burden.MODEL, Burden.MODEL, WhenInconclusive.UNABLE_TO_CONCLUDE),
    "tier 2": (Burden.MODEL, Burden.EVIDENCE, WhenInconclusive.UNABLE_TO_CONCLUDE),
    "tier 3": (Burden.EVIDENCE, Burden.EVIDENCE, WhenInconclusive.CONDITION),
}
SUBJECT = SubjectIdentity("m", "1", "models:/m/1", "d", Task.REGRESSION, 1, "sklearn", ("x",), ())
METRIC = Metric("gap", "Gap", "lower", sound=0.0)


class Law:
    """Derives from (bands, weight, value, below, above): a lower-is-better metric, its limits and its interval's two halves."""

    @staticmethod
    def derived(rules, *judged, mirrored=False):
        decisive, supporting, when = RULES[rules]
        sign = -1.0 if mirrored else 1.0
        requirements, evidence, described = [], [], {}
        for place, (bands, weight, value, below, above) in enumerate(judged):
            check = f"a.c{place:02d}"
            limits = {
                severity: Limit(tuple(sorted((sign * limit, -sign * math.inf))), "f:1") for severity, limit in bands.items()
            }
            kind = Comparison.AT_LEAST if mirrored else Comparison.AT_MOST
            requirements.append(Requirement(check, weight, tuple(Task), criteria={"gap": Criterion(kind, limits, "Because.")}))
            ends = sorted((sign * (value - below), sign * (value + above)))
            exact = below == above == 0
            seen = Measurement("gap", sign * value, *ends, n=100, n_effective=100.0, confidence=None if exact else 0.95)
            found = Evidence.measured((seen,)) if value is not None else Evidence.inconclusive("absent")
            evidence.append(Evidence(found.status, check=check, measurements=found.measurements))
            described[check] = CheckDescription(check, check, "?", "", "", "", (), (METRIC,))
        policy = Policy(
            name="firm",
            title="Firm",
            sources=("f",),
            burden={Weight.DECISIVE: decisive, Weight.SUPPORTING: supporting},
            opinion=OpinionRules((Severity.HIGH,), (Severity.MEDIUM,), when),
            requirements=tuple(requirements),
        )
        return derive(policy, tuple(evidence), described, SUBJECT)

    @staticmethod
    def better(after, before):
        """Whether an opinion improved. To have none is no grade between the others, yet none may become fit."""
        if before is Opinion.UNABLE_TO_CONCLUDE or after is Opinion.UNABLE_TO_CONCLUDE:
            return (before, after) == (Opinion.UNABLE_TO_CONCLUDE, Opinion.FIT)
        return rank(after) < rank(before)

    @staticmethod
    def answered(derived):
        return any(item.observed is not None and item.outcome != "inconclusive" for item in derived.judgements)


@pytest.fixture(scope="session")
def law():
    return Law()
