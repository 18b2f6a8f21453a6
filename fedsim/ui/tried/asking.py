"""Asks a run's models about an image; what they said is kept for as long as the session goes on from image to image.

Of an image of the visitor's own only the last one's is: it holds the image.
"""

import hashlib

import numpy as np
import streamlit as st

from fedsim.analysis.keys import ModelKey
from fedsim.analysis.tried import Said, ask
from fedsim.data import Dataset
from fedsim.runs.state import RunState
from fedsim.ui.shared.resources import registry, wait_until_ready

KEPT, MOST = "tried-said", 12
KEPT_OF_OWN, MOST_OF_OWN = "tried-said-of-own", 1


def said_of(state: RunState, dataset: Dataset, image: np.ndarray, place: int | None = None) -> dict[ModelKey, Said]:
    """What every model that is kept says; the arguments are those of `analysis.tried.ask`.

    Raises:
        FedsimError: a model cannot be made whole again.
    """
    where, most = (KEPT_OF_OWN, MOST_OF_OWN) if place is None else (KEPT, MOST)
    store, kept = registry().store, st.session_state.setdefault(where, {})
    shown = hashlib.blake2b(image.tobytes(), digest_size=8).hexdigest()
    key = state.id, state.version, store.checkpoints.last_round(state.id), shown, place
    if key not in kept:
        wait_until_ready()
        kept[key] = ask(store, state, dataset, image, place)
        while len(kept) > most:
            del kept[next(iter(kept))]
    return kept[key]


def forget_own() -> None:
    """Let go of what was said to the visitor's own image, and of the image with it."""
    st.session_state.pop(KEPT_OF_OWN, None)
