"""One measurement."""

import time
from typing import Any

import torch

from benchmarks.truth.federations import FEDERATIONS, configured, federate
from benchmarks.truth.robust import SETUPS, measure
from fedsim.training.local import DivergedError

Job = tuple[str, str, str, int, int]
"""Measurement, the data's path, the long tail's, seed, rounds in the place of its own (0 leaves them)."""


def measure_one(job: Job) -> tuple[str, int, dict[str, Any]]:
    """Carry one measurement out, in a process of its own; one that diverges comes to None."""
    name, data, tail, seed, rounds = job
    torch.set_num_threads(1)
    started = time.monotonic()
    try:
        if name in FEDERATIONS:
            curve = federate(configured(name, data, seed, **({"rounds": rounds} if rounds else {})))
            ours, whole = curve[-1], None
        else:
            curve, (ours, whole) = [], measure(SETUPS[name], data, tail, seed, rounds)
    except DivergedError:
        curve, ours, whole = [], None, None
    return name, seed, {"ours": ours, "whole": whole, "curve": curve, "seconds": time.monotonic() - started}
