"""Accuracy against epsilon, from runs made on the spot."""

from dataclasses import replace

import streamlit as st

from fedsim.language import paragraph
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Unit
from fedsim.runs.sweep import Sweep, choose_seeds
from fedsim.settings.config import PRIVATE, SimulationConfig
from fedsim.text.format import counted, exact
from fedsim.text.pages.privacy.cost import Sweep as Words
from fedsim.text.runs import dataset_title, left_out
from fedsim.text.settings import DP_TITLES
from fedsim.ui.privacy import cost as privacy_cost
from fedsim.ui.privacy.queue import act, find, gather, on_screen
from fedsim.ui.shared.controls import kept, pick
from fedsim.ui.shared.figures import about
from fedsim.ui.shared.no_images import are_here
from fedsim.ui.shared.session import entry
from fedsim.ui.shared.words import sentence

CLIENT_NOISES, RECORD_NOISES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0), (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)
CLIENT_START, RECORD_START = (0.0, 0.01, 0.03, 0.1, 0.3), (0.0, 0.1, 0.5, 1.0, 2.0)
"""On the quick demo these go from little cost to guessing: central 83, 78, 49, 27 %; record 66, 46, 39, 25 %."""
MAX_SEEDS, START_SEEDS = 5, 2


def show() -> None:
    """Draw this part of the Privacy page."""
    base = on_screen()
    st.caption(sentence(_which(base)))
    if not are_here():
        return
    sweep = _choose(base)
    runs, num_left_out = gather(sweep)
    if num_left_out:
        st.caption(left_out(num_left_out))
    act(sweep, runs)
    with about(paragraph([_which(base), DP_TITLES[sweep.dp]]), "fedsim-privacy"):
        privacy_cost.show(sweep, list(runs.values()))


def _which(base: SimulationConfig) -> str:
    return Words.WHICH.format(
        images=dataset_title(entry().name),
        hospitals=counted(len(base.hospitals), "hospital"),
        rounds=counted(base.rounds, "round"),
        norm=exact(base.clip_norm),
    )


def _choose(base: SimulationConfig) -> Sweep:
    """Where the noise goes, how much of it, and how many seeds."""
    left, middle, right = st.columns([6, 9, 5], gap="medium")
    chosen = base.dp if base.private else "central"
    dp = left.selectbox(Words.WHERE, PRIVATE, format_func=DP_TITLES.__getitem__,
                        help=Words.WHERE_HELP, **kept(f"sweep-dp-{base.dp}", chosen))  # fmt: skip
    options, start = _noises(dp, base.noise_multiplier if base.private else 0.0)
    noises = middle.pills(
        Words.NOISES, options, selection_mode="multi", format_func=_name, wrap=True,
        **kept(f"sweep-noises-{dp}", start), help=Words.NOISES_HELP,
    )  # fmt: skip
    with right:
        seeds = pick(Words.SEEDS, range(1, MAX_SEEDS + 1), "sweep-seeds", START_SEEDS, Words.SEEDS_HELP)
    sweep = Sweep(base, dp, tuple(noises), ())
    return replace(sweep, seeds=choose_seeds(seeds, base.seed, find(sweep).values()))


def _noises(dp: str, chosen: float) -> tuple[list[float], list[float]]:
    """What there is to choose from, the screen's own noise among it, and what is chosen at first."""
    options, start = (
        (RECORD_NOISES, RECORD_START) if MECHANISMS[dp].unit is Unit.IMAGE else (CLIENT_NOISES, CLIENT_START)
    )
    return sorted({*options, chosen}), sorted({*start, chosen})


def _name(noise: float) -> str:
    return exact(noise) if noise else Words.NO_NOISE
