from collections.abc import Callable

import pytest

from governance.checks.catalogue import checks
from governance.checks.running import run
from governance.record.evidence import Evidence


@pytest.fixture
def measure() -> Callable[..., Evidence]:
    """``measure(id, subject, **parameters)``: the evidence, as the runner gives it."""

    def measured(identifier: str, subject, **parameters) -> Evidence:
        return run(checks()[identifier], subject, parameters)

    return measured


@pytest.fixture
def only() -> Callable[..., object]:
    """``only(evidence, metric, segment)``: the one measurement of that name."""

    def one(evidence: Evidence, metric: str, segment: str | None = None):
        (found,) = [item for item in evidence.measurements if item.metric == metric and item.segment == segment]
        return found

    return one
