"""About how long a run will take, from what earlier ones took."""

from collections.abc import Sequence
from statistics import median

from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.base import Place
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig

CNN_IMAGES_A_SECOND, CNN_SIZE = 2000.0, 28
"""The small CNN on two cores (docs/PERFORMANCE.md), for a machine that has not trained yet."""
NEWEST = 3


def alike(one: SimulationConfig, other: SimulationConfig) -> bool:
    """Whether a training image takes about as long in both."""
    same = all(getattr(one, name) == getattr(other, name) for name in ("model", "size", "device", "batch_size"))
    return same and _by_image(one) is _by_image(other)


def seconds(config: SimulationConfig, num_images: int, earlier: Sequence[RunState]) -> float | None:
    """For the federation, and for what trains beside it; None where nothing like it has run.

    Args:
        config: what is to be run.
        num_images: all hospitals' training images.
        earlier: runs that are `alike`, newest first.
    """
    rates = [rate for state in earlier if (rate := images_a_second(state))][:NEWEST]
    if not rates and (_by_image(config) or (config.model, config.size) != ("cnn", CNN_SIZE)):
        return None
    together = config.rounds * config.local_epochs
    alone = 0 if config.baselines == "none" else 2 * config.num_baseline_epochs  # each hospital, and all images pooled
    epochs = max(together, alone) if config.baselines == "beside" else together + alone
    return epochs * num_images / (median(rates) if rates else CNN_IMAGES_A_SECOND)


def images_a_second(state: RunState) -> float | None:
    """How fast its rounds went, testing included; None before the first one."""
    rounds = [finished for finished in state.rounds if finished.round and finished.seconds]
    trained = sum(hospital.num_examples for finished in rounds for hospital in finished.hospitals)
    return trained * state.config.local_epochs / sum(finished.seconds for finished in rounds) if trained else None


def _by_image(config: SimulationConfig) -> bool:
    """Whether each image's gradient is clipped by itself, which takes much longer."""
    return mechanism_of(config).clips_at is Place.TRAINING
