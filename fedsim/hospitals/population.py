"""What both apps build from a configuration: every hospital's images, and a model. Cached in each process."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from torch import nn

from fedsim.data import DataError, Dataset, load
from fedsim.events import HospitalInfo, ShortcutAccuracy, Started
from fedsim.hospitals.advice import Advice
from fedsim.hospitals.identity import NUM_THREADS
from fedsim.hospitals.images import Images, Way
from fedsim.hospitals.partition import Partition, partition_for
from fedsim.hospitals.shortcut import Marks, diseases, shortcut_accuracies
from fedsim.seeds import seed_for
from fedsim.settings.alike import MOST_EACH, sample_names, sample_places
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.settings.presence import members, takes_part
from fedsim.settings.strategy import by_scanner
from fedsim.training.local import Batches, evaluate, pick_device
from fedsim.training.models import build_model, num_parameters


@dataclass(frozen=True, eq=False)
class Population:
    """Everything that a run works on.

    Attributes:
        dataset: the whole set.
        partition: who has which of its training images, and which are left over.
        images: the same on the device.
        device: where models and images live.
    """

    config: SimulationConfig
    dataset: Dataset
    partition: Partition
    images: Images
    device: str

    def shard(self, place: int) -> Batches:
        """One hospital's training images."""
        return self.images.shard(place)

    def trained_on(self, place: int) -> Batches:
        """What it trains on in the federation: the same, unless it cheats."""
        return self.images.trained_on(place)

    @property
    def shards(self) -> tuple[Batches, ...]:
        """Every hospital's training images."""
        return tuple(self.shard(place) for place in range(len(self.partition.shards)))

    @property
    def pooled(self) -> Batches:
        """Those of all that take part, in one place, each image once."""
        return self.images.pooled(members(self.config.hospitals))

    @property
    def test(self) -> Batches:
        """The images that every model is evaluated on."""
        return self.images.test()

    @property
    def marked_test(self) -> Batches:
        """The same, each with a backdoor's mark."""
        return self.images.marked_test()

    def test_at(self, place: int) -> Batches:
        """The same as one hospital's scanner takes them: what its own model is evaluated on."""
        return self.images.test(place)

    def marked_diseases(self, place: int | None = None) -> tuple[int, ...]:
        """The classes that go with a mark at a hospital, or at any."""
        hospitals = self.config.hospitals if place is None else self.config.hospitals[place : place + 1]
        return diseases([each.shortcut for each in hospitals], self.dataset.classes)

    def shortcut_of(
        self,
        model: nn.Module,
        place: int | None,
        go_on: Callable[[], object] = lambda: None,
        without: float | None = None,
    ) -> tuple[ShortcutAccuracy, ...]:
        """How right a model is with the mark of a hospital, or each one's, on the disease, nowhere and on others.

        Args:
            model: any.
            place: the hospital's; None is all of them.
            go_on: called after each batch; may raise to stop.
            without: its accuracy on `test`, where that is known.

        Raises:
            DivergedError: what the model says is not finite.
        """

        def accuracy(cls: int, marks: Marks) -> float:
            if marks is Marks.WITHOUT and without is not None:
                return without
            test = self.images.shortcut_test(cls, marks)
            return evaluate(model, test, go_on).accuracy(test.labels)

        return shortcut_accuracies(self.dataset.classes, self.marked_diseases(place), accuracy)

    def judged_on(self, place: int | None) -> tuple[Batches, ...]:
        """What a baseline is evaluated on, so that it can stand beside the rounds of its run.

        Where these are evaluated on own models, and a scanner differs, a hospital's is what its own scanner takes, and
        the pooled model's is what each of them takes in turn. Elsewhere all are evaluated on the same images.

        Args:
            place: the hospital's; None is the pooled model.
        """
        if not by_scanner(self.config):
            return (self.test,)
        if place is not None:
            return (self.test_at(place),)
        own = [each for each in sample_places(self.config) if takes_part(self.config.hospitals[each])]
        return tuple(self.test_at(each) for each in own)

    def classes_of(self, place: int) -> list[int]:
        """The classes that a hospital has training images of."""
        return np.flatnonzero(self.class_counts[place]).tolist()

    @property
    def class_counts(self) -> np.ndarray:
        """(hospitals, k) int64, how many images of each class each hospital has."""
        return self.partition.class_counts

    @property
    def sizes(self) -> list[int]:
        """Each hospital's number of training images."""
        return self.partition.sizes

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

    def hospitals(self) -> tuple[HospitalInfo, ...]:
        return tuple(
            HospitalInfo(
                hospital.name,
                hospital.excluded,
                int(counts.sum()),
                tuple(int(count) for count in counts),
                takes_part(hospital),
            )
            for hospital, counts in zip(self.config.hospitals, self.class_counts, strict=True)
        )

    def validation(self, shard: Batches) -> Batches:
        """Validation images of the classes that a shard holds: a hospital cannot know its blind spot."""
        return self.images.validation(tuple(np.unique(shard.labels.cpu().numpy()).tolist()))

    def started(self, initial: nn.Module, noise_multiplier: float, weighting: str, evaluated: str) -> Started:
        """What a run reports first.

        Args:
            initial: its model, whose parameters are counted.
            noise_multiplier: the one in force; 0 is none.
            weighting: how hospitals count in the average, "by images" or "equal".
            evaluated: which models its rounds are evaluated on, "global" or "own".
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
            evaluated=str(evaluated),
            num_threads=NUM_THREADS,
            num_left_over=len(self.partition.left_over),
            data_sha256=dataset.digest,
            pooled_class_counts=tuple(self.partition.pooled_counts_of(members(self.config.hospitals)).tolist()),
            sample=sample_names(self.config) if len(self.config.hospitals) > MOST_EACH else (),
        )


class Held:
    """A population that a run holds: in its process the very same one at every call, and in another, such as Ray's
    workers, the same data or none.

    Args:
        population: what the run began with.
    """

    def __init__(self, population: Population) -> None:
        self._population: Population | None = population
        self._config, self._digest = population.config, population.dataset.digest

    def __call__(self) -> Population:
        """The population.

        Raises:
            DataError: in another process, where its data cannot be had there, or are not those that the run began with.
        """
        if self._population is None:
            found = load_population(self._config)
            if found.dataset.digest != self._digest:
                raise DataError("data-changed", dataset=self._config.dataset)
            self._population = found
        return self._population

    def __reduce__(self) -> tuple[Any, ...]:
        """What travels to another process: the settings and the digest, and not the images."""
        return _elsewhere, (self._config, self._digest)


def _elsewhere(config: SimulationConfig, digest: str) -> Held:
    held = Held.__new__(Held)
    held._population, held._config, held._digest = None, config, digest
    return held


def load_population(config: SimulationConfig) -> Population:
    """Load the data and share them out; nothing is done again that an earlier run has done.

    Raises:
        FedsimError: the data set or the device cannot be had.
        ConfigError: the settings do not fit the data set.
    """
    return _population(config, load(config.dataset, config.size))


@lru_cache(maxsize=2)
def _population(config: SimulationConfig, dataset: Dataset) -> Population:
    """The very same object in every round; cached by the set itself too, since a file may be written anew."""
    device = pick_device(config.device)
    if problems := config.problems(dataset.classes):
        raise ConfigError(*problems)
    partition = partition_for(config, dataset)
    if problems := Advice(config, dataset, partition).problems():
        raise ConfigError(*problems)
    ways = tuple(
        Way(hospital.shift, hospital.adversary, hospital.label_noise, hospital.shortcut)
        for hospital in config.hospitals
    )
    return Population(config, dataset, partition, _images(dataset, partition, device, ways, config.seed), device)


@lru_cache(maxsize=2)
def _images(dataset: Dataset, partition: Partition, device: str, ways: tuple[Way, ...], seed: int) -> Images:
    """The same for all runs of the same partition and ways, whatever else they differ in."""
    return Images(dataset, partition, device, ways, seed)
