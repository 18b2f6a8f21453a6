"""The four steps of the Explore page, from the first to the last, over three seeds.

    python -m benchmarks.four_steps [--seeds N]

Prints a line a run and the sentence that each step ends in, as the page does. About six minutes a seed on two cores.
"""

import argparse
from collections.abc import Sequence

from benchmarks.trained import trained
from fedsim.analysis.ladder import defended, failing, mended, poisoned
from fedsim.runs import ladder
from fedsim.runs.exploration import Exploration
from fedsim.runs.sweep import by_settings
from fedsim.settings import sameness
from fedsim.settings.strategy import FedAvg
from fedsim.text.pages import ladder as words
from fedsim.text.settings import value_title

BASE = ladder.BASE


class Walk:
    """Runs what a step asks for, each run once."""

    def __init__(self) -> None:
        self.runs: dict = {}

    def __call__(self, *explorations: Exploration) -> dict:
        for exploration in explorations:
            for config in exploration.configs():
                if sameness.federation(config) in self.runs:
                    continue
                self.runs |= by_settings([state := trained(config)])
                value, strategy = exploration.where(config) or (None, config.strategy)
                print(f"  seed {config.seed}  {exploration.key} {value:g}  {config.mixing.kind} {strategy.kind}  "
                      f"{state.rounds[-1].accuracy:.4f}", flush=True)  # fmt: skip
        return self.runs


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.four_steps", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    seeds = tuple(range(parser.parse_args(arguments).seeds))
    run = Walk()

    where = ladder.find_where(BASE, seeds)
    fails = failing(where, run(where))
    print(words.found_where(fails))

    candidates = ladder.mend(BASE, seeds, fails.alpha)
    mend = mended(candidates, run(candidates))
    print(words.mended(mend))

    strategy = mend.best_or(FedAvg())
    cheated = ladder.poison(BASE, seeds, fails.alpha, strategy)
    harm = poisoned(cheated, run(cheated))
    print(words.poisoned(harm, value_title("strategy", strategy.kind)))

    rules = ladder.defend(BASE, seeds, fails.alpha, harm.cheats)
    print(words.defended(defended(rules, run(*rules), harm.rounds), harm.honest))


if __name__ == "__main__":
    main()
