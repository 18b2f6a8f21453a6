"""What sweeps of any kind have in common: which of their runs there are, and the seeds that most of them have."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from fedsim.runs.exploration import Exploration, Runs
from fedsim.runs.grid import Grid
from fedsim.runs.made_now import of_today
from fedsim.runs.store import Store
from fedsim.runs.sweep import by_settings, choose_seeds, is_done

Sweep = Exploration | Grid
T = TypeVar("T", Exploration, Grid)


def runs_of(sweeps: Sequence[Sweep], store: Store) -> tuple[Runs, int]:
    """The runs of today, and how many others would have counted."""
    states = store.matching(lambda config: any(each.covers(config) for each in sweeps))
    return of_today(states, sweeps[0].base.device, by_settings, is_done)


def with_seeds(sweep: T, number: int, store: Store) -> T:
    """The sweep with so many seeds: those with which most of it is there already."""
    there = runs_of([sweep], store)[0].values()
    return replace(sweep, seeds=choose_seeds(number, sweep.base.seed, there))
