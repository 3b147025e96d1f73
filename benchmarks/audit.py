"""What the checks of an audit cost beside the least that any look at a model costs.

python benchmarks/audit.py [--rows N] [--features P] [--trees T] [--runs R] [--tier 1|2|3] [--refits]

The subject is a plain folder: two samples of N rows (100,000) and P features (30), and a LightGBM model of T trees (300). The *floor* is a
fresh process that loads the model by its flavour, reads and scores both samples once and computes native contributions for 2,000
rows. The *audit* is a fresh process that loads the same folder through the registry, measures every check that the tier's policy
asks for, and renders and seals the documents; the checks that ask the model for refits are left out unless ``--refits`` is given.
Both run in turn, R times, and the medians are printed, in seconds a stage and a check, with the ratio to the floor: of the checks that a
validator starts with, of all checks, and of the whole process from its start to the sealed documents.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

EXPLAINED = 2_000
FIRST = ("process.", "data.", "out-of-sample.", "overfitting.", "benchmark.")


def made(folder: Path, rows: int, features: int, trees: int) -> None:
    """Write the folder: a signal in six features, the others noise, hourly rows with one bar between the samples."""
    import lightgbm
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(20)
    names = [f"x{index}" for index in range(features)]
    frame = pd.DataFrame(rng.normal(size=(2 * rows + 1, features)), columns=names)
    signal = frame["x0"] - 0.5 * frame["x1"] + np.tanh(frame["x2"]) + 0.3 * frame["x3"] * (frame["x4"] > 0)
    frame["y"] = signal + rng.normal(size=len(frame))
    frame["time"] = pd.date_range("2001-01-01", periods=len(frame), freq="h")
    constraints = [1, -1, *[0] * (features - 2)]
    settings = {"objective": "regression", "learning_rate": 0.05, "verbose": -1, "monotone_constraints": constraints, "seed": 1}
    training = frame.iloc[:rows]
    booster = lightgbm.train(settings, lightgbm.Dataset(training[names], training["y"]), trees)
    booster.save_model(folder / "model.txt")
    training.to_parquet(folder / "training.parquet")
    frame.iloc[rows + 1 :].to_parquet(folder / "validation.parquet")
    error = booster.predict(frame[names].iloc[rows + 1 :]) - frame["y"].iloc[rows + 1 :]
    (folder / "metrics.json").write_text(json.dumps({"test_rmse": float(np.sqrt(np.mean(error**2)))}))
    (folder / "subject.yaml").write_text(
        "name: benchmark\nversion: '1'\ntask: regression\ntime_column: time\nperiods_per_year: 8760\ncolumns: {target: y}\n"
        "expected_directions: {x0: increasing, x1: decreasing}\n"
    )


def floor(folder: Path) -> None:
    """The least: load, read, score both samples once, explain 2,000 rows natively."""
    import lightgbm
    import pandas as pd

    booster = lightgbm.Booster(model_file=str(folder / "model.txt"))
    for name in ("training", "validation"):
        rows = pd.read_parquet(folder / f"{name}.parquet")[booster.feature_name()]
        booster.predict(rows)
    booster.predict(rows.iloc[:EXPLAINED], pred_contrib=True)


def audit(folder: Path, tier: int, refits: bool) -> dict[str, float]:
    """Seconds by stage, by check and by document of one audit."""
    from governance.checks.catalogue import declarations
    from governance.pipeline import Stopwatch, conclude, measure
    from governance.policy.selection import for_subject
    from governance.registry.folder import FolderRegistry
    from governance.registry.interface import Options

    watch = Stopwatch()
    with watch.timing("loading"):
        subject = FolderRegistry().load(str(folder), Options()).subject
    policy = for_subject((), tier, subject.task, declarations())
    left_out = frozenset() if refits else refitting()
    policy = replace(policy, requirements=tuple(item for item in policy.requirements if item.check not in left_out))
    evidence = measure(subject, policy, watch, lambda _: None)
    for item in evidence:
        if item.reason:
            print(f"{item.check}: {item.status.value}, {item.reason}", file=sys.stderr)
    with watch.timing("concluding"):
        record = conclude(subject, policy, evidence, "2026-01-01")
    documents(record, watch)
    return watch.seconds


def documents(record: Any, watch: Any) -> None:
    """The documents of an audit, sealed with a key for trial."""
    from governance.pipeline import run_facts
    from governance.reporting.html import render_html
    from governance.reporting.pdf import render_pdf
    from governance.signing.keys import new
    from governance.signing.sealing import seal

    with tempfile.TemporaryDirectory() as name:
        signer = new("benchmark", Path(name))
    facts = run_facts(record, "2026-01-01T00:00:00+00:00", watch, signer.facts, ())
    with watch.timing("HTML"):
        html = render_html(record, facts, None)
    with watch.timing("PDF"):
        pdf = render_pdf(record, facts, None)
    with watch.timing("sealing"):
        seal(record, facts, html, pdf, signer)


def refitting() -> frozenset[str]:
    """The checks that ask the model for refits: what one costs is the model's own affair."""
    from governance.checks.catalogue import declarations
    from governance.record.declaration import Capability

    return frozenset(name for name, item in declarations().items() if Capability.REFIT in item.capabilities)


def timed(*arguments: Any) -> tuple[float, dict[str, float]]:
    """Wall-clock seconds of this file in a fresh process, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, *map(str, arguments)], check=True, stdout=subprocess.PIPE, env=dict(os.environ)
    )
    return time.perf_counter() - start, json.loads(done.stdout or b"{}")


def compared(folder: Path, given: argparse.Namespace) -> None:
    """Run both in turn and print the medians as Markdown."""
    floors, wholes, stages = [], [], []
    asked_for = ("--audit", folder, "--tier", given.tier, *(["--refits"] if given.refits else []))
    for _ in range(given.runs):
        floors.append(timed("--floor", folder)[0])
        whole, seconds = timed(*asked_for)
        wholes.append(whole)
        stages.append(seconds)
    medians = {name: statistics.median(run[name] for run in stages) for name in stages[0]}
    checks = {name: seconds for name, seconds in medians.items() if "." in name}
    least = statistics.median(floors)
    rows = {
        "floor (fresh process)": least,
        **medians,
        "process, data, out-of-sample, overfitting and benchmark": sum(checks[name] for name in checks if name.startswith(FIRST)),
        "all checks": sum(checks.values()),
        "audit with documents (fresh process)": statistics.median(wholes),
    }
    print(f"\n{given.runs} runs on {os.cpu_count()} cores; medians\n\n| stage | seconds | of the floor |\n|---|---|---|")
    for name, seconds in rows.items():
        print(f"| {name} | {seconds:.2f} | {seconds / least:.2f} |")


def asked() -> argparse.Namespace:
    """The command line; the two hidden options are the fresh processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--features", type=int, default=30)
    parser.add_argument("--trees", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tier", type=int, default=1, choices=(1, 2, 3))
    parser.add_argument("--refits", action="store_true")
    parser.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--audit", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """One of the two processes, or both compared."""
    given = asked()
    if given.floor:
        floor(given.floor)
    elif given.audit:
        print(json.dumps(audit(given.audit, given.tier, given.refits)))
    else:
        with tempfile.TemporaryDirectory() as name:
            made(Path(name), given.rows, given.features, given.trees)
            compared(Path(name), given)


if __name__ == "__main__":
    main()
