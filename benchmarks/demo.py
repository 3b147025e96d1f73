"""How long the demo takes: the whole command in fresh processes, and its stages as the reports themselves record them.

python benchmarks/demo.py [RUNS]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOVERNANCE = Path(sys.executable).with_name("governance")


def one_run(folder: Path) -> tuple[float, dict[str, dict[str, float]]]:
    """Wall-clock seconds of the command, and each report's seconds by stage."""
    environment = {**os.environ, "GOVERNANCE_HOME": str(folder / "home")}
    start = time.perf_counter()
    subprocess.run(
        [GOVERNANCE, "demo", "--out", folder / "demo", "--quiet"], check=True, env=environment, stdout=subprocess.DEVNULL
    )
    elapsed = time.perf_counter() - start
    runs = sorted((folder / "demo" / "reports").glob("*/run.json"))
    return elapsed, {path.parent.name: json.loads(path.read_bytes())["seconds"] for path in runs}


def main(runs: int) -> None:
    """Print medians as Markdown."""
    seen = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            seen.append(one_run(Path(folder)))
    walls = [wall for wall, _ in seen]
    print(f"`governance demo`, {runs} runs on {os.cpu_count()} cores: median {statistics.median(walls):.1f} s", end="")
    print(f" (fastest {min(walls):.1f}, slowest {max(walls):.1f})\n")
    print("| subject | loading | scoring | checks |\n|---|---|---|---|")
    for name in seen[0][1]:
        rows = [stages[name] for _, stages in seen]
        cells = (
            [row["loading"] for row in rows],
            [row["scoring"] for row in rows],
            [sum(seconds for stage, seconds in row.items() if "." in stage) for row in rows],
        )
        print(f"| `{name}` | " + " | ".join(f"{statistics.median(cell):.2f} s" for cell in cells) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
