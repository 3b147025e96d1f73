"""Are planted faults found for the right reason, and sound subjects left alone?

python benchmarks/faults.py [--quick] [--seeds A:B] [--rows A:B] [--only NAME]... [--workers N] [--json FILE]

Prints a Markdown report. `--quick` audits one subject of middling size for each fault and, in each tier, for each sound subject. Exit code
1 where a sound subject came out not fit or was not audited. `benchmarks/README.md` says how the limits are frozen before fresh seeds run.
"""

import argparse
import json
import logging
import multiprocessing
import os
import sys
import time
import warnings
from dataclasses import asdict
from pathlib import Path

from planting import (
    faults_data,
    faults_explained,
    faults_process,
    faults_skill,
    faults_trading,
    faults_volatility,
    options,
    sound,
)
from planting.auditing import Seen, audited
from planting.cells import NURSERY, Cell
from planting.tables import NOT_FIT, markdown

MODULES = (faults_data, faults_process, faults_skill, faults_trading, faults_volatility, faults_explained, options, sound)
KINDS = NURSERY.kinds
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def one(cells: list[Cell]) -> list[Seen]:
    """One subject in a worker. Warnings of models on hard data are expected; a check's log repeats what the result holds."""
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return audited(KINDS[cells[0].subject], cells)


def run(cells: list[Cell], workers: int) -> list[Seen]:
    """All cells, the largest first, so that no worker is left with one at the end; answered in the order asked for.

    Cells that differ in their tier alone are one subject, made once.
    The workers start anew and inherit the environment before they load NumPy, so that each computes in one thread.
    """
    os.environ.update(ONE_THREAD)
    subjects: dict[tuple[str, int, int], list[Cell]] = {}
    for cell in sorted(cells, key=lambda cell: -cell.rows):
        subjects.setdefault((cell.subject, cell.rows, cell.seed), []).append(cell)
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        seen = {item.cell: item for found in pool.imap(one, subjects.values()) for item in found}
    return [seen[cell] for cell in cells]


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one size, one seed")
    parser.add_argument("--seeds", default="0:2", help="first and, not included, last seed")
    parser.add_argument("--rows", default="0:1000000", help="fewest and most rows of a sample")
    parser.add_argument("--only", action="append", default=[], choices=sorted(KINDS), metavar="NAME")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write every cell's outcome there")
    return parser.parse_args()


def main() -> int:
    """Run, print, and say by the exit code whether a sound subject was accused."""
    given = asked()
    first, last = map(int, given.seeds.split(":"))
    seeds = range(first, first + 1 if given.quick else last)
    kinds = {name: kind for name, kind in KINDS.items() if not given.only or name in given.only}
    fewest, most = map(int, given.rows.split(":"))
    every = [cell for kind in kinds.values() for cell in kind.cells(seeds, quick=given.quick)]
    cells = [cell for cell in every if fewest <= cell.rows <= most]
    start = time.perf_counter()
    seen = run(cells, given.workers)
    print(f"{len(cells)} cells, seeds {seeds.start} to {seeds.stop - 1}, {time.perf_counter() - start:.0f} s\n")
    print("\n".join(markdown(kinds, seen)))
    if given.json:
        given.json.write_text(json.dumps([asdict(item) for item in seen], indent=1))
    return int(any(item.opinion in NOT_FIT for item in seen if kinds[item.cell.subject].sound))


if __name__ == "__main__":
    sys.exit(main())
