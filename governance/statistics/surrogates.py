"""What positions would have earned by luck: shifted in time, shuffled in spells, or held against returns that know nothing of them."""

import numpy as np
from numpy.typing import NDArray

from governance.statistics.inputs import matrix, vector

Array = NDArray[np.float64]


def shifted_means(positions: Array, returns: Array) -> Array:
    """(t,) mean over steps of positions times returns, (t, k) each and added up over the k series, for every circular shift.

    Entry s holds the positions ``s`` steps late, all series together; entry 0 is the real one. By the convolution theorem, in O(t log t).
    """
    held, met = matrix(positions, "positions"), matrix(returns, "returns")
    size = len(held)
    total = np.zeros(size // 2 + 1, dtype=complex)
    for own, other in zip(held.T, met.T, strict=True):
        total += np.conj(np.fft.rfft(own)) * np.fft.rfft(other)
    return np.asarray(np.fft.irfft(total, size) / size)


def spells(positions: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each run of one sign of ``positions`` (t,) starts, and how long it is."""
    sign = np.sign(vector(positions, "positions"))
    starts = np.flatnonzero(np.concatenate([[True], sign[1:] != sign[:-1]]))
    return starts, np.diff(np.append(starts, len(sign)))


def shuffled_spells(positions: Array, generator: np.random.Generator) -> Array:
    """(t,) the same runs of one sign, each whole, in a random order: the same holding times, entered at random."""
    starts, lengths = spells(positions)
    order = generator.permutation(len(starts))
    long = lengths[order]
    ends = np.cumsum(long)
    return np.asarray(positions[np.repeat(starts[order] - (ends - long), long) + np.arange(len(positions))])


def displaced_blocks(n: int, block: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Places of the first rows of ``n`` that make whole blocks of ``block``, the blocks in a random order in which none stands as it stood.

    Outcomes in this order keep their dependence within a block and lose every relation to their rows (Ojala & Garriga 2010, for rows
    in blocks). The order is one random cycle through all blocks (Sattolo 1986). Raises ``ValueError`` for fewer than two blocks.
    """
    count = n // max(block, 1)
    if count < 2:
        raise ValueError(f"{n} rows do not make two blocks of {block}")
    cycle = generator.permutation(count)
    order = np.empty(count, dtype=np.int64)
    order[cycle] = np.roll(cycle, -1)
    return np.asarray((order[:, None] * block + np.arange(block)).ravel())


def phase_randomised(returns: Array, generator: np.random.Generator) -> Array:
    """(t, k) series with the means, autocorrelations and cross-correlations of ``returns`` (t, k), and nothing else of them.

    Each frequency is given one random phase in all series (Theiler et al. 1992; Prichard & Theiler 1994).
    """
    given = matrix(returns, "returns", 2)
    spectrum = np.fft.rfft(given, axis=0)
    turn = np.exp(2j * np.pi * generator.random(len(spectrum)))
    turn[0] = 1.0
    if len(given) % 2 == 0:
        turn[-1] = generator.choice([-1.0, 1.0])
    return np.asarray(np.fft.irfft(spectrum * turn[:, None], len(given), axis=0))


def exceedance(draws: Array, value: float) -> float:
    """(1 + number of ``draws`` that reach ``value``) / (1 + draws): exact under the null (Phipson & Smyth 2010)."""
    drawn = vector(draws, "draws")
    tolerance = 1e-9 * float(max(np.abs(drawn).max(), abs(value)))
    return float((1 + (drawn >= value - tolerance).sum()) / (1 + len(drawn)))
