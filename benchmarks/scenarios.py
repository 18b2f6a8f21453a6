"""The figures of the Scenarios page: every run of every scenario, with three seeds.

    python -m benchmarks.scenarios [NAME ...]

Writes fedsim/analysis/scenarios.json anew, or the named scenarios in it, and says which claims do not hold. A run that
several scenarios share is trained once.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version

from benchmarks.trained import trained
from fedsim.analysis.scenarios import FILE, MEASURES, holds
from fedsim.runs.state import RunState
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.settings.scenarios import SCENARIOS, SEEDS

Known = dict[tuple[SimulationConfig, int], RunState]
"""Runs by their experiment and seed."""
LIBRARIES = ("flwr", "torch", "scikit-learn")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenarios", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(SCENARIOS)}; all without any")
    names = parser.parse_args(arguments).names or list(SCENARIOS)
    if unknown := [name for name in names if name not in SCENARIOS]:
        parser.error(f"there is no scenario {unknown[0]!r}: choose from {', '.join(SCENARIOS)}")
    known: Known = {}
    for name in names:
        scenario = SCENARIOS[name]
        scores = {
            key: tuple(MEASURES[bar.measure](train(scenario.runs[bar.run], seed, known)) for seed in SEEDS)
            for key, bar in scenario.bars.items()
        }
        keep(name, scores)
        said = "; ".join(f"{bar} {' '.join(f'{each:.3f}' for each in found)}" for bar, found in scores.items())
        print(f"{name}: {said}{'' if holds(scenario, scores) else ' (a claim does not hold)'}", flush=True)
    return 0


def train(config: SimulationConfig, seed: int, known: Known) -> RunState:
    """A run's end, from `known` where the very same was trained."""
    config = replace(config, seed=seed)
    if (key := sameness.experiment(config), seed) not in known:
        known[key, seed] = trained(config)
    return known[key, seed]


def keep(name: str, scores: dict[str, tuple[float, ...]]) -> None:
    """Write what was found, at once: the next one may take a while."""
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {"scores": {}}
    kept["made_with"] = {library: version(library) for library in LIBRARIES}
    kept["scores"] = {each: kept["scores"].get(each) for each in SCENARIOS if each in kept["scores"]} | {
        name: {bar: [round(each, 4) for each in found] for bar, found in scores.items()}
    }
    FILE.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
