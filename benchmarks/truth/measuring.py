"""Measurements, each kept in a file of its own, so that several processes can share the work."""

import json
import os
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.truth.federations import FEDERATIONS, configured, federate
from benchmarks.truth.results import made
from benchmarks.truth.robust import SETUPS, measure, write_long_tail
from fedsim.training.local import DivergedError


def measure_all(data: str, folder: Path, only: str, seeds: int, device: str, rounds: int) -> None:
    """Measure whatever nobody has begun.

    Args:
        data: the path of an .npz file.
        folder: where results are kept; a file that is there is somebody's, empty until it is done.
        only: measurements whose name has this in it.
        seeds: how many of each.
        device: where to train.
        rounds: in the place of each measurement's own; 0 leaves them.
    """
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    tail = write_long_tail(data, folder / f"long_tail_{os.getpid()}.npz")
    for name, seed in order(only, seeds):
        path = folder / f"{name.replace(' ', '_').replace(',', '')}_{seed}.json"
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            continue
        got = _measure(name, data, tail, seed, device, rounds)
        path.write_text(json.dumps({"name": name, "seed": seed, **got}))
        print(f"{name}, seed {seed}: {got['ours']}, {got['seconds']} s", flush=True)
    Path(tail).unlink()


def order(only: str, seeds: int) -> list[tuple[str, int]]:
    """One seed of everything first, the longest first."""
    plain = [name for name, setup in SETUPS.items() if not setup.attack]
    attacked = [name for name, setup in SETUPS.items() if setup.attack]
    first = [(name, 0) for name in (*FEDERATIONS, *plain, *attacked)]
    others = [(name, seed) for names in (attacked, plain, FEDERATIONS) for seed in range(1, seeds) for name in names]
    return [(name, seed) for name, seed in first + others if only in name]


def _measure(name: str, data: str, tail: str, seed: int, device: str, rounds: int) -> dict[str, Any]:
    """Accuracy in percent, perhaps that on all test images too; None where it diverged."""
    started, curve = time.monotonic(), []
    ours = whole = None
    try:
        if name in FEDERATIONS:
            changes = {"device": device, **({"rounds": rounds} if rounds else {})}
            curve = [round(accuracy, 2) for accuracy in federate(configured(name, data, seed, **changes))]
            ours = curve[-1]
        else:
            ours, whole = measure(SETUPS[name], data, tail, seed, rounds, device)
    except DivergedError:
        pass
    seconds = round(time.monotonic() - started)
    return {"ours": ours, "whole": whole, "curve": curve, "seconds": seconds, "device": device, **made()}
