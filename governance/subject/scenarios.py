"""Hypothetical scenarios: several features shocked at once, as declared or as they move together."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.subject.copies import Scale, movable, scored_together, training_scales, typed
from governance.subject.model.interface import Failure
from governance.subject.subject import Subject

Array = NDArray[np.float64]
Shocks = Mapping[str, float]
SHOCK = re.compile(r"\s*(.+?)\s*=\s*([+-]?\d+(?:\.\d+)?)\s*")
# One outlying row must not decide in which direction the features move together.
CLIPPED = 5.0


def declared_scenarios(subject: Subject, text: str) -> dict[str, Shocks] | Failure:
    """``name: feature=+5, other=-2; name: ...`` read as shocks in robust deviations; a `Failure` names what cannot be read."""
    known = _movable(subject)
    found: dict[str, Shocks] = {}
    for part in filter(str.strip, text.split(";")):
        name, _, shocks = part.rpartition(":")
        read = [SHOCK.fullmatch(shock) for shock in shocks.split(",")]
        wrong = [
            shock.strip() for shock, match in zip(shocks.split(","), read, strict=True) if match is None or match[1] not in known
        ]
        if wrong or not name.strip():
            return Failure(f"the scenario {part.strip()!r} cannot be read: {', '.join(wrong) or 'it has no name'}")
        found[name.strip()] = {match[1]: float(match[2]) for match in read if match is not None}
    return found


def common_movement(subject: Subject, deviations: float) -> dict[str, Shocks]:
    """All numeric features at once along the first principal direction of training, up and down; empty where there is none.

    The feature that moves most moves by ``deviations`` robust deviations, the others with it in proportion, and upwards in the
    scenario *up*.
    """
    known = _movable(subject)
    training = subject.samples[Role.TRAINING].features
    scales = training_scales(subject)
    scaled = {name: _scaled(training[column], scales[column]) for name, column in known.items() if scales[column].spread > 0}
    if not scaled:
        return {}
    _, directions = np.linalg.eigh(np.atleast_2d(np.cov(np.column_stack(list(scaled.values())), rowvar=False)))
    first = directions[:, -1]
    first = deviations * first / first[np.argmax(np.abs(first))]
    return {
        f"common movement, {word}": {name: sign * float(shock) for name, shock in zip(scaled, first, strict=True)}
        for word, sign in (("up", 1), ("down", -1))
    }


def shocked(subject: Subject, positions: NDArray[np.int_], scenarios: Mapping[str, Shocks]) -> dict[str, Array] | Failure:
    """(m, k) scores of the validation rows ``positions`` under each scenario: each named feature moved from where it is."""
    sample, scales = subject.samples[Role.VALIDATION], training_scales(subject)
    known, copies = _movable(subject), []
    for shocks in scenarios.values():
        copy = sample.features.iloc[positions].reset_index(drop=True)
        for name, size in shocks.items():
            column = copy[known[name]]
            moved = column.to_numpy(dtype=float, na_value=np.nan) + size * scales[known[name]].spread
            copy[known[name]] = typed(moved, column)
        copies.append(copy)
    scores = scored_together(subject, copies)
    return scores if isinstance(scores, Failure) else dict(zip(scenarios, scores, strict=True))


def moved(subject: Subject, positions: NDArray[np.int_], answers: Mapping[str, Array]) -> dict[str, Array]:
    """(m,) the moves of the ``answers`` (m, k) at the validation rows ``positions`` (m,), in standard deviations of all of them."""
    start = subject.prediction(Role.VALIDATION)
    spread = float(start.std()) or 1.0
    return {name: (scores[:, -1] - start[positions]) / spread for name, scores in answers.items()}


def _movable(subject: Subject) -> dict[str, Any]:
    features = subject.samples[Role.TRAINING].features
    return {str(name): name for name in features.columns if movable(features[name])}


def _scaled(column: "pd.Series[Any]", usual: Scale) -> Array:
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(np.nan_to_num(np.clip((values - usual.median) / usual.spread, -CLIPPED, CLIPPED)))
