"""What a run's numbers depend on beside its settings: the code, the libraries, and the machine.

Kept with every run when it starts, and a part of every key: a baseline that is kept for other runs, the noise of a
private one. What differs in it is never taken for the same.
"""

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
SOURCES = ("seeds.py", "memory.py", "settings", "data", "training", "hospitals", "privacy", "federation")
"""What a run's numbers come from, within fedsim/."""
PACKAGES = ("torch", "torchvision", "numpy", "scipy", "pillow", "scikit-learn", "flwr", "opacus", "dp-accounting")
"""The libraries that compute any of them."""
NUM_THREADS = 1
"""torch's threads for a training or an evaluation, on every engine and machine: sums depend on their number.

Set with `torch.set_num_threads` in the thread that computes, since OpenMP keeps the number a thread.
"""


def identity(device: str) -> str:
    """Names all that a run's numbers depend on beside its settings: JSON, alike where they are alike.

    Args:
        device: where it trains, "cpu", "cuda" or "mps".
    """
    made_by = {
        "fedsim": installed("fedsim"),
        "code": code_digest(),
        "packages": {name: installed(name) for name in PACKAGES},
        "device": device,
        "processor": processor(device),
        "threads": NUM_THREADS,
    }
    return json.dumps(made_by, sort_keys=True)


def parts_of(made_by: str | None) -> dict[str, Any] | None:
    """What `identity` names; None where it is not known."""
    try:
        parts = json.loads(made_by or "null")
    except ValueError:
        return None
    return parts if isinstance(parts, dict) else None


@cache
def code_digest() -> str:
    """A digest of the sources; read once in a process."""
    return digest_of(ROOT, SOURCES)


def digest_of(root: Path, sources: tuple[str, ...]) -> str:
    """A digest of these files, and of every .py file in these folders, with their places.

    Args:
        root: the folder that the places are told from.
        sources: files and folders in it.
    """
    digest = hashlib.sha256()
    files = (
        file for name in sources for file in ([root / name] if name.endswith(".py") else (root / name).rglob("*.py"))
    )
    for file in sorted(files):
        digest.update(f"{file.relative_to(root).as_posix()} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def installed(package: str) -> str | None:
    """A package's version; None where it is not installed, or says nothing of itself: no reason to lose a run."""
    try:
        return version(package)
    except Exception:
        return None


@cache
def processor(device: str) -> str:
    """The processor that computes, as it calls itself: each kind has its own routines, which add in their own order."""
    if device == "cuda":
        import torch  # takes seconds: not for the first page

        return torch.cuda.get_device_name() if torch.cuda.is_available() else device
    return f"{platform.system()} {platform.machine()} {_processor_name()}".strip()


def _processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # Linux alone has it
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def digest_of_images(images: np.ndarray, labels: np.ndarray) -> str:
    """Names images and their labels.

    Args:
        images: of any shape and type.
        labels: (n,).
    """
    digest = hashlib.blake2b(f"{images.shape} {images.dtype} {labels.dtype}".encode(), digest_size=16)
    digest.update(np.ascontiguousarray(images).data)
    digest.update(np.ascontiguousarray(labels).data)
    return digest.hexdigest()
