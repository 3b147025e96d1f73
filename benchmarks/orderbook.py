"""One-minute bars by the million: events and attribution, their time and the memory that they take.

python benchmarks/orderbook.py [--rows N] [--features P]

The subject is a plain folder: 200,000 minutes of training and N minutes (1,000,000) of validation in which volatility is wild at times, P
features (10) and a LightGBM model of 100 trees. A fresh process loads it and measures the attribution and every check of events that the
baseline asks for, and prints seconds a check and the largest memory that it held, beside the size of the samples.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

TRAINING = 200_000
MEGABYTE = 2**20


def made(folder: Path, rows: int, features: int) -> None:
    """Write the folder: returns in bursts of volatility, two features that foretell them, the others noise."""
    import lightgbm
    import numpy as np
    import pandas as pd
    from scipy.signal import lfilter

    rng = np.random.default_rng(7)
    n, names = TRAINING + rows, [f"x{index}" for index in range(features)]
    scale = np.exp(0.6 * lfilter([np.sqrt(1 - 0.9998**2)], [1, -0.9998], rng.normal(size=n)))
    frame = pd.DataFrame(rng.normal(size=(n, features)), columns=names)
    signal = (0.3 * frame["x0"] - 0.2 * frame["x1"]).to_numpy()
    frame["y"] = 1e-4 * scale * (signal + rng.standard_t(5, n))
    frame["time"] = pd.date_range("2021-01-01", periods=n, freq="min")
    training = frame.iloc[: TRAINING - 1]
    settings = {"objective": "regression", "learning_rate": 0.05, "verbose": -1, "seed": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(training[names], training["y"]), 100)
    booster.save_model(folder / "model.txt")
    training.to_parquet(folder / "training.parquet")
    frame.iloc[TRAINING:].to_parquet(folder / "validation.parquet")
    (folder / "subject.yaml").write_text(
        "name: minutes\nversion: '1'\ntask: regression\ntime_column: time\nperiods_per_year: 525600\ncolumns: {target: y, returns: y}\n"
    )


def audit(folder: Path) -> dict[str, float]:
    """Seconds by check, and megabytes: of the samples, and the most that the process held."""
    from governance.checks.catalogue import declarations
    from governance.pipeline import Stopwatch, measure
    from governance.policy.selection import for_subject
    from governance.registry.folder import FolderRegistry
    from governance.registry.interface import Options

    watch = Stopwatch()
    with watch.timing("loading"):
        subject = FolderRegistry().load(str(folder), Options()).subject
    policy = for_subject((), 2, subject.task, declarations())
    wanted = [item for item in policy.requirements if item.check.startswith("events.") or item.check.endswith(".attribution")]
    for item in measure(subject, replace(policy, requirements=tuple(wanted)), watch, lambda _: None):
        print(f"{item.check}: {item.status.value} {item.reason}", file=sys.stderr)
    sizes = [sample.features.memory_usage(index=False).sum() for sample in subject.samples.values()]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {**watch.seconds, "samples, MB": sum(sizes) / MEGABYTE, "most memory, MB": most / MEGABYTE}


def main() -> None:
    """The fresh process, or what starts it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=10)
    parser.add_argument("--audit", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.audit:
        print(json.dumps(audit(given.audit)))
        return
    with tempfile.TemporaryDirectory() as name:
        made(Path(name), given.rows, given.features)
        done = subprocess.run([sys.executable, __file__, "--audit", name], check=True, stdout=subprocess.PIPE)
    print("| stage | seconds, or megabytes |\n|---|---|")
    for stage, amount in json.loads(done.stdout).items():
        print(f"| {stage} | {amount:.1f} |")


if __name__ == "__main__":
    main()
