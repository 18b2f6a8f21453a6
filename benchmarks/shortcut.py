"""Does a hospital's own model read its scanner's mark, and does the federation? A share of 0 is the control.

    python -m benchmarks.shortcut            # three seeds, hospital A's mark on DRUSEN
    python -m benchmarks.shortcut --all      # each hospital's scanner has the mark on another disease

A line a run: the seed, the share, and accuracy with the mark on DRUSEN, without it and with it on the wrong classes.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace

from fedsim.events import BaselineFinished, RoundFinished, ShortcutAccuracy
from fedsim.federation.engines import inprocess
from fedsim.hospitals.baselines import train_baselines
from fedsim.hospitals.population import load_population
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presets import QUICK
from fedsim.settings.shortcut import Mark

SHARES, SEEDS = (0.0, 0.5, 0.9, 1.0), (0, 1, 2)
DISEASES = {"A": "DRUSEN", "B": "CNV", "C": "DME"}


def marking(share: float, seed: int, names: str) -> SimulationConfig:
    """The quick demo with a mark at these hospitals."""
    hospitals = tuple(
        replace(each, shortcut=Mark(DISEASES[each.name], share)) if each.name in names else each
        for each in QUICK.hospitals
    )
    return replace(QUICK, hospitals=hospitals, seed=seed)


def measured(config: SimulationConfig) -> Iterator[tuple[str, ShortcutAccuracy]]:
    """What each model makes of the mark on DRUSEN: the shared one, and A's own and the pooled one."""
    events: list = []
    inprocess.run(config, events.append, lambda: False)
    yield "shared", _of_drusen([each for each in events if isinstance(each, RoundFinished)][-1])
    train_baselines(load_population(config), events.append, lambda: False)
    for each in events:
        if isinstance(each, BaselineFinished) and each.hospital in ("A", None):
            yield each.hospital or "pooled", _of_drusen(each)


def _of_drusen(told: RoundFinished | BaselineFinished) -> ShortcutAccuracy:
    return next(each for each in told.shortcut if each.disease == "DRUSEN")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="all three hospitals have the mark")
    names = "ABC" if parser.parse_args().all else "A"
    for seed in SEEDS:
        for share in SHARES:
            for model, of in measured(marking(share, seed, names)):
                three = "  ".join(f"{each:.3f}" for each in (of.accuracy_with, of.accuracy_without, of.accuracy_wrong))
                print(f"seed {seed}  share {share:g}  {model:<6}  {three}", flush=True)


if __name__ == "__main__":
    main()
