"""What is said before a run: what makes it impossible, what will keep it from learning, and what nobody uses.

Each sentence names what is wrong, the numbers, and the remedy that helps here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fedsim.data.base import Dataset
from fedsim.hospitals.partition import Partition, partition_for
from fedsim.settings.config import MIN_HOSPITALS, SimulationConfig

MOST_NAMED = 3


def advice_for(config: SimulationConfig, dataset: Dataset) -> "Advice":
    """On a run whose settings are valid for the set's classes."""
    return Advice(config, dataset, partition_for(config, dataset))


@dataclass(frozen=True)
class Advice:
    """On a run.

    Attributes:
        config: valid for the set's classes.
        dataset: the images that are shared out.
        partition: who has which of them.
    """

    config: SimulationConfig
    dataset: Dataset
    partition: Partition

    def problems(self) -> list[str]:
        """What makes the run impossible."""
        sizes, batch_norm = self.partition.sizes, self.config.model == "resnet18" and not self.config.private
        alone = [place for place, size in enumerate(sizes) if size == 1 and batch_norm]
        return [
            *(self._no_image(place) for place, size in enumerate(sizes) if size == 0),
            *(
                f"{self._who([place])} has 1 image, and ResNet-18's BatchNorm needs 2 or more. "
                f"{_either([*self._ways_to_more(place), 'choose the small CNN'])}"
                for place in alone
            ),
        ]

    def warnings(self) -> list[str]:
        """What will keep the run from learning, or from being measured."""
        return [*self._classes_without(), *self._classes_short(), *self._one_sided(), *self._untested()]

    def left_over(self) -> str | None:
        """Which training images no hospital has, and why; None where all are used."""
        partition = self.partition
        counts = np.bincount(partition.labels[partition.left_over], minlength=self.dataset.num_classes)
        unseen = [cls for cls in np.flatnonzero(counts).tolist() if not self._seeing(cls)]
        without, total = int(counts[unseen].sum()), int(counts.sum())
        parts = {f"no hospital sees {self._classes(unseen)}": without} if without else {}
        if above := total - without:
            parts[f"no hospital takes more than {self.config.samples_per_hospital:,}"] = above
        told = [f"{number:,} since {why}" for why, number in parts.items()] if len(parts) > 1 else list(parts)
        of = f"{total:,} of {len(partition.labels):,} training images"
        return f"{of} are left over: {' and '.join(told)}." if told else None

    @cached_property
    def _counts(self) -> list[int]:
        """Training images of each class."""
        return self.dataset.class_counts(self.dataset.train).tolist()

    def _seeing(self, cls: int) -> list[int]:
        """Places of the hospitals that may see a class."""
        name = self.dataset.classes[cls]
        return [place for place, each in enumerate(self.config.hospitals) if name not in each.excluded]

    def _no_image(self, place: int) -> str:
        seen = [cls for cls in range(self.dataset.num_classes) if place in self._seeing(cls)]
        of = "" if len(seen) == self.dataset.num_classes else f" of {self._classes(seen)}"
        number = len({other for cls in seen for other in self._seeing(cls)})
        are = _are(sum(self._counts[cls] for cls in seen))
        return f"{self._who([place])} gets no image: there {are}{of} for {number} hospitals. " + _either(
            self._ways_to_more(place) or ["choose a data set with more images"]
        )

    def _ways_to_more(self, place: int) -> list[str]:
        """What gives a hospital more images: a class that has some to spare, fewer hospitals to share with."""
        seeing = [self._seeing(cls) for cls in range(self.dataset.num_classes)]
        spare = [cls for cls, places in enumerate(seeing) if place not in places and self._counts[cls] > len(places)]
        ways = [f"let it see {self._classes(spare, 'or')}"] if spare else []
        return [*ways, "choose fewer hospitals"] if len(self.config.hospitals) > MIN_HOSPITALS else ways

    def _classes_without(self) -> Iterator[str]:
        """Classes that no hospital has."""
        for cls in np.flatnonzero(self.partition.class_counts.sum(axis=0) == 0).tolist():
            remedy = self._cut(cls) if self._seeing(cls) else "Let at least one hospital see it."
            yield f"No hospital has {self._classes([cls])}: nobody can learn it, alone or together. {remedy}"

    def _classes_short(self) -> Iterator[str]:
        """Classes of which some of those that see them get none, while others have some."""
        for cls in np.flatnonzero(self.partition.class_counts.sum(axis=0)).tolist():
            seeing = self._seeing(cls)
            if without := [place for place in seeing if self.partition.class_counts[place, cls] == 0]:
                few = f"There {_are(self._counts[cls])} for {len(seeing)} hospitals."
                why = few if self._counts[cls] < len(seeing) else self._cut(cls)
                get = "gets" if len(without) == 1 else "get"
                yield f"{self._who(without)} {get} no image of {self._classes([cls])}. {why}"

    def _cut(self, cls: int) -> str:
        """Why the bound on images leaves a rare class out."""
        return (
            f"It has {_images(self._counts[cls])}, too few to be among the {self.config.samples_per_hospital:,} each. "
            "Allow more images each."
        )

    def _one_sided(self) -> Iterator[str]:
        """Hospitals that have one class only, named together where it is the same class."""
        present = self.partition.class_counts > 0
        for cls in range(self.dataset.num_classes):
            places = np.flatnonzero(present[:, cls] & (present.sum(axis=1) == 1)).tolist()
            if places:
                have, they, each = ("has", "it", "it") if len(places) == 1 else ("have", "they", "each of them")
                name = self._classes([cls])
                yield (
                    f"{self._who(places)} {have} only {name}: alone {they} will call everything that. "
                    f"Let {each} see another class."
                )

    def _untested(self) -> Iterator[str]:
        if missing := np.flatnonzero(self.dataset.class_counts(self.dataset.test) == 0).tolist():
            yield f"The test set has no image of {self._classes(missing)}: nothing can be said about how it is found."

    def _who(self, places: Sequence[int]) -> str:
        names = _listed([self.config.hospital_names[place] for place in places])
        return f"Hospital {names}" if len(places) == 1 else f"Hospitals {names}"

    def _classes(self, classes: Sequence[int], joint: str = "and") -> str:
        return _listed([self.dataset.classes[cls] for cls in classes], joint)


def _images(number: int) -> str:
    return f"{number:,} training image{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return f"{'is' if number == 1 else 'are'} {_images(number)}"


def _either(ways: Sequence[str]) -> str:
    """Ways out, as a sentence."""
    text = ", or ".join(ways)
    return f"{text[:1].upper()}{text[1:]}."


def _listed(names: Sequence[str], joint: str = "and") -> str:
    """A, B and C; of more than four, three by name."""
    if len(names) > MOST_NAMED + 1:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
