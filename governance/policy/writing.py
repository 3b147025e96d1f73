"""The effective policy as YAML: for people to read, and for `compose` to read again as a policy of its own."""

from collections.abc import Mapping
from typing import Any

import yaml

from governance.policy.schema import Comparison, Policy
from governance.reading.canonical import canonical, parse
from governance.record.declaration import ALL_TASKS, Severity

HEADING = "The effective policy as applied: every file composed, nothing inherited."
KEPT = ("because", "headline", "recommend", "condition")


def to_yaml(policy: Mapping[str, Any]) -> str:
    """YAML of a policy in its plain form (`Policy.plain`, or the record's). Equal policies give equal text.

    The comment at the top says what the policy's own keys cannot: the digest, the files, and which line set each limit.
    Raises `PolicyError` where the form does not hold.
    """
    plain: Any = parse(canonical(Policy.read(policy).plain()), "policy")
    body = yaml.safe_dump(_document(plain), sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)
    return "".join(f"# {line}\n" for line in _comment(plain)) + body


def _comment(plain: Mapping[str, Any]) -> list[str]:
    limits = [
        f"{check} {metric} {severity}: {place}"
        for check, requirement in plain["requirements"].items()
        for metric, criterion in requirement["criteria"].items()
        for severity, place in criterion["set_by"].items()
    ]
    lines = [HEADING, f"digest: {plain['digest']}", f"composed of: {', '.join(plain['sources'])}", "limits set by:"]
    return [line.replace("\n", " ") for line in lines + [f"  {limit}" for limit in limits]]


def _document(plain: Mapping[str, Any]) -> dict[str, Any]:
    applies_to = {key: value for key, value in plain["applies_to"].items() if value is not None}
    return {
        "policy": plain["name"].replace("+", "_"),
        "title": plain["title"],
        **({"applies_to": applies_to} if applies_to else {}),
        "burden": plain["burden"],
        "opinion": plain["opinion"],
        "requirements": {check: _requirement(item) for check, item in plain["requirements"].items()},
        **{key: _reasons(plain[key]) for key in ("loosened", "excluded") if plain[key]},
        **{key: plain[key] for key in ("unwaivable", "roles") if plain[key]},
        "minimum_cell": plain["minimum_cell"],
        "disclosure": plain["disclosure"],
    }


def _reasons(departures: Mapping[str, Any]) -> dict[str, str]:
    return {of: departure["reason"] for of, departure in departures.items()}


def _requirement(item: Mapping[str, Any]) -> dict[str, Any]:
    criteria = {metric: _criterion(criterion) for metric, criterion in item["criteria"].items()}
    return {
        "weight": item["weight"],
        "tasks": item["tasks"],
        **{key: item[key] for key in ("parameters", "clauses") if item[key]},
        **({"criteria": criteria} if criteria else {}),
    }


def _criterion(item: Mapping[str, Any]) -> dict[str, Any]:
    comparison = next(known.value for known in Comparison if known.value in item)
    stated = item[comparison]
    bands = {severity.value: stated[severity.value] for severity in Severity if severity.value in stated}
    tasks = {} if item["tasks"] == [task.value for task in ALL_TASKS] else {"tasks": item["tasks"]}
    return {comparison: bands, **tasks, **{key: item[key] for key in KEPT if item[key]}}
