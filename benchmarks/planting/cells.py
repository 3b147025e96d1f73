"""What is planted: a fault or a sound subject, the sizes it comes in, and the power of a test that knows the truth."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np

from governance.registry.raw import RawSubject

SIZES = (300, 3_000, 30_000)
TIERS = (1, 2, 3)


@dataclass(frozen=True)
class Oracle:
    """``power``: probability that ``test``, which knows the truth about the subject, shows it at this size (one-sided, 2.5 %)."""

    power: float
    test: str

    @property
    def powered(self) -> bool:
        """Whether the cell counts towards the quota."""
        return self.power >= 0.8


@dataclass(frozen=True)
class Made:
    """A subject as a registry would have found it, and its oracle."""

    raw: RawSubject
    oracle: Oracle


@dataclass(frozen=True)
class Cell:
    """One subject to be made: ``rows`` in training and as many in validation."""

    subject: str
    rows: int
    seed: int
    tier: int

    def generator(self) -> np.random.Generator:
        """The same draws for the same name, size and seed; the tier does not count, so that tiers judge the same subject."""
        return np.random.default_rng([crc32(self.subject.encode()), self.rows, self.seed])


@dataclass(frozen=True)
class Planted:
    """A kind of subject. ``reasons`` (``check`` or ``check:metric``) are what finds the fault; a sound subject has none."""

    name: str
    says: str
    make: Callable[[Cell], Made]
    reasons: tuple[str, ...] = ()
    sizes: tuple[int, ...] = SIZES
    tiers: tuple[int, ...] = (2,)

    @property
    def sound(self) -> bool:
        """Whether nothing was planted."""
        return not self.reasons

    def cells(self, seeds: Iterable[int], *, quick: bool = False) -> Iterator[Cell]:
        """Every size, seed and tier; ``quick``: one of middling size a tier."""
        sizes = (self.sizes[len(self.sizes) // 2],) if quick else self.sizes
        yield from (Cell(self.name, rows, seed, tier) for rows in sizes for seed in seeds for tier in self.tiers)


@dataclass
class Nursery:
    """Planted subjects by name; the decorators name a subject by its function."""

    kinds: dict[str, Planted] = field(default_factory=dict)

    def fault(self, *reasons: str, sizes: tuple[int, ...] = SIZES, tier: int = 2) -> Callable[..., Callable[[Cell], Made]]:
        """The function makes a subject with a fault that these reasons find; its docstring says the fault."""
        return self._keep(reasons, sizes, (tier,))

    def sound(self, *, sizes: tuple[int, ...] = SIZES) -> Callable[..., Callable[[Cell], Made]]:
        """The function makes a sound subject, judged at every tier."""
        return self._keep((), sizes, TIERS)

    def _keep(
        self, reasons: tuple[str, ...], sizes: tuple[int, ...], tiers: tuple[int, ...]
    ) -> Callable[..., Callable[[Cell], Made]]:
        def keep(make: Callable[[Cell], Made]) -> Callable[[Cell], Made]:
            name = make.__name__.replace("_", "-")
            if name in self.kinds:
                raise ValueError(f"two planted subjects are called {name}")
            self.kinds[name] = Planted(name, (make.__doc__ or "").strip(), make, reasons, sizes, tiers)
            return make

        return keep


NURSERY = Nursery()
