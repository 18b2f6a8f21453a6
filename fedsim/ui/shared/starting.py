"""Starting a run from any page: what a click on Run comes to, and what is said of it."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import streamlit as st

from fedsim import data
from fedsim.errors import FedsimError, Problem
from fedsim.hospitals.advice import advice_for
from fedsim.runs.allowance import NotAllowed, too_long
from fedsim.runs.obstacles import needs_solving, obstacles
from fedsim.runs.registry import AlreadyQueued
from fedsim.runs.state import Purpose, RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.limits import in_force
from fedsim.text.format import counted
from fedsim.text.pages.shared import Starting
from fedsim.text.settings import with_titles
from fedsim.ui import visitors
from fedsim.ui.serving import INTO_VIEW
from fedsim.ui.shared.foretold import seconds
from fedsim.ui.shared.resources import registry, show_run, wait_until_ready
from fedsim.ui.shared.words import plain

SECONDS_TOLD = 30
"""How long it is said what a click came to."""


def why_not(*configs: SimulationConfig) -> str:
    """Why not all of these runs could start, in Markdown; empty where they can. Every button that starts one asks."""
    return "  \n".join(plain(with_titles(sentence)) for sentence in _sentences(configs))


def _sentences(configs: Iterable[SimulationConfig]) -> list[str]:
    found: dict[str, None] = {}
    for config in configs:
        if needs_solving(config):
            wait_until_ready()  # two threads that import Flower at once find it half imported
        problems = obstacles(config)
        found |= dict.fromkeys(map(str, problems or filter(None, [_too_long(config)])))
    return list(found)


def _too_long(config: SimulationConfig) -> Problem | None:
    if in_force().max_run_minutes is None:
        return None
    dataset = data.load(config.dataset, config.size)
    return too_long(seconds(config, dataset, advice_for(config, dataset).partition.sizes), in_force())


def button(
    label: str,
    why: str,
    on_click: Callable[..., None],
    args: list[Any] | None = None,
    *,
    key: str,
    text: str | None = None,
    disabled: bool = False,
    **look: Any,
) -> None:
    """A button that starts something: where that could not start it is grey, and its help is the reason.

    Args:
        label: what it does.
        why: `why_not` of what it would start.
        on_click: starts it.
        args: what `on_click` is called with.
        key: the widget's.
        text: its help where it can be pressed.
        disabled: whether there is another reason why it cannot be.
        look: what else `st.button` takes.
    """
    st.button(label, key=key, disabled=disabled or bool(why), on_click=on_click, args=args, help=why or text, **look)


def say_why(why: str) -> None:
    """The reason below a grey button, where nothing else on the page says it."""
    if why:
        st.caption(f":material/block: {why}")


def start(config: SimulationConfig, beside: str) -> None:
    """Start a run, in a callback; `tell` says what came of it. One that could not start is refused, and none is kept.

    A run that has to wait leaves the viewer where he is, with the queue in sight.

    Args:
        config: its settings.
        beside: the place that says so.
    """
    state = st.session_state
    if refuse(beside, config):
        return
    try:
        run_id = registry().start(config, visitors.asking())
    except AlreadyQueued as same:
        state.told = Told(beside, plain(str(same)), same.run_id)
        return
    except NotAllowed as error:
        state.told = Told(beside, plain(str(error)))
        return
    state.draw_anew = True
    if ahead := registry().ahead_of(run_id):
        state.toast = (Starting.QUEUED.format(runs=counted(ahead, "run")), ":material/queue:")
    else:
        show_run(run_id)
        state.started_here = run_id


def start_all(configs: Sequence[SimulationConfig], purpose: Purpose, beside: str) -> None:
    """Start runs that are asked for together, in a callback: all of them or, where one could not start, none."""
    if refuse(beside, *configs):
        return
    try:
        registry().start_all(configs, purpose, visitors.asking())
    except NotAllowed as error:
        st.session_state.told = Told(beside, plain(str(error)))


def add_baselines(state: RunState, beside: str) -> None:
    """Train a run's baselines, in a callback, where its images are still there and it is the visitor's own."""
    if not visitors.is_own(state):
        st.session_state.told = Told(beside, plain(str(Problem.of("not-your-run"))))
    elif not refuse(beside, state.config):
        registry().add_baselines(state.id)


def resume(state: RunState, beside: str) -> None:
    """Let a run go on from its last model, in a callback, where its images are there and it is the visitor's own."""
    if not visitors.is_own(state):
        st.session_state.told = Told(beside, plain(str(Problem.of("not-your-run"))))
    elif not refuse(beside, state.config):
        try:
            registry().resume(state.id)
        except FedsimError as error:
            st.session_state.told = Told(beside, plain(str(error)))
        st.session_state.draw_anew = True


@dataclass(frozen=True)
class Told:
    """What a click came to, to be said for a while.

    Attributes:
        beside: where the button stands.
        text: Markdown.
        same_as: the run that there is already; None where a run was refused.
        page: the page, and its part.
        until: on the monotonic clock, s.
    """

    beside: str
    text: str
    same_as: str | None = None
    page: str = field(default_factory=lambda: st.session_state.get("last_place", ""))
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS_TOLD)

    @property
    def is_over(self) -> bool:
        """Whether it was said long enough, or is no longer so."""
        elsewhere = self.page != st.session_state.get("last_place", "")
        ended = self.same_as is not None and self.same_as not in registry().live()
        return elsewhere or ended or time.monotonic() > self.until


def refuse(beside: str, *configs: SimulationConfig) -> bool:
    """Say why runs cannot start; False where they can. What an earlier click came to is said no longer."""
    st.session_state.pop("told", None)
    if why := why_not(*configs):
        st.session_state.told = Told(beside, why)
    return bool(why)


def tell(beside: str) -> None:
    """Say, beside the button, what a click on it came to: a callback draws nothing by itself.

    Where the whole page has to follow, it is drawn anew: the click may have been within a fragment.
    What is said is said again however often its place is redrawn: until the next such click, on another page, or for
    half a minute.
    """
    state = st.session_state
    if state.pop("draw_anew", False):
        st.rerun()
    told: Told | None = state.get("told")
    if told and told.is_over:
        del state.told
    elif told and told.beside == beside:
        if told.same_as is None:
            st.error(told.text, icon=":material/block:")
            return
        st.info(told.text, icon=":material/content_copy:")
        st.page_link("pages/simulate.py", label=Starting.SHOW, icon=":material/arrow_forward:",
                     query_params={"run": told.same_as})  # fmt: skip


def tell_in_passing() -> None:
    """With the whole page, since a fragment that looks for news would take it away: that a run was queued."""
    state = st.session_state
    if "toast" in state and not state.get("draw_anew"):  # else the page is about to be drawn again
        text, icon = state.pop("toast")
        st.toast(text, icon=icon)


def bring_into_view(run_id: str) -> None:
    """Scroll once to a run that was started here: below many hospitals, or on a phone, it would begin out of sight."""
    if st.session_state.get("started_here") == run_id:
        started = f'<div data-fedsim-started="{escape(run_id)}"></div><script>{INTO_VIEW}</script>'
        st.html(started, unsafe_allow_javascript=True)
