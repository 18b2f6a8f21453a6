"""How long a round takes with many hospitals, and how much memory and disk: python -m benchmarks.many_hospitals SET.

SET is a data set's name or the path of an .npz file. Each run is a process of its own with an empty home.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from fedsim.data.files.cache import home

SIZES = ((100, 0.1), (1000, 0.01), (1000, 0.1))
ROUNDS = 3


def main(dataset: str) -> None:
    print("| hospitals | take part | whole run | a round | peak memory | results file | database |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for number, fraction in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            print(f"| {number:,} | {fraction:.0%} | {measure(dataset, number, fraction, Path(folder))} |", flush=True)


def measure(dataset: str, number: int, fraction: float, folder: Path) -> str:
    """A run's row: seconds of the whole, of the median round, MB of memory, of the results file, of the database."""
    if (sets := home() / "synthetic").exists():
        (folder / "synthetic").symlink_to(sets)
    out = folder / "out.json"
    command = [
        *(sys.executable, "-m", "fedsim", "run", "--dataset", dataset, "--hospitals", str(number)),
        *("--exclude", "none", "--fraction", str(fraction), "--samples-per-hospital", "all"),
        *("--rounds", str(ROUNDS), "--device", "cpu", "--json", str(out)),
    ]
    started = time.perf_counter()
    run = subprocess.Popen(command, env=os.environ | {"FEDSIM_HOME": str(folder)}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"it failed: {' '.join(command)}")
    results = json.loads(out.read_text(encoding="utf-8"))
    a_round = median(each["seconds"] for each in results["rounds"][1:])
    megabytes = [used.ru_maxrss / 1000, out.stat().st_size / 1e6]
    megabytes.append(sum(file.stat().st_size for file in folder.glob("**/fedsim.sqlite*")) / 1e6)
    memory, json_file, database = megabytes
    return f"{seconds:.0f} s | {a_round:.1f} s | {memory:,.0f} MB | {json_file:.1f} MB | {database:.1f} MB"


if __name__ == "__main__":
    main(sys.argv[1])
