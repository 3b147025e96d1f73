"""The packages that a model was logged with against those that are installed where it runs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

# A name, its extras, and the versions that are asked for.
LINE = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;#@]*?)\s*(?:[;#@].*)?")


@dataclass(frozen=True)
class Installed:
    """One requirement: what was ``asked`` for (such as ``==1.9.1``, or nothing) and the version that is here, or None."""

    name: str
    asked: str
    version: str | None

    @property
    def differs(self) -> bool:
        """Whether a version is here that was not asked for."""
        from packaging.specifiers import SpecifierSet

        return (
            self.version is not None
            and bool(self.asked)
            and not SpecifierSet(self.asked).contains(self.version, prereleases=True)
        )


def held_against(requirements: Iterable[str]) -> tuple[Installed, ...]:
    """Every requirement that has a name and readable versions, in order of name; options, addresses and other lines are left out."""
    read = [found for line in requirements if (found := LINE.fullmatch(line)) and _readable(found[2])]
    asked = {_normal(found[1]): found[2].replace(" ", "") for found in read}
    return tuple(Installed(name, asked[name], _version(name)) for name in sorted(asked))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _readable(asked: str) -> bool:
    return all(re.fullmatch(r"\s*(===|[=~!<>]=|[<>])\s*[\w.*+!-]+\s*", part) for part in asked.split(",") if part.strip())


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
