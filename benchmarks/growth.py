"""How much memory, threads and open files one process takes more with every run.

    python -m benchmarks.growth --runs 120

Small runs one after the other in one registry, as the app has it. The first fifth warms up; then growth is told a run
(Linux).
"""

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.browser import resident_mb
from fedsim import data
from fedsim.runs.registry import Registry
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig, start_hospitals


def carry_out(registry: Registry, seed: int, rounds: int) -> None:
    entry = data.info("digits")
    settings = SimulationConfig(
        "digits", entry.sizes[0], start_hospitals(3, entry.classes), samples_per_hospital=50, rounds=rounds, seed=seed,
        device="cpu", baselines="beside",
    )  # fmt: skip
    run_id = registry.start(settings)
    while registry.live():
        time.sleep(0.01)
    state = registry.store.get(run_id)
    if state is None or state.status is not Status.FINISHED:
        raise RuntimeError(f"run {seed} did not finish: {state and state.error}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FEDSIM_HOME"] = folder
        registry, warm_up = Registry(Store(Path(folder) / "fedsim.sqlite")), asked.runs // 5
        for seed in range(asked.runs):
            if seed == warm_up:
                before = resident_mb(os.getpid()), threading.active_count(), len(os.listdir("/proc/self/fd"))
            carry_out(registry, seed, asked.rounds)
        after = resident_mb(os.getpid()), threading.active_count(), len(os.listdir("/proc/self/fd"))
        growth = [late - early for early, late in zip(before, after, strict=True)]
        runs = asked.runs - warm_up
        print(f"{runs} runs: {growth[0] / runs:.3f} MB, {growth[1]} threads and {growth[2]} files more")


if __name__ == "__main__":
    main()
