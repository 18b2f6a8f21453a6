"""Measure published figures again, and say which are met.

    python -m benchmarks.truth --data mnist.npz [--only "sign flip"] [--seeds 3] [--device cuda] [--folder results]

The data are all MNIST images in MedMNIST's format. Started several times with one folder, the processes share the
work. What is measured is added to docs/truth.json; without --data the table of it is printed again.
"""

import argparse
from pathlib import Path

from benchmarks.truth import results


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.truth", description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="an .npz file with all of MNIST")
    parser.add_argument("--folder", type=Path, default=Path("truth"), help="where each measurement is kept")
    parser.add_argument("--only", default="", help="measurements whose name has this in it")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--rounds", type=int, default=0, help="to try it out: so few, and nothing is added")
    options = parser.parse_args()
    if options.data:
        from benchmarks.truth.measuring import measure_all  # PyTorch takes seconds

        measure_all(options.data, options.folder, options.only, options.seeds, options.device, options.rounds)
    if not options.rounds:
        results.add(options.folder)
    print(results.table(results.rows(results.read())))


if __name__ == "__main__":
    main()
