"""Runs that came to given accuracies, to be put side by side."""

from dataclasses import replace

from tiny import finished, on_images, started

from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig

BASE = SimulationConfig(rounds=2)


def state(
    *accuracies: float, config: SimulationConfig = BASE, seed: int = 0, images: int = 1000, at: float = 0
) -> RunState:
    """A run whose rounds of training came to these."""
    rounds = tuple(on_images(finished(place, each), images) for place, each in enumerate((0.1, *accuracies)))
    done = replace(config, seed=seed)
    return RunState(f"{seed}-{at}", done, Status.FINISHED, info=started(), rounds=rounds, queued_at=at)
