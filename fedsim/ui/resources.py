"""What every session of the app shares: the registry of runs, and imports made ahead of the first run."""

import gc
import importlib
import threading
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from fedsim import data
from fedsim.data.cache import home
from fedsim.presets import QUICK
from fedsim.runs.registry import Registry
from fedsim.runs.state import RunState
from fedsim.runs.store import Store

READY = threading.Event()


@st.cache_resource(show_spinner=False)
def registry() -> Registry:
    """The process's runs. PyTorch and Flower are imported meanwhile, so that the first run starts at once."""
    threading.Thread(target=_get_ready, daemon=True).start()
    return Registry(Store(home() / "runs.sqlite"))


def wait_until_ready() -> None:
    """Return once a run would start without delay: at once, but for the first seconds of the process."""
    if not READY.is_set():
        with st.spinner("Getting PyTorch and Flower ready, once"):
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
    inprocess = importlib.import_module("fedsim.engines.inprocess")
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

    def show(share: float, what: str) -> None:
        place.progress(min(max(share, 0.0), 1.0), text=what)

    try:
        return data.load(name, size, show)
    finally:
        place.empty()


def current_run() -> RunState | None:
    """The run that this page shows: the one in the URL, else the one that is live."""
    run_id = st.query_params.get("run")
    if run_id is None and (live := registry().live()):
        run_id = live[0]
    return registry().store.get(run_id) if run_id else None


def show_run(run_id: str) -> None:
    """Put a run into the URL, so that a reload finds it again."""
    st.query_params["run"] = run_id
