"""Where a live run stands, in words, wherever a page says so."""

from fedsim.runs.state import RunState
from fedsim.text.progress import where
from fedsim.ui.shared.resources import registry


def standing(state: RunState) -> str:
    """What a live run is doing, or that it waits."""
    runs = registry()
    steering = runs.steering(state.id)
    return where(state, runs.ahead_of(state.id), runs.store.now(), steering.waits_after if steering else None)
