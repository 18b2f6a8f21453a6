"""The federation in motion, beside a run's charts."""

from fedsim.analysis.motion import motion_at, motion_of
from fedsim.runs.state import RunState
from fedsim.ui.shared.components import component
from fedsim.ui.shared.federation import frame_of, look_of
from fedsim.ui.shared.resources import registry


def show_motion(state: RunState, shown: int) -> None:
    """Draw it: a live run as it is, and one that is over as it was after a round.

    Args:
        state: the run.
        shown: the round.
    """
    steering = registry().steering(state.id) if state.status.live else None
    waits_after = steering.waits_after if steering else None
    motion = motion_of(state, waits_after) if state.status.live else motion_at(state, shown)
    data = {"look": look_of(state, motion), "frame": frame_of(state, motion)}
    component("motion", data, key=f"motion-{state.id}")
