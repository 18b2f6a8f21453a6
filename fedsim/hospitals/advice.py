"""What is said before a run: what makes it impossible, what will keep it from learning, and what nobody uses.

Each problem names what is wrong, the numbers, and the remedy that helps here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fedsim.data.base import Dataset
from fedsim.data.splits import lacking
from fedsim.errors import Problem
from fedsim.hospitals import cheating_advice
from fedsim.hospitals.advice_on_skew import is_even, is_skewed, not_to_have_more, too_small, ways_to_more
from fedsim.hospitals.participation.attendance import Attendance, rounds_asked
from fedsim.hospitals.participation.lateness import all_late, always_late
from fedsim.hospitals.participation.seldom import seldom_normalised
from fedsim.hospitals.partition import Partition, partition_for
from fedsim.hospitals.shortcut import diseases
from fedsim.settings.config import MIN_HOSPITALS, SimulationConfig
from fedsim.settings.robust import enough
from fedsim.settings.strategy import KEEP_A_MODEL, ROBUST

RESNET_GB, MAX_KEPT_GB = 0.045, 8.0
"""Of a ResNet-18 in float32, and of all that hospitals keep together."""


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

    def problems(self) -> list[Problem]:
        """What makes the run impossible."""
        sizes, batch_norm = self.partition.sizes, self.config.model == "resnet18" and not self.config.private
        without = [place for place, size in enumerate(sizes) if size == 0]
        problems = [
            *all_late(self.config, sizes),
            *too_small(self.config, self.partition),
            *([self._no_images(without)] if without else []),
        ]
        if alone := [place for place, size in enumerate(sizes) if size == 1 and batch_norm]:
            ways = [*self._ways_to_more(alone), Problem.of("small-cnn")]
            problems.append(Problem.of("single-images", hospitals=self._who(alone), ways=ways))
        return [*problems, *self._kept(), *self._rule()]

    def warnings(self) -> list[Problem]:
        """What will keep the run from learning, or from being measured."""
        return [
            *self._classes_without(),
            *self._classes_short(),
            *self._one_sided(),
            *lacking(self.dataset),
            *always_late(self.config, self.partition.sizes),
            *seldom_normalised(self.config, self.partition.sizes),
            *cheating_advice.warnings(self.config, self.dataset, self.partition),
            *self._nothing_to_mark(),
        ]

    def left_over(self) -> Problem | None:
        """Which training images no hospital has, and why; None where all are used."""
        partition, left, most = self.partition, self.partition.left_over, self.config.samples_per_hospital
        if not left.size:
            return None
        counts = np.bincount(partition.labels[left], minlength=self.dataset.num_classes)
        unseen = [cls for cls in np.flatnonzero(counts).tolist() if not self._seeing(cls)]
        rest = np.setdiff1d(left[~np.isin(partition.labels[left], unseen)], partition.refused)
        numbered, refused = not_to_have_more(self.config, partition, rest), len(partition.refused)
        return Problem.of(
            "left-over",
            images=len(left),
            of=len(partition.labels),
            unseen=int(counts[unseen].sum()),
            classes=self._classes(unseen),
            capped=refused if most else 0,
            most=most,
            kept_back=len(rest) - numbered,
            partition=self.config.partition.kind,
            numbered=numbered if most else numbered + refused,
        )

    def _kept(self) -> list[Problem]:
        """More than a machine remembers, where each hospital keeps a large model for itself."""
        if self.config.model != "resnet18" or self.config.strategy.kind not in KEEP_A_MODEL:
            return []
        number = sum(times > 0 for times in rounds_asked(self.config))
        gigabytes = number * RESNET_GB
        if gigabytes <= MAX_KEPT_GB:
            return []
        kind, most = self.config.strategy.kind, int(MAX_KEPT_GB / RESNET_GB)
        return [Problem.of("too-much-kept", strategy=kind, hospitals=number, gigabytes=gigabytes, most=most)]

    def _rule(self) -> list[Problem]:
        """A robust strategy's rule that has too few hospitals in some round."""
        if self.config.strategy.kind not in ROBUST:
            return []
        sizes = self.partition.sizes
        answering = Attendance(self.config, sizes if all(sizes) else None).answering
        there = [number for each in range(self.config.rounds) if (number := len(answering(each + 1)))]
        problem = enough(self.config.strategy, self.config.mixing, min(there)) if there else None
        return [problem] if problem else []

    @cached_property
    def _counts(self) -> list[int]:
        """Training images of each class."""
        return self.dataset.class_counts(self.dataset.train).tolist()

    def _seeing(self, cls: int) -> list[int]:
        """Places of the hospitals that may see a class."""
        name = self.dataset.classes[cls]
        return [place for place, each in enumerate(self.config.hospitals) if name not in each.excluded]

    def _no_images(self, places: Sequence[int]) -> Problem:
        """Of hospitals without any; where they see the same classes, how many images there are of these."""
        if not is_even(self.config):
            return Problem.of("no-images-dealt", hospitals=self._who(places), ways=ways_to_more(self.config))
        who, ways = self._who(places), self._ways_to_more(places) or [Problem.of("larger-dataset")]
        if len({frozenset(self.config.hospitals[place].excluded) for place in places}) > 1:
            return Problem.of("no-images-of-theirs", hospitals=who, ways=ways)
        seen = [cls for cls in range(self.dataset.num_classes) if places[0] in self._seeing(cls)]
        return Problem.of(
            "no-images",
            hospitals=who,
            images=sum(self._counts[cls] for cls in seen),
            classes=[] if len(seen) == self.dataset.num_classes else self._classes(seen),
            sharing=len({other for cls in seen for other in self._seeing(cls)}),
            ways=ways,
        )

    def _ways_to_more(self, places: Sequence[int]) -> list[Problem]:
        """What gives each of these hospitals more images: a class that has some to spare, fewer to share with."""
        seeing = [self._seeing(cls) for cls in range(self.dataset.num_classes)]
        unseen = [cls for cls, who in enumerate(seeing) if not set(places) & set(who)]
        spare = [cls for cls in unseen if self._counts[cls] >= len(seeing[cls]) + len(places)]
        see = Problem.of("see-classes", classes=self._classes(spare), hospitals=len(places))
        ways = [see] if spare else []
        return [*ways, Problem.of("fewer-hospitals")] if len(self.config.hospitals) > MIN_HOSPITALS else ways

    def _classes_without(self) -> Iterator[Problem]:
        """Classes that no hospital has."""
        for cls in np.flatnonzero(self.partition.class_counts.sum(axis=0) == 0).tolist():
            remedy = self._cut(cls) if self._seeing(cls) else Problem.of("let-one-see-it")
            yield Problem.of("class-nobody-has", cls=self.dataset.classes[cls], remedy=remedy)

    def _classes_short(self) -> Iterator[Problem]:
        """Classes of which some of those that see them get none, while others have some."""
        for cls in np.flatnonzero(self.partition.class_counts.sum(axis=0)).tolist():
            without = [place for place in self._seeing(cls) if self.partition.class_counts[place, cls] == 0]
            if is_skewed(self.config):  # what was asked for is no news, what the bound on images takes is
                without = [place for place in without if self.partition.given_counts[place, cls]]
            if without:
                why = self._why_short(cls, without)
                yield Problem.of("class-short", hospitals=self._who(without), cls=self.dataset.classes[cls], why=why)

    def _why_short(self, cls: int, without: Sequence[int]) -> Problem:
        """Why these hospitals have none of a class, of which others have some."""
        seeing = len(self._seeing(cls))
        if self._counts[cls] < seeing:
            return Problem.of("few-images", images=self._counts[cls], hospitals=seeing)
        return self._cut(cls) if self.partition.given_counts[without, cls].any() else Problem.of("shared-out-so")

    def _cut(self, cls: int) -> Problem:
        """Why the bound on images leaves a rare class out."""
        return Problem.of("class-too-rare", images=self._counts[cls], most=self.config.samples_per_hospital)

    def _one_sided(self) -> Iterator[Problem]:
        """Hospitals that have one class only, named together where it is the same class."""
        present = self.partition.class_counts > 0
        for cls in range(self.dataset.num_classes):
            places = np.flatnonzero(present[:, cls] & (present.sum(axis=1) == 1)).tolist()
            if places and is_skewed(self.config):
                yield Problem.of("one-class-dealt", hospitals=self._who(places), cls=self.dataset.classes[cls])
            elif places:
                yield Problem.of("one-class-only", hospitals=self._who(places), cls=self.dataset.classes[cls])

    def _nothing_to_mark(self) -> Iterator[Problem]:
        """Hospitals without an image of the disease that is to carry their mark, named together by disease."""
        counts = self.partition.class_counts
        for cls in range(self.dataset.num_classes):
            of = [
                place for place, each in enumerate(self.config.hospitals)
                if cls in diseases([each.shortcut], self.dataset.classes) and not counts[place, cls]
            ]  # fmt: skip
            if of:
                yield Problem.of("nothing-to-mark", hospitals=self._who(of), cls=self.dataset.classes[cls])

    def _who(self, places: Sequence[int]) -> list[str]:
        return [self.config.hospitals[place].name for place in places]

    def _classes(self, classes: Sequence[int]) -> list[str]:
        return [self.dataset.classes[cls] for cls in classes]
