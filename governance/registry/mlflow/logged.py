"""The metrics that the developer logged, each with the sample it was logged for, where that is known."""

import math
from collections.abc import Mapping
from typing import Any

from governance.record.declaration import Role
from governance.registry.mlflow.client import asking
from governance.registry.prefixes import role_of
from governance.registry.raw import RawSample
from governance.subject.subject import LoggedMetric

ENDLESS = 1.7e308


def read_logged(
    client: Any, run_id: str | None, model_id: str | None, samples: Mapping[Role, RawSample]
) -> tuple[LoggedMetric, ...]:
    """Metrics of the run and of the logged model, by name; the role comes from the dataset's digest or from the name's prefix.

    Where run and model give one name and role different values, both are kept: one of the two was reported wrongly.
    """
    found: dict[tuple[str, Role | None, str], LoggedMetric] = {}
    if run_id is not None:
        with asking(f"run {run_id}"):
            metrics = client.get_run(run_id).data.metrics
        for name, value in sorted(metrics.items()):
            role, number = role_of(name, samples), logged_value(value)
            found[name, role, repr(number)] = LoggedMetric(name, number, role)
    for item in sorted(_of_model(client, model_id), key=lambda item: (item.key, item.dataset_digest or "", item.value)):
        role, number = _by_digest(item.dataset_digest, samples) or role_of(item.key, samples), logged_value(item.value)
        found.setdefault((item.key, role, repr(number)), LoggedMetric(item.key, number, role, item.dataset_digest))
    return tuple(found.values())


def logged_value(value: float) -> float:
    """The number that was logged: MLflow's databases hold an infinite one as the largest finite number of their kind."""
    return math.copysign(math.inf, value) if abs(value) >= ENDLESS else float(value)


def _of_model(client: Any, model_id: str | None) -> list[Any]:
    if model_id is None:
        return []
    with asking(f"logged model {model_id}"):
        return list(client.get_logged_model(model_id).metrics or [])


def _by_digest(digest: str | None, samples: Mapping[Role, RawSample]) -> Role | None:
    return next((role for role, sample in samples.items() if digest is not None and sample.recorded_digest == digest), None)
