"""How much memory a hostile .npz takes before it is refused, each in a process of its own.

    python -m benchmarks.hostile_files

Prints the files that take most, as growth of the resident memory's peak (MB, Linux), and ends with 1 if one was not
refused or was executed.
"""

import io
import multiprocessing
import resource
import sys
import tempfile
from pathlib import Path

from fedsim.data import DataError, load_npz

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from hostile_npz import PICKLED, hostile_files

SHOWN = 5


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load(content: bytes) -> tuple[bool, float]:
    """Whether it is refused in a sentence, and how much the peak grows (MB)."""
    before, refused = peak_mb(), False
    try:
        load_npz(io.BytesIO(content), "a.npz")
    except DataError:
        refused = True
    return refused, peak_mb() - before


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        files = hostile_files(Path(folder))
        with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
            found = {name: pool.apply(load, (content,)) for name, content in files.items()}
        executed = (Path(folder) / PICKLED).exists()
    loaded = [name for name, (refused, _) in found.items() if not refused]
    for name in sorted(found, key=lambda name: found[name][1], reverse=True)[:SHOWN]:
        print(f"{found[name][1]:6.1f} MB  {name}")
    print(f"{len(found)} files; not refused: {loaded}; executed: {executed}")
    return int(bool(loaded) or executed)


if __name__ == "__main__":
    sys.exit(main())
