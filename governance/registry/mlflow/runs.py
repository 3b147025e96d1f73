"""Searches runs through all their pages."""

from collections.abc import Iterator, Sequence
from typing import Any

# The most that the server gives in one answer; fewer would only mean more answers.
PAGE = 1000


def every_experiment(client: Any) -> list[str]:
    """The ids of all experiments that the caller may see, deleted ones included."""
    from mlflow.entities import ViewType

    found, token = [], None
    while True:
        page = client.search_experiments(view_type=ViewType.ALL, max_results=PAGE, page_token=token)
        found += [item.experiment_id for item in page]
        token = page.token
        if not token:
            return found


def search(client: Any, experiments: Sequence[str], condition: str, *, deleted: bool) -> Iterator[Any]:
    """Every run of the experiments that meets the condition; ``deleted`` says whether deleted ones count."""
    from mlflow.entities import ViewType

    view, token = ViewType.ALL if deleted else ViewType.ACTIVE_ONLY, None
    while True:
        page = client.search_runs(list(experiments), condition, run_view_type=view, max_results=PAGE, page_token=token)
        yield from page
        token = page.token
        if not token:
            return
