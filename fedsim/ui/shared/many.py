"""A federation with many hospitals: which of them are shown in full."""

from collections.abc import Sequence

from fedsim.runs.state import RunState
from fedsim.settings.alike import sample_places
from fedsim.settings.config import SimulationConfig
from fedsim.text.pages.shared import Many
from fedsim.ui.shared.controls import kept, several

MOST_SHOWN = 4
"""In a larger federation so many are shown at first, and others on a choice."""
MANY = 8
MOST_LINES = 12
"""In a larger federation a chart has no line or row for everyone."""


def some_places(config: SimulationConfig) -> tuple[int, ...]:
    """Places of the hospitals that a chart has a row for: everyone, or of many a sample of a dozen."""
    return sample_places(config, MOST_LINES)


def choose_hospitals(state: RunState, part: str, first: Sequence[int]) -> list[int]:
    """Which hospitals to show: all of a few; of many, those that are chosen, of the sample where there is one. Places,
    in the federation's order.

    Args:
        state: the run.
        part: of the page; each has a choice of its own.
        first: the places that are shown at first, of many.
    """
    names = state.config.hospital_names
    if len(names) <= MANY:
        return list(range(len(names)))
    chosen = several(
        Many.SHOWN.format(n=len(names)),
        sample_places(state.config),
        format_func=names.__getitem__,
        placeholder=Many.CHOOSE,
        **kept(f"{part}-{state.id}", [*first]),
    )
    return sorted(chosen)
