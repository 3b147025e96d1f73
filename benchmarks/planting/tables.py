"""The results as Markdown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from governance.statistics.resampling import wilson
from planting.auditing import ERROR, Seen, State, matches
from planting.cells import Planted

NOT_FIT = {"not-fit", ERROR}
FAVOURABLE = {"fit", "fit-with-conditions"}


def markdown(kinds: Mapping[str, Planted], seen: Sequence[Seen]) -> Iterator[str]:
    """The whole report, line by line."""
    faults = [item for item in seen if not kinds[item.cell.subject].sound]
    sound = [item for item in seen if kinds[item.cell.subject].sound]
    checked = [item for item in faults if item.state is not State.UNCHECKED]
    powered = [item for item in checked if item.oracle.powered]
    yield from ("## In short", "")
    yield f"- powered cells with a fault, found for the right reason: {rate(_found(powered), len(powered))}"
    yield f"- sound cells that came out not fit, or without an audit: {sum(item.opinion in NOT_FIT for item in sound)} of {len(sound)}"
    strong = [item for item in sound if item.oracle.powered]
    yield f"- powered sound cells, fit or fit with conditions: {rate(sum(item.opinion in FAVOURABLE for item in strong), len(strong))}"
    yield f"- cells whose fault no judged check looks for yet: {len(faults) - len(checked)} of {len(faults)}"
    yield from _faults(kinds, faults)
    yield from _sound(kinds, sound)
    yield from _listed(
        "Powered cells that were not found for the right reason", [x for x in powered if x.state is not State.FOUND]
    )
    yield from _listed("Sound cells that were not fit", [item for item in sound if item.opinion in NOT_FIT])
    yield from _listed("Powered sound cells without an opinion", [x for x in strong if x.opinion == "unable-to-conclude"])
    yield from _unpowered([item for item in faults if not item.oracle.powered])
    yield from _seconds(seen)


def rate(successes: int, n: int) -> str:
    """Such as ``19/20 (76–99 %)``, with the 95 % Wilson interval."""
    if n == 0:
        return "0/0"
    low, high = wilson(successes, n, 0.95)
    return f"{successes}/{n} ({100 * low:.0f}–{100 * high:.0f} %)"


def _found(seen: Iterable[Seen]) -> int:
    return sum(item.state is State.FOUND for item in seen)


def _faults(kinds: Mapping[str, Planted], seen: Sequence[Seen]) -> Iterator[str]:
    yield from ("", "## Planted faults", "")
    yield "| fault | what was planted | powered cells found | reasons seen | opinions | oracle |"
    yield "|---|---|---|---|---|---|"
    for name, kind in kinds.items():
        own = [item for item in seen if item.cell.subject == name]
        if not own:
            continue
        powered = [item for item in own if item.oracle.powered]
        unchecked = all(item.state is State.UNCHECKED for item in own)
        share = f"not yet checked ({len(powered)} powered)" if unchecked else rate(_found(powered), len(powered))
        yield f"| {name} | {kind.says} | {share} | {_reasons(kind, own)} | {_opinions(own)} | {own[0].oracle.test} |"


def _reasons(kind: Planted, seen: Sequence[Seen]) -> str:
    counts = Counter(breach for item in seen for breach in item.breaches)
    right = {name: n for name, n in counts.most_common() if any(matches(reason, name) for reason in kind.reasons)}
    told = ", ".join(f"`{name}` {n}" for name, n in right.items())
    return told or f"none of {', '.join(f'`{reason}`' for reason in kind.reasons)}"


def _opinions(seen: Iterable[Seen]) -> str:
    return ", ".join(f"{opinion} {n}" for opinion, n in Counter(item.opinion for item in seen).most_common())


def _sound(kinds: Mapping[str, Planted], seen: Sequence[Seen]) -> Iterator[str]:
    yield from (
        "",
        "## Sound subjects",
        "",
        "| subject | what it is | tier 1 | tier 2 | tier 3 | powered |",
        "|---|---|---|---|---|---|",
    )
    for name, kind in kinds.items():
        own = [item for item in seen if item.cell.subject == name]
        if own:
            tiers = " | ".join(_opinions(item for item in own if item.cell.tier == tier) for tier in (1, 2, 3))
            yield f"| {name} | {kind.says} | {tiers} | {sum(item.oracle.powered for item in own)}/{len(own)} |"


def _listed(title: str, seen: Sequence[Seen]) -> Iterator[str]:
    if seen:
        yield from (
            "",
            f"## {title}",
            "",
            "| cell | tier | power | opinion | what was judged | open | other breaches |",
            "|---|---|---|---|---|---|---|",
        )
        for item in seen:
            cells = (_cell(item), item.cell.tier, f"{item.oracle.power:.2f}", item.opinion, _line(item.detail))
            yield f"| {' | '.join(map(str, cells))} | {', '.join(item.opens)} | {', '.join(item.breaches)} |"


def _unpowered(seen: Sequence[Seen]) -> Iterator[str]:
    if seen:
        yield from (
            "",
            "## Cells in which the oracle has less than 80 % power",
            "",
            "| cell | power | outcome | opinion |",
            "|---|---|---|---|",
        )
        yield from (f"| {_cell(item)} | {item.oracle.power:.2f} | {item.state} | {item.opinion} |" for item in seen)


def _seconds(seen: Sequence[Seen]) -> Iterator[str]:
    yield from (
        "",
        "## Seconds an audit (median)",
        "",
        "| rows in each sample | cells | seconds | slowest check |",
        "|---|---|---|---|",
    )
    for rows in sorted({item.cell.rows for item in seen}):
        own = [item.seconds for item in seen if item.cell.rows == rows and item.seconds]
        if own:
            checks = {name for seconds in own for name in seconds if "." in name}
            costs = {name: median([seconds[name] for seconds in own if name in seconds]) for name in checks}
            slowest = max(costs, key=costs.__getitem__)
            total = median([seconds["all"] for seconds in own])
            yield f"| {rows} | {len(own)} | {total:.2f} | `{slowest}` {costs[slowest]:.2f} |"


def _cell(item: Seen) -> str:
    return f"{item.cell.subject}, {item.cell.rows} rows, seed {item.cell.seed}"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")
