"""What every session of the app shares: the registry of runs, and imports made ahead of the first run."""

import gc
import importlib
import threading
import time
from contextlib import suppress
from dataclasses import replace

import streamlit as st
from filelock import FileLock

from fedsim import data
from fedsim.data.files.cache import home
from fedsim.runs.lease import RENEW_SECONDS, VALID_SECONDS
from fedsim.runs.registry import Registry
from fedsim.runs.state import RunState
from fedsim.runs.store import open_store
from fedsim.settings.lesson import ASK, HIDE
from fedsim.settings.limits import in_force
from fedsim.settings.link import LANGUAGE
from fedsim.settings.presets import QUICK
from fedsim.text.datasets import in_progress
from fedsim.text.pages.shared import Resources
from fedsim.ui.visitors import is_own

READY = threading.Event()
TAKING_OVER: list[FileLock] = []
STAGE = ("step", "play", "loop")
"""What an address says of the page Present, beside the run: no settings, and true of any run."""


@st.cache_resource(show_spinner=False)
def registry() -> Registry:
    """The process's runs. PyTorch and Flower are imported meanwhile, so that the first run starts at once."""
    threading.Thread(target=_get_ready, daemon=True).start()
    opened = Registry(open_store())
    if in_force().shared:
        threading.Thread(target=_take_over, args=[opened], daemon=True).start()
    return opened


def _take_over(opened: Registry) -> None:
    """A server goes on with what had waited in a process that is over, once that one's lease is.

    Of several processes on one home one does so.
    """
    with suppress(OSError):
        home().mkdir(parents=True, exist_ok=True)
        TAKING_OVER.append(FileLock(home() / "first.lock", blocking=False))
        TAKING_OVER[-1].acquire()  # for as long as the process lives
        while True:
            opened.take_over()
            time.sleep(VALID_SECONDS + RENEW_SECONDS)


def wait_until_ready() -> None:
    """Return once a run would start without delay: at once, but for the first seconds of the process."""
    if not READY.is_set():
        with st.spinner(Resources.GETTING_READY):
            READY.wait()


def _get_ready() -> None:
    try:
        _warm_up()
    finally:
        READY.set()


def _warm_up() -> None:
    """Import what a run needs, and spare it the garbage collector.

    Streamlit collects garbage after every script run: with PyTorch's modules that takes a tenth of a second each,
    in which neither the page nor the training moves. What is imported never becomes garbage.
    """
    inprocess = importlib.import_module("fedsim.federation.engines.inprocess")
    with suppress(Exception):  # a rehearsal of the quick demo: PyTorch's first steps take seconds
        inprocess.run(replace(QUICK, rounds=1, samples_per_hospital=50), lambda event: None, lambda: False)
    gc.collect()
    gc.freeze()


def load_dataset(name: str, size: int) -> data.Dataset:
    """Load a set with a progress bar where it takes a while; it stays in memory.

    Raises:
        DataError: it cannot be had.
    """
    place = st.empty()

    def show(share: float, step: data.Step) -> None:
        place.progress(min(max(share, 0.0), 1.0), text=in_progress(step))

    try:
        return data.load(name, size, show)
    finally:
        place.empty()


def current_run() -> RunState | None:
    """The run to show: the URL's, else the one that this session showed last, else one's own that is live.

    A link to a run that is not here shows no live one in its place.
    """
    live = [state.id for state in registry().live_states() if is_own(state)]
    known = [st.query_params.get("run"), st.session_state.get("run_id"), *live]
    if unknown_run():
        known = known[1:2]
    state = next((state for run_id in known if run_id and (state := registry().store.newest(run_id))), None)
    if state and not unknown_run():
        show_run(state.id)
    return state


def unknown_run() -> str | None:
    """The run that the URL names, where there is none of that name or it cannot be read."""
    asked = st.query_params.get("run")
    return asked if asked and registry().store.get(asked) is None else None


def show_run(run_id: str) -> None:
    """Keep showing a run: its id in the URL outlives a reload, and in the session a change of page."""
    st.session_state.run_id = run_id
    if st.query_params.get("run") != run_id:
        stays = {name: value for name in (HIDE, ASK, LANGUAGE, *STAGE) if (value := st.query_params.get(name))}
        st.query_params.from_dict({"run": run_id, **stays})  # a link's settings were those of another run
