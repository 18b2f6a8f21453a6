"""A virtual clock: how long a round would take where hospitals train at the same time, each at its own pace.

A hospital needs images x local epochs x its slowness, in units of what the median hospital needs at the normal pace; as
all make as many local epochs, these cancel. Nothing of it is measured, and nothing of this machine counts.
"""

from collections.abc import Iterable, Sequence
from statistics import median

from fedsim.events import HospitalRound
from fedsim.settings.config import SimulationConfig
from fedsim.settings.pace import slowness


def virtual_times(config: SimulationConfig, sizes: Sequence[int]) -> tuple[float, ...]:
    """What each hospital needs for a round.

    Args:
        config: the run's settings.
        sizes: each hospital's training images.
    """
    unit = median(sizes)
    return tuple(size * slowness(each.pace) / unit for size, each in zip(sizes, config.hospitals, strict=True))


def round_time(hospitals: Iterable[HospitalRound], deadline: float | None) -> float:
    """How long the server waits in a round: for the last who answers, and where it waits in vain until the deadline.

    Without a deadline it is taken to know at once who does not answer.
    """
    asked = [each for each in hospitals if each.status not in ("idle", "absent")]
    if deadline is not None and any(each.status in ("late", "dropped") for each in asked):
        return deadline
    return max((each.virtual_time or 0.0 for each in asked if each.status in ("ok", "failed")), default=0.0)


def has_stragglers(config: SimulationConfig) -> bool:
    """Whether the clock is worth a word: somebody is slow, or is cut off."""
    return config.deadline is not None or any(slowness(each.pace) != 1.0 for each in config.hospitals)
