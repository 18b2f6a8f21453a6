"""Kill real runs at random moments, and look whether a finished round is lost.

    python -m benchmarks.kills --kills 200 --seed 0

Each run is a process of the command line, with a home that all share; it is killed by signal 9, most of them after some
trained rounds, one in ten perhaps before its first. A new process then reads the database: every round that had been
printed must be there, the run is told as interrupted, and no file stays but the database's own and models. Prints what
was lost, and how many trained rounds had been finished.
"""

import argparse
import multiprocessing
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
DATABASE = "fedsim.sqlite"
FILES = {DATABASE, f"{DATABASE}-shm", f"{DATABASE}-wal", f"{DATABASE}.lock"}
MODEL = re.compile(r"models/[0-9a-f]+/\d{4}\.safetensors")
MOST_ROUNDS = 8
"""A run is killed after at most this many trained rounds; round 0 is the untrained model."""


def kill_one(home: Path, seed: int, *options: str) -> set[int]:
    """Start a run and kill it; the rounds that it had said are finished.

    Raises:
        RuntimeError: it ended by itself, so that nothing was killed.
    """
    command = [sys.executable, "-um", "fedsim", "run", "--rounds", "500", "--seed", str(seed), *options]
    environment = os.environ | {"FEDSIM_HOME": str(home)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    reading = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
    reading.start()
    rng = random.Random(seed)
    early, trained = rng.random() < 0.1, rng.randint(1, MOST_ROUNDS)
    while not early and process.poll() is None and max(printed(lines), default=0) < trained:
        time.sleep(0.01)
    time.sleep(rng.uniform(0.0, 1.5))
    process.send_signal(signal.SIGKILL)
    process.wait()
    reading.join()
    if process.returncode != -signal.SIGKILL:
        raise RuntimeError(f"the run of seed {seed} ended by itself, with {process.returncode}")
    return printed(lines)


def printed(lines: list[str]) -> set[int]:
    return {int(number) for number in ROUND.findall("".join(list(lines)))}


def is_lost_to_others(home: Path, seed: int, printed: set[int]) -> str:
    """What a new process says of it; see `is_lost`."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(is_lost, (home, seed, printed))


def is_lost(home: Path, seed: int, printed: set[int]) -> str:
    """What is wrong with a killed run as a new process finds it; empty where nothing is."""
    later = [0.0]
    store = Store(home / DATABASE, leases=Leases(stopwatch=lambda: later[0]))
    if store.problem:
        return f"the database: {store.problem}"
    states = [state for state in store.latest(1000) if state.config.seed == seed]
    later[0] += VALID_SECONDS + 1
    kept: RunState | None = store.get(states[0].id) if states else None
    if kept is None:
        return "the run" if printed else ""
    if missing := printed - {finished.round for finished in kept.rounds}:
        return f"rounds {sorted(missing)}"
    if kept.status is not Status.INTERRUPTED:
        return f"it is said to be {kept.status}"
    files = {str(file.relative_to(home)) for file in home.rglob("*") if file.is_file()}
    left = {name for name in files - FILES if not MODEL.fullmatch(name)}
    return f"and left {sorted(left)}" if left else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dataset", default="digits")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, trained, lost = Path(folder), [], 0
        for number in range(asked.kills):
            seed = asked.seed + number
            said = kill_one(home, seed, "--dataset", asked.dataset, "--samples-per-hospital", "50")
            trained.append(len(said - {0}))
            if found := is_lost_to_others(home, seed, said):
                lost += 1
                print(f"kill {number}: lost {found}", flush=True)
        print(f"{lost} of {asked.kills} kills lost something; {sum(trained)} trained rounds had been finished, "
              f"in {sum(map(bool, trained))} of the runs")  # fmt: skip


if __name__ == "__main__":
    main()
