"""What both apps build from a configuration: the data, dealt, and a model. Cached in each process."""

import copy
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from torch import nn

from fedsim.data import load
from fedsim.data.base import Dataset
from fedsim.events import HospitalInfo, Started
from fedsim.hospitals.partition import count_classes, deal_for
from fedsim.seeds import seed_for
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.training.local import Batches, pick_device
from fedsim.training.models import build_model, num_parameters

MAX_VALIDATION = 1000
"""A baseline's validation accuracy is measured on at most this many images."""
NUM_THREADS = min(8, max(1, (os.cpu_count() or 2) // 2))
"""torch's threads for a run, on every engine: half the cores, so that the page stays quick and sums stay equal.

Set with `torch.set_num_threads` in the thread that computes, since OpenMP keeps the number a thread.
"""


@dataclass(frozen=True, eq=False)
class Population:
    """Everything that a run works on.

    Attributes:
        dataset: the whole set.
        shards: each hospital's training images.
        class_counts: (hospitals, k) int64, how many images of each class each hospital has.
        test: the images that every model is judged on.
        device: where models and images live.
    """

    config: SimulationConfig
    dataset: Dataset
    shards: tuple[Batches, ...]
    class_counts: np.ndarray
    test: Batches
    device: str

    def model(self) -> nn.Module:
        """The initial model, a copy of its own: the same weights every time."""
        return copy.deepcopy(self._initial)

    @cached_property
    def _initial(self) -> nn.Module:
        """Made once: ImageNet's weights alone take a second to read."""
        config = self.config
        model = build_model(
            config.model,
            self.dataset.channels,
            self.dataset.num_classes,
            seed_for(config.seed, "weights"),
            pretrained=config.weights == "imagenet",
            private=config.private,
        )
        return model.to(self.device)

    @property
    def sizes(self) -> list[int]:
        """Each hospital's number of training images."""
        return self.class_counts.sum(axis=1).tolist()

    def hospitals(self) -> tuple[HospitalInfo, ...]:
        return tuple(
            HospitalInfo(hospital.name, hospital.excluded, int(counts.sum()), tuple(int(count) for count in counts))
            for hospital, counts in zip(self.config.hospitals, self.class_counts, strict=True)
        )

    def validation(self, shard: Batches) -> Batches:
        """Validation images of the classes that a shard holds, evenly spread: a hospital cannot know its blind spot."""
        split = self.dataset.val
        rows = np.flatnonzero(np.isin(split.labels, np.unique(shard.labels.cpu().numpy())))
        rows = rows[np.linspace(0, len(rows) - 1, min(MAX_VALIDATION, len(rows)), dtype=np.int64)]
        return Batches.from_numpy(split.images[rows], split.labels[rows]).to(self.device)

    def started(self, initial: nn.Module, noise_multiplier: float, weighting: str = "by images") -> Started:
        """What a run reports first.

        Args:
            initial: its model, whose parameters are counted.
            noise_multiplier: the one in force; 0 is none.
            weighting: how hospitals count in the average, "by images" or "equal".
        """
        dataset = self.dataset
        return Started(
            dataset=dataset.name,
            dataset_title=dataset.title,
            drawn=dataset.drawn,
            classes=dataset.classes,
            num_train=len(dataset.train),
            num_val=len(dataset.val),
            num_test=len(dataset.test),
            hospitals=self.hospitals(),
            device=self.device,
            num_parameters=num_parameters(initial),
            noise_multiplier=noise_multiplier,
            weighting=weighting,
        )


def load_population(config: SimulationConfig) -> Population:
    """Load the data and deal them, once a process.

    Raises:
        FedsimError: the data set or the device cannot be had.
        ConfigError: the settings do not fit the data set.
    """
    return _deal(config, load(config.dataset, config.size))


@lru_cache(maxsize=2)
def _deal(config: SimulationConfig, dataset: Dataset) -> Population:
    """Cached by the set itself too: a file that was written anew is another set."""
    device = pick_device(config.device)
    if problems := config.validate(dataset.classes):
        raise ConfigError(" ".join(problems))
    train = Batches.from_numpy(dataset.train.images, dataset.train.labels)
    hands = deal_for(config, dataset.train.labels, dataset.classes)
    counts = count_classes(dataset.train.labels, hands, dataset.num_classes)
    if len(empty := np.flatnonzero(counts.sum(axis=1) == 0)):
        raise ConfigError(f"Hospital {config.hospitals[empty[0]].name} got no images: give it more classes.")
    return Population(
        config=config,
        dataset=dataset,
        shards=tuple(train.select(hand).to(device) for hand in hands),
        class_counts=counts,
        test=Batches.from_numpy(dataset.test.images, dataset.test.labels).to(device),
        device=device,
    )
