"""Measure published figures again, and say which are met.

    python -m benchmarks.truth --data mnist.npz [--only "sign flip"] [--seeds 3] [--processes 8] [--seconds 3600]

The data are all MNIST images in MedMNIST's format. What is measured is kept in docs/truth.json, beside what was there
before; without --data the table of it is printed again. It all takes about three hours of one core and seed.
"""

import argparse
import multiprocessing
import tempfile
import time
from pathlib import Path

from benchmarks.truth import results


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.truth", description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="an .npz file with all of MNIST")
    parser.add_argument("--only", default="", help="measurements whose name has this in it")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1e9, help="what is not done by then is left out")
    parser.add_argument("--rounds", type=int, default=0, help="to try it out: so few, and nothing is kept")
    parser.add_argument("--out", type=Path, default=results.KEPT)
    options = parser.parse_args()
    measured = results.read(options.out)
    if options.data:
        with tempfile.TemporaryDirectory() as folder:
            measured |= _measure_all(options, Path(folder))
    print(results.table(results.rows(measured)))


def _measure_all(options: argparse.Namespace, folder: Path) -> results.Measured:
    from benchmarks.truth.measuring import measure_one
    from benchmarks.truth.robust import write_long_tail

    tail = write_long_tail(options.data, folder / "long_tail.npz")
    jobs = [(name, options.data, tail, seed, options.rounds) for name, seed in _order(options.only, options.seeds)]
    kept, found, until = results.read(options.out), {}, time.monotonic() + options.seconds
    pool = multiprocessing.get_context("spawn").Pool(options.processes)
    try:
        done = pool.imap_unordered(measure_one, jobs)
        for number in range(len(jobs)):
            name, seed, got = done.next(max(0.0, until - time.monotonic()))
            found.setdefault(name, {})[seed] = got
            print(f"{number + 1} of {len(jobs)}: {name}, seed {seed}: {got}", flush=True)
            if not options.rounds:
                results.write(options.out, kept | _by_name(found))
    except multiprocessing.TimeoutError:
        print("the time is over")
    finally:
        pool.terminate()
    return _by_name(found)


def _order(only: str, seeds: int) -> list[tuple[str, int]]:
    """One seed of everything first, the longest first."""
    from benchmarks.truth.federations import FEDERATIONS
    from benchmarks.truth.robust import SETUPS

    plain = [name for name, setup in SETUPS.items() if not setup.attack]
    attacked = [name for name, setup in SETUPS.items() if setup.attack]
    order = [(name, 0) for name in (*FEDERATIONS, *plain, *attacked)]
    order += [(name, seed) for names in (attacked, plain, FEDERATIONS) for seed in range(1, seeds) for name in names]
    return [(name, seed) for name, seed in order if only in name]


def _by_name(found: dict[str, dict[int, dict]]) -> results.Measured:
    """Lists over the seeds, in their order."""
    measured: results.Measured = {}
    for name, by_seed in found.items():
        each = [by_seed[seed] for seed in sorted(by_seed)]
        measured[name] = {"seeds": sorted(by_seed)}
        for key, digits in (("ours", 3), ("whole", 3), ("seconds", 0)):
            if any(got[key] is not None for got in each):
                measured[name][key] = [None if got[key] is None else round(got[key], digits) for got in each]
        if each[0]["curve"]:
            measured[name]["curve"] = [[round(value, 2) for value in got["curve"]] for got in each]
    return measured


if __name__ == "__main__":
    main()
