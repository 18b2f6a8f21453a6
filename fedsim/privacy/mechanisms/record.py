"""Record-level privacy: DP-SGD inside each hospital hides single images (`fedsim.privacy.record` does the training)."""

from collections.abc import Sequence
from dataclasses import dataclass

from fedsim.privacy.accounting import Release, default_delta, steps_per_epoch
from fedsim.privacy.mechanisms.base import Mechanism, Place, Unit
from fedsim.settings.config import SimulationConfig


@dataclass(frozen=True)
class RecordLevel(Mechanism):
    """Every step of a hospital's training is a release, on a Poisson sample of its images."""

    def releases(self, config: SimulationConfig, num_examples: Sequence[int]) -> tuple[Release, ...]:
        return tuple(_release(config, number) for number in num_examples)


def _release(config: SimulationConfig, num_examples: int) -> Release:
    return Release(
        config.noise_multiplier,
        config.delta or default_delta(num_examples),
        num_examples,
        min(config.batch_size, num_examples),
        config.local_epochs * steps_per_epoch(num_examples, config.batch_size),
    )


RECORD = RecordLevel("record", Unit.IMAGE, clips_at=Place.TRAINING, noise_at=Place.TRAINING)
