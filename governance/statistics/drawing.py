"""Draws for the bootstrap: how often each row is drawn."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.uint16]
AT_ONCE = 50_000  # draws that fit into a processor's cache
_last: dict[tuple[int, int, str], tuple[Counts, dict[str, object]]] = {}


def drawn_often(n: int, resamples: int, generator: np.random.Generator) -> Counts:
    """(resamples, n) how often each of ``n`` rows, fewer than 65,536, is drawn in each resample of n.

    The last counts are held: a check starts each of its bootstraps from the same seed, so that most draws are those that were drawn before.
    The generator is left as if it had drawn them.
    """
    asked = n, resamples, repr(generator.bit_generator.state)
    if asked not in _last:
        _last.clear()
        step = max(1, AT_ONCE // n)
        parts = [_counted(n, min(step, resamples - done), generator) for done in range(0, resamples, step)]
        _last[asked] = np.concatenate(parts), dict(generator.bit_generator.state)
    counts, generator.bit_generator.state = _last[asked]
    return counts


def _counted(n: int, resamples: int, generator: np.random.Generator) -> Counts:
    drawn = generator.integers(0, n, (resamples, n)) + n * np.arange(resamples)[:, None]
    return np.bincount(drawn.ravel(), minlength=resamples * n).reshape(resamples, n).astype(np.uint16)
