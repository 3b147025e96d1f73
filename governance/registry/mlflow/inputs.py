"""The datasets that a run logged: the context each was logged in, and the role that follows from it."""

from collections.abc import Iterable
from typing import Any

from governance.errors import SampleError
from governance.record.declaration import Role

CONTEXT = "mlflow.data.context"
TRAINING = ("training", "train")
HOLDOUT = ("test", "holdout", "oos")
EVALUATION = ("validation", "valid", "val", "eval", "dev")
PRODUCTION = ("production", "monitoring")
# The source of a dataset of which MLflow knows the code that made it, and not where its rows are.
NOWHERE = "code"
Entry = tuple[str, Any]


def logged_datasets(run: Any) -> list[Entry]:
    """Pairs of context, in lower case and empty where none was given, and MLflow's dataset entity."""
    return [
        (next((tag.value for tag in entry.tags if tag.key == CONTEXT), "").strip().lower(), entry.dataset)
        for entry in run.inputs.dataset_inputs
    ]


def by_role(inputs: Iterable[Entry]) -> dict[Role, list[Entry]]:
    """The datasets that may fill each role, each content once, by context and name.

    A test or holdout sample is the validation; what is called validation then served for tuning.
    """
    inputs = list(inputs)
    held_out = any(context in HOLDOUT for context, _ in inputs)
    wanted = {
        TRAINING: Role.TRAINING,
        HOLDOUT: Role.VALIDATION,
        EVALUATION: Role.TUNING if held_out else Role.VALIDATION,
        PRODUCTION: Role.PRODUCTION,
    }
    found: dict[Role, list[Entry]] = {}
    for contexts, role in wanted.items():
        ours = sorted((entry for entry in inputs if entry[0] in contexts), key=lambda entry: _place(entry, contexts))
        once: dict[str, Entry] = {}
        for entry in ours:
            once.setdefault(entry[1].digest, entry)
        if once:
            found[role] = [*once.values()]
    return found


def chosen(entries: list[Entry], role: Role, where: str) -> tuple[Entry, tuple[str, ...]]:
    """The dataset that fills the role, and a note on those that were left out.

    Datasets whose rows can be had come before those of which only a digest was logged, as automatic logging does. Raises
    `SampleError` where more than one is left: whoever may pick the sample that a model is examined on picks the easiest, and an
    order of names is as good as a pick to who gives the names; so a person names it, and the report says who was left out. What
    served for tuning is no exam: there the first, by context and name, is taken.
    """
    readable = [entry for entry in entries if entry[1].source_type != NOWHERE] or entries[:1]
    if len(readable) > 1 and role is not Role.TUNING:
        raise SampleError(
            f"the run logged {len(readable)} datasets that could be the {role.value} sample: {listed(readable)}",
            where,
            f"name the file of one of them with --{role.value}; the report lists the others",
        )
    left = [entry for entry in entries if entry is not readable[0]]
    note = (
        f"The run logged more than one dataset for the {role.value} sample; {listed(readable[:1])} was taken, not {listed(left)}."
    )
    return readable[0], (note,) if left else ()


def listed(entries: Iterable[Entry]) -> str:
    """Datasets by context and name, for sentences."""
    return ", ".join(f"{context} {dataset.name!r}" for context, dataset in entries)


def _place(entry: Entry, contexts: tuple[str, ...]) -> tuple[bool, int, str, str]:
    context, dataset = entry
    return dataset.source_type == NOWHERE, contexts.index(context), dataset.name, dataset.digest
