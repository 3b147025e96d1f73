"""The metrics that the developer logged, each with the sample it was logged for, where that is known."""

from collections.abc import Mapping
from typing import Any

from governance.record.declaration import Role
from governance.registry.mlflow.client import asking
from governance.registry.prefixes import role_of
from governance.registry.raw import RawSample
from governance.subject.subject import LoggedMetric


def read_logged(
    client: Any, run_id: str | None, model_id: str | None, samples: Mapping[Role, RawSample]
) -> tuple[LoggedMetric, ...]:
    """Metrics of the run and of the logged model, by name; the role comes from the dataset's digest or from the name's prefix."""
    found: dict[tuple[str, Role | None], LoggedMetric] = {}
    if run_id is not None:
        with asking(f"run {run_id}"):
            metrics = client.get_run(run_id).data.metrics
        for name, value in sorted(metrics.items()):
            found[name, role_of(name, samples)] = LoggedMetric(name, float(value), role_of(name, samples))
    for item in _of_model(client, model_id):
        role = _by_digest(item.dataset_digest, samples) or role_of(item.key, samples)
        found.setdefault((item.key, role), LoggedMetric(item.key, float(item.value), role, item.dataset_digest))
    return tuple(found.values())


def _of_model(client: Any, model_id: str | None) -> list[Any]:
    if model_id is None:
        return []
    with asking(f"logged model {model_id}"):
        return list(client.get_logged_model(model_id).metrics or [])


def _by_digest(digest: str | None, samples: Mapping[Role, RawSample]) -> Role | None:
    return next((role for role, sample in samples.items() if digest is not None and sample.recorded_digest == digest), None)
