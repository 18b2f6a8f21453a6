"""A sweep on the terminal: a line a run, a table, and the sentence that the page ends in."""

import argparse
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Generic

import pandas as pd

from fedsim.analysis.exploration import exploration_frame, finding, until_target
from fedsim.cli.interrupt import interruptible
from fedsim.errors import FedsimError, Problem
from fedsim.export.results_file import as_json, write_whole
from fedsim.runs.asked import T, runs_of, with_seeds
from fedsim.runs.axes import find_axis
from fedsim.runs.exploration import Exploration, Runs, make_strategy, without_budget
from fedsim.runs.obstacles import obstacles
from fedsim.runs.runner import Outcome, carry_out
from fedsim.runs.store import Store
from fedsim.runs.sweep import is_done, missing
from fedsim.settings.config import KINDS, ConfigError, SimulationConfig
from fedsim.settings.declared import declared
from fedsim.settings.problems import wrong_value
from fedsim.text import target
from fedsim.text.cli.explore import Sweep
from fedsim.text.format import exact, padded, percent, width
from fedsim.text.pages import explore as words
from fedsim.text.settings import value_title

MAX_SEEDS = 100


def asked(options: argparse.Namespace, config: SimulationConfig) -> Exploration:
    """What the options ask for, without seeds.

    Raises:
        ConfigError: what is to be moved, a value, or a strategy is none.
    """
    key, _, texts = options.over.partition("=")
    axis = find_axis(config, key)
    values = axis.read_listed(texts)
    kinds = list(dict.fromkeys((options.strategies or config.strategy.kind).split(",")))
    if wrong := [kind for kind in kinds if kind not in KINDS["strategy"]]:
        raise ConfigError(wrong_value(declared(SimulationConfig)["strategy"], wrong[0]))
    check_seeds(options.seeds)
    base = without_budget(config, key)
    exploration = Exploration(base, key, values, tuple(make_strategy(base, kind) for kind in kinds), (0,))
    if problems := dict.fromkeys(problem for each in exploration.configs() for problem in obstacles(each)):
        raise ConfigError(*problems)
    return exploration


def check_seeds(number: int) -> None:
    """Raise ConfigError where they are none, or too many."""
    if not 1 <= number <= MAX_SEEDS:
        raise ConfigError("seeds-out-of-bounds", value=number, most=MAX_SEEDS)


class Sweeper(Generic[T]):
    """Carries out the runs that are missing, one after the other.

    Args:
        store: keeps them.
        exploration: what is asked for; its seeds are chosen here.
        num_seeds: how many.
        name: what to call a run, without its seed.
    """

    def __init__(self, store: Store, exploration: T, num_seeds: int, name: Callable[[SimulationConfig], str]) -> None:
        self._store, self._stop, self._name = store, threading.Event(), name
        self.exploration: T = with_seeds(exploration, num_seeds, store)

    def runs(self) -> Runs:
        """Those of today that there are."""
        return runs_of([self.exploration], self._store)[0]

    def run(self) -> None:
        """Train what is missing; a signal stops it. Raises what ended it, if that was not its end."""
        interruptible(self._run, self._stop)

    def run_and_tell(
        self, tell: Callable[[T, Runs], None], to_json: Callable[[T, Runs], dict[str, Any]], results: Path | None
    ) -> None:
        """Likewise; whatever ends it, what there is is told and, where there is a place, written.

        Args:
            tell: prints what all comes to.
            to_json: what is written.
            results: where.
        """
        try:
            self.run()
        finally:
            if problem := self._store.problem:
                print(f"fedsim: {problem}", file=sys.stderr, flush=True)
            runs = self.runs()
            tell(self.exploration, runs)
            if results:
                write_whole(as_json(to_json(self.exploration, runs)), results)

    def _run(self) -> None:
        configs = self.exploration.configs()
        done = {key: state for key, state in self.runs().items() if is_done(state)}
        todo = missing(configs, done)
        print(words.how_many_done(len(configs) - len(todo), len(configs)), flush=True)
        failed: list[Outcome] = []
        for config in todo:
            run_id = self._store.create(config)
            outcome = carry_out(self._store, run_id, self._stop.is_set)
            if self._stop.is_set():
                return
            state = self._store.get(run_id)
            if state is None or not is_done(state):
                failed.append(outcome)
                self._tell(config, Sweep.FAILED.format(error=str(outcome.problem or outcome.error or "")))
            else:
                self._tell(config, percent(state.rounds[-1].accuracy, 1))
        if failed:
            _raise(failed[0])

    def _tell(self, config: SimulationConfig, outcome: str) -> None:
        print(Sweep.RUN.format(run=self._name(config), seed=config.seed, outcome=outcome), flush=True)


def _raise(outcome: Outcome) -> None:
    if isinstance(outcome.error, FedsimError):
        raise outcome.error
    raise FedsimError(outcome.problem or Problem.of("run-ended-early")) from outcome.error


def conclude(exploration: Exploration, runs: Runs) -> str:
    """The table, and the page's sentence where all that it compares is done."""
    frame = exploration_frame(runs, exploration)
    if frame.empty:
        return ""
    titles = words.titles_of(exploration)
    found = finding(runs, exploration)
    said = [words.headline(found, titles, exploration.axis)] if found else []
    tables = _table({(row.strategy, row.value): _cell(row) for row in frame.itertuples()}, titles, exploration)
    if took := until_target(runs, exploration):
        tables += ["", target.title(exploration.base.target_accuracy or 0.0)]
        tables += _table({place: target.took(each) for place, each in took.items()}, titles, exploration)
    return "\n".join([*tables, "", *said]).rstrip()


def _table(cells: Mapping[tuple[int, float], str], titles: Sequence[str], exploration: Exploration) -> list[str]:
    """Cells are by a strategy's place and value."""
    rows = [
        [exact(value), *(cells.get((place, value), "–") for place in range(len(titles)))]
        for value in exploration.values
    ]
    lines = [[exploration.key, *titles], *rows]
    widths = [max(width(line[column]) for line in lines) for column in range(len(lines[0]))]
    return ["  ".join(padded(*each, right=True) for each in zip(line, widths, strict=True)) for line in lines]


def _cell(row: Any) -> str:
    return percent(row.accuracy, 1, None if pd.isna(row.sd) else row.sd)


def to_json(exploration: Exploration, runs: Runs) -> dict[str, Any]:
    """What `--json` writes: accuracies are fractions; sd is null for one seed, to_target without a target accuracy."""
    frame = exploration_frame(runs, exploration)
    kinds = [each.kind for each in exploration.strategies]
    found = finding(runs, exploration)
    titles = words.titles_of(exploration)
    took = until_target(runs, exploration)
    points = [
        {"value": row.value, "strategy": kinds[row.strategy], "accuracy": row.accuracy, "low": row.low,
         "high": row.high, "sd": None if pd.isna(row.sd) else row.sd, "seeds": row.seeds,
         "heterogeneity": None if pd.isna(row.heterogeneity) else row.heterogeneity,
         "to_target": asdict(took[row.strategy, row.value]) if took else None}
        for row in frame.itertuples()
    ]  # fmt: skip
    return {
        "over": exploration.key, "values": list(exploration.values), "strategies": kinds,
        "seeds": list(exploration.seeds), "config": exploration.base.to_dict(), "points": points,
        "sentence": words.headline(found, titles, exploration.axis) if found else None,
    }  # fmt: skip


def explore(store: Store, exploration: Exploration, num_seeds: int, results: Path | None) -> None:
    """Train what is missing and say what all comes to; whatever ends it, what there is is said and written."""

    def name(config: SimulationConfig) -> str:
        place = exploration.where(config)
        at = words.at(exploration.axis, place[0]) if place else ""
        return Sweep.AT.format(strategy=value_title("strategy", config.strategy.kind), at=at)

    sweeper: Sweeper[Exploration] = Sweeper(store, exploration, num_seeds, name)
    if told := words.skew_alone(exploration.base, exploration.key):
        print(told, flush=True)
    sweeper.run_and_tell(lambda asked, runs: print(conclude(asked, runs), flush=True), to_json, results)
