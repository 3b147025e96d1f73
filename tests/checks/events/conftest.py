"""Daily returns in which wild weeks are planted, and a model that answers two signals."""

import numpy as np
import pandas as pd
import pytest

from governance.record.declaration import Role

ROWS = {Role.TRAINING: 900, Role.VALIDATION: 700}
WEIGHTS = (1.0, -0.5, 0.0)
# Validation rows in which everything is five times as large, and the rows before them are calm.
WILD = ((200, 225), (450, 475))


@pytest.fixture
def eventful(make_subject, additive):
    """``eventful(wild=True, flips=(), ...)``: returns driven by three features.

    ``flips`` names rows of validation on which the relation is turned round; ``weights`` are those of the model; ``change(frame)``
    alters the validation features before the model sees them.
    """

    def made(
        task="regression", *, wild=True, flips=None, weights=WEIGHTS, seed=5, model=None, change=None, calendar=(), **options
    ):
        import dataclasses

        generator = np.random.default_rng(seed)
        samples, columns = [], {}
        for role, rows in ROWS.items():
            scale = np.ones(rows)
            if wild and role is Role.VALIDATION:
                for first, last in WILD:
                    scale[first:last] = 5.0
            # A probability does not grow bolder with the size of everything, so that a classifier's features stay as they are.
            grown = np.ones(rows) if task == "binary" else scale
            X = generator.normal(size=(rows, 3)) * grown[:, None]
            signal = X @ np.array(WEIGHTS) * scale / grown
            if flips is not None and role is Role.VALIDATION:
                signal = np.where(np.isin(np.arange(rows), flips), -signal, signal)
            y = signal + scale * generator.normal(size=rows)
            frame = pd.DataFrame(X, columns=["momentum", "carry", "flow"])
            if change is not None and role is Role.VALIDATION:
                frame = change(frame)
            samples.append((frame, y))
            columns[role] = {"returns": pd.Series(y)}
        target = [(frame, (y > 0).astype(float)) if task == "binary" else (frame, y) for frame, y in samples]
        columns = options.pop("columns", columns)
        # The logistic curve is nearest to the normal one at this slope.
        bold = {"weights": 1.7 * np.array(weights), "link": "logit", "classes": (0, 1)}
        given = model or additive(**(bold if task == "binary" else {"weights": weights}))
        subject = make_subject(task, *target, given, columns=columns, periods_per_year=252, **options)
        return dataclasses.replace(subject, calendar=tuple(calendar))

    return made


@pytest.fixture
def rows_of_events():
    """Validation rows on which the planted weeks were known."""
    return [row for first, last in WILD for row in range(first + 2, last + 8)]
