"""The environment: what measured, on what, and how long it took."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.reporting import numbers
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.scope import Fact
from governance.reporting.view.words import upper_first

MATTER = (
    "arch", "catboost", "lightgbm", "mlflow", "numpy", "pandas", "pyarrow", "river", "scikit-learn", "scipy", "shap", "statsmodels",
    "typst", "xgboost", "xgboost-cpu",
)  # fmt: skip

MOST_STAGES = 12


@dataclass(frozen=True)
class Environment:
    """``packages`` are those that bear on the numbers, ``seconds`` the slowest stages; run.json holds all."""

    facts: tuple[Fact, ...]
    packages: tuple[Fact, ...]
    packages_note: str
    seconds: tuple[Fact, ...]
    total: str


def environment(dossier: Dossier) -> Environment:
    """The environment of a report."""
    facts, software = dossier.facts, dossier.record.software
    kept = [Fact(name, facts.packages[name]) for name in MATTER if name in facts.packages]
    return Environment(
        facts=(
            Fact("Software", f"{software.name} {software.version}"),
            Fact("Code, SHA-256", software.code_digest),
            Fact("Lock file, SHA-256", facts.lock_digest or "none", absent=facts.lock_digest is None),
            Fact("Python", facts.python),
            Fact("Platform", facts.platform),
            Fact("Host", facts.host),
            Fact("Started", facts.started),
            Fact("Finished", facts.finished),
        ),
        packages=tuple(kept),
        packages_note=f"{numbers.count(len(facts.packages))} packages were installed; run.json lists them all.",
        seconds=_seconds(dossier, facts.seconds),
        total=_total(facts.seconds),
    )


def _seconds(dossier: Dossier, seconds: Mapping[str, float]) -> tuple[Fact, ...]:
    ordered = sorted(seconds.items(), key=lambda item: (-item[1], item[0]))[:MOST_STAGES]
    return tuple(Fact(upper_first(dossier.check_title(name)), numbers.seconds(value)) for name, value in ordered)


def _total(seconds: Mapping[str, float]) -> str:
    rest = len(seconds) - MOST_STAGES
    more = f" The {numbers.count(rest)} quicker ones stand in run.json." if rest > 0 else ""
    return f"{numbers.seconds(sum(seconds.values()))} in all.{more}"
