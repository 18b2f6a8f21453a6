"""What a privacy mechanism is: one frozen object that clips, adds noise, accounts, and says where it stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from fedsim.privacy.accounting import Release, default_delta
from fedsim.privacy.noise import Arrays, add_noise, clip, noise_std
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import takes_part


class Unit(Enum):
    """What is hidden: whether it was there at all (add-or-remove-one)."""

    HOSPITAL = "hospital"
    IMAGE = "image"


class Place(Enum):
    """Where an update is on its way from a hospital's images to the shared model."""

    TRAINING = "training"
    SENDING = "sending"
    SERVER = "server"


@dataclass(frozen=True)
class Mechanism:
    """Where updates are clipped and noised, and what follows from that.

    Attributes:
        name: the value of the setting `dp`; a key of the titles and sentences in `fedsim.text`.
        unit: what is hidden; None is nothing.
        clips_at: where no update, or at TRAINING no image's gradient, is left longer than the clip norm.
        noise_at: where noise is added; who comes before sees what is not protected.
        adapts: whether the clip norm follows the updates.
    """

    name: str
    unit: Unit | None
    clips_at: Place | None
    noise_at: Place | None
    adapts: bool = False

    def __post_init__(self) -> None:
        """Noise hides what was clipped before it, and nothing else: what it is accounted as must be what is done."""
        order = (Place.TRAINING, Place.SENDING, Place.SERVER)
        if self.noise_at and (not self.clips_at or order.index(self.clips_at) > order.index(self.noise_at)):
            raise ValueError(f"{self.name} adds noise at {self.noise_at} to what is clipped at {self.clips_at}")

    @property
    def private(self) -> bool:
        """Whether anything is clipped; a promise needs noise too."""
        return self.unit is not None

    @property
    def per_hospital(self) -> bool:
        """Whether each hospital has a promise of its own: it adds its own noise."""
        return self.noise_at in (Place.TRAINING, Place.SENDING)

    @property
    def weighting(self) -> str:
        """How hospitals count in the average. Noise on the average hides one only where all count equally."""
        return "equal" if self.noise_at is Place.SERVER else "by images"

    @property
    def clips_updates(self) -> bool:
        """Whether it is the updates that are clipped, so that their lengths say what clip norm to choose."""
        return self.clips_at in (Place.SENDING, Place.SERVER)

    def population(self, num_examples: Sequence[int]) -> int:
        """How many units are protected; where hospitals have images of their own, at the smallest."""
        return min(num_examples) if self.unit is Unit.IMAGE else len(num_examples)

    def releases(self, config: SimulationConfig, num_examples: Sequence[int]) -> tuple[Release, ...]:
        """What a round publishes: one release for all hospitals, or one a hospital.

        Of a hospital that never takes part nothing is published, and it is not counted.

        Whoever takes part in a round is in it whole: no sampling of hospitals amplifies anything.

        Args:
            config: the run's settings, with the noise multiplier in force, > 0.
            num_examples: each hospital's training images.
        """
        number = len(num_examples)
        protected = sum(map(takes_part, config.hospitals)) if len(config.hospitals) == number else number
        one = Release(config.noise_multiplier, config.delta or default_delta(protected), protected, protected)
        return (one,) * (number if self.per_hospital else 1)

    def share_of_noise(self, num_hospitals: int) -> float:
        """By what the average of so many divides the noise: one noise by their number, one each by its root."""
        return math.sqrt(num_hospitals) if self.per_hospital else num_hospitals

    def leave(
        self, sent: Arrays, trained: Arrays, learned: Sequence[str], clip_norm: float, std: float,
        rng: np.random.Generator,
    ) -> Arrays:  # fmt: skip
        """What leaves a hospital.

        Args:
            sent: the model that it received.
            trained: the model that it trained.
            learned: names of the learned weights; the rest is not touched.
            clip_norm: > 0.
            std: of a hospital's noise.
            rng: draws it.
        """
        arrays = clip(sent, trained, clip_norm, learned) if self.clips_at is Place.SENDING else trained
        return add_noise(arrays, std, rng, learned) if self.noise_at is Place.SENDING else arrays

    def arrive(self, sent: Arrays, received: Arrays, learned: Sequence[str], clip_norm: float) -> Arrays:
        """What of a hospital's model counts in the average."""
        return clip(sent, received, clip_norm, learned) if self.clips_at is Place.SERVER else received

    def noise_on_updates(self, noise_multiplier: float, num_hospitals: int) -> float:
        """The noise multiplier of the updates, of that which is accounted for."""
        return noise_multiplier

    def std(self, noise_multiplier: float, clip_norm: float, num_hospitals: int) -> float:
        """Standard deviation of the noise in each number of what it falls on: an update, or an average of so many."""
        shared_by = num_hospitals if self.noise_at is Place.SERVER else 1
        return noise_std(self.noise_on_updates(noise_multiplier, num_hospitals), clip_norm) / shared_by

    def next_clip_norm(
        self, clip_norm: float, unclipped: Sequence[bool], noise_multiplier: float, num_hospitals: int,
        rng: np.random.Generator,
    ) -> float:  # fmt: skip
        """The clip norm of the next round.

        Args:
            clip_norm: this round's.
            unclipped: of each update that arrived, whether it was short enough.
            noise_multiplier: the one in force.
            num_hospitals: hospitals that were planned.
            rng: draws the noise on what is learned from `unclipped`.
        """
        return clip_norm
