"""Kill real runs at random moments, and look whether a finished round is lost.

    python -m benchmarks.kills --kills 200 --seed 0

Each run is a process of the command line, with a home of its own that all share; it is killed by signal 9. A new
process then reads the database: every round that had been printed must be there, the run is told as interrupted, and no
half-written file stays. Prints what was lost, and how many rounds had been finished.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from fedsim.runs.lease import VALID_SECONDS, Leases
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store

ROOT = Path(__file__).parents[1]
ROUND = re.compile(r"^round +(\d+)", re.MULTILINE)


def kill_one(home: Path, seed: int, *options: str) -> set[int]:
    """Start a run and kill it; the rounds that it had said are finished."""
    command = [sys.executable, "-um", "fedsim", "run", "--rounds", "500", "--seed", str(seed), *options]
    environment = os.environ | {"FEDSIM_HOME": str(home)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    reading = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
    reading.start()
    rng = random.Random(seed)
    if rng.random() < 0.9:  # else perhaps before it has begun
        while not any(line.startswith("round") for line in list(lines)) and process.poll() is None:
            time.sleep(0.01)
    time.sleep(rng.uniform(0.0, 1.5))
    process.send_signal(signal.SIGKILL)
    process.wait()
    reading.join()
    return {int(number) for number in ROUND.findall("".join(lines))}


def is_lost(home: Path, seed: int, printed: set[int]) -> str:
    """What is wrong with a killed run as a new process finds it; empty where nothing is."""
    later = [0.0]
    store = Store(home / "fedsim.sqlite", leases=Leases(stopwatch=lambda: later[0]))
    if store.problem:
        return f"the database: {store.problem}"
    states = [state for state in store.latest(1000) if state.config.seed == seed]
    later[0] += VALID_SECONDS + 1
    kept: RunState | None = store.get(states[0].id) if states else None
    if kept is None:
        return "the run" if printed else ""
    if missing := printed - {finished.round for finished in kept.rounds}:
        return f"rounds {sorted(missing)}"
    return "" if kept.status is Status.INTERRUPTED else f"it is said to be {kept.status}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dataset", default="digits")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, rounds, lost = Path(folder), 0, 0
        for number in range(asked.kills):
            seed = asked.seed + number
            printed = kill_one(home, seed, "--dataset", asked.dataset, "--samples-per-hospital", "50")
            rounds += len(printed)
            if found := is_lost(home, seed, printed):
                lost += 1
                print(f"kill {number}: lost {found}", flush=True)
        Store(home / "fedsim.sqlite")
        print(f"{lost} of {asked.kills} kills lost something; {rounds} rounds had been finished")


if __name__ == "__main__":
    main()
