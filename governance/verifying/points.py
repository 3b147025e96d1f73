"""What was established: one point for each question, all of them answered, whichever fail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from governance.errors import GovernanceError, VerificationError
from governance.signing.certificates import printable


@dataclass(frozen=True)
class Point:
    """One thing that a stranger can establish. ``sentence`` says in plain words what was found."""

    name: str
    holds: bool
    sentence: str


@dataclass(frozen=True)
class Verification:
    """The points, and what the report says of itself where it could be read (``valid`` tells whether to believe it)."""

    points: tuple[Point, ...]
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether every point holds; a report of which nothing was asked is not valid."""
        return bool(self.points) and all(point.holds for point in self.points)


def establish(name: str, claim: Callable[[], str]) -> Point:
    """The point that holds if ``claim`` answers with its sentence, and does not if it raises `GovernanceError`."""
    try:
        return Point(name, holds=True, sentence=printable(claim()))
    except GovernanceError as error:
        return Point(name, holds=False, sentence=printable(f"{error.where}: {error.problem}"))


def require(holds: bool, problem: str, where: str) -> None:
    """Raise `VerificationError` unless ``holds``."""
    if not holds:
        raise refused(problem, where)


def refused(problem: str, where: str) -> VerificationError:
    """Why a point does not hold, and in which file."""
    return VerificationError(problem, where, "ask the signer for the report as it was sealed")
