"""The four steps: each has a button and ends in a sentence that the next one starts from."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from fedsim.analysis import ladder as found
from fedsim.runs import ladder
from fedsim.runs.exploration import Exploration, Runs
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import FedAvg
from fedsim.text.pages import ladder as words
from fedsim.text.pages.ladder import Ladder
from fedsim.text.runs import dataset_title
from fedsim.text.settings import value_title
from fedsim.ui.explore import running
from fedsim.ui.explore.results import show_table
from fedsim.ui.shared.controls import pick
from fedsim.ui.shared.glossary import headed
from fedsim.ui.shared.words import sentence

SEEDS = (1, 3)


def show(base: SimulationConfig = ladder.BASE) -> None:
    """Draw all four, those that wait for the one before them too."""
    number = pick(Ladder.SEEDS, SEEDS, "ladder-seeds", SEEDS[0], Ladder.SEEDS_HELP)
    st.caption(words.which(len(base.hospitals), dataset_title(base.dataset), base.rounds, base.local_epochs))
    seeds = tuple(range(number))
    done = _find(base, seeds)
    for name in words.TITLES:
        if name not in done:
            headed(f"## :gray[{words.TITLES[name]}]")  # it cannot be pressed yet
            st.caption(Ladder.AFTER)
    if "mend" in done:
        st.caption(words.seeds_said(number))


def _find(base: SimulationConfig, seeds: tuple[int, ...]) -> list[str]:
    """Walk as far as the runs go; which steps were drawn."""
    where = ladder.find_where(base, seeds)
    failing = found.failing(where, _step("find", [where]))
    if failing is None:
        return ["find"]
    _say(words.found_where(failing))

    candidates = ladder.mend(base, seeds, failing.alpha)
    mended = found.mended(candidates, _step("mend", [candidates], [where]))
    if mended is None:
        return ["find", "mend"]
    _say(words.mended(mended))

    strategy = mended.best_or(FedAvg())
    cheated = ladder.poison(base, seeds, failing.alpha, strategy)
    poisoned = found.poisoned(cheated, _step("poison", [cheated], [where, candidates]))
    if poisoned is None:
        return ["find", "mend", "poison"]
    _say(words.poisoned(poisoned, value_title("strategy", strategy.kind)))

    rules = ladder.defend(base, seeds, failing.alpha, poisoned.cheats)
    if defended := found.defended(rules, _step("defend", rules), poisoned.rounds):
        _say(words.defended(defended, poisoned.honest))
    return list(words.TITLES)


def _head(name: str) -> None:
    headed(f"## {words.TITLES[name]}")


def _step(name: str, explorations: Sequence[Exploration], before: Sequence[Exploration] = ()) -> Runs:
    """Draw a step's button, where its runs stand, and the numbers that they came to.

    Args:
        name: the step's.
        explorations: its runs.
        before: those of the steps before it.
    """
    _head(name)
    st.caption(words.ABOUT[name])
    runs = running.gather(explorations)[0]
    done = [run for each in before for run in each.configs()]
    running.run(explorations, runs, f"ladder-{name}", words.BUTTONS[name], partial(running.name, explorations), done)
    for place, each in enumerate(explorations, 1):
        show_table(each, runs, f"ladder-{name}" if len(explorations) == 1 else f"ladder-{name}-{place}")
    return runs


def _say(said: str) -> None:
    headed(f"**{sentence(said)}**")
