"""In people, not per cent: what a model's confusion matrix comes to among so many patients of a given mix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fedsim.analysis.story import Story
from fedsim.events import Matrix

PATIENTS = 1000
DIGITS = 9


@dataclass(frozen=True)
class People:
    """Of `PATIENTS` patients, how many one model gets wrong, as it would be expected.

    Parts of people are not rounded, but a half is one: what floating point adds is taken off, for the page rounds too.

    Attributes:
        sent_home: have a disease and are called healthy; where a set has no healthy class, are called anything wrong.
        called_back: have none and are called ill; None where a set has no healthy class.
        misnamed: have a disease and are said to have another; likewise.
    """

    sent_home: float
    called_back: float | None
    misnamed: float | None

    @property
    def wrong(self) -> int:
        """All of them, each kind in whole people, so that what is shown adds up."""
        return sum(round(each) for each in (self.sent_home, self.called_back, self.misnamed) if each is not None)


@dataclass(frozen=True)
class Patients:
    """The same patients with each model.

    Attributes:
        ill: how many of them have a disease; of a set without a healthy class, all.
        alone: with the teller's own model; None where there is none, as with the others.
        together: with the shared one.
        pooled: with the one trained on all images in one place.
    """

    ill: float
    alone: People | None
    together: People | None
    pooled: People | None

    @property
    def misleads(self) -> bool:
        """Whether who is sent home tells it the wrong way round: in all that they get wrong the two order otherwise."""
        if not self.alone or not self.together:
            return False
        home = round(self.alone.sent_home) - round(self.together.sent_home)
        wrong = self.alone.wrong - self.together.wrong
        return wrong != 0 and home * wrong <= 0


def tested(story: Story) -> tuple[str, ...]:
    """Classes that a mix can have: those with test images. Of others nobody knows what a model calls them."""
    matrix = story.matrices.together or ()
    return tuple(name for name, row in zip(story.classes, matrix, strict=False) if sum(row))


def even_mix(story: Story) -> dict[str, float]:
    """The same share for each class."""
    names = tested(story)
    return {name: 1 / len(names) for name in names}


def patients(story: Story, mix: Mapping[str, float]) -> Patients | None:
    """What becomes of them.

    A patient of a class is called as the model called the test images of that class: of 1,000 patients with
    share s of a class, 1,000 s n_h / n are expected to be called healthy, where n_h of its n test images were.

    Args:
        story: of the run.
        mix: how much there is of each class, at least 0 and in any unit: all are scaled to a sum of 1. Classes without
            test images count for nothing.

    Returns:
        None where the mix is empty.
    """
    names = tested(story)
    parts = [mix.get(name, 0.0) if name in names else 0.0 for name in story.classes]
    if not (total := sum(parts)):
        return None
    shares = [part / total for part in parts]
    healthy = story.classes.index(story.healthy) if story.healthy else None
    models = (story.matrices.alone, story.matrices.together, story.matrices.pooled)
    ill = 1 - (shares[healthy] if healthy is not None else 0.0)
    told = [_people(matrix, shares, healthy) if matrix else None for matrix in models]
    return Patients(PATIENTS * ill, *told)


def mistakes(row: Sequence[int], place: int, healthy: int | None) -> tuple[int, int, int]:
    """Of a class's test images how many are sent home, called back and misnamed, as `People` has them.

    Args:
        row: the class's, of a confusion matrix.
        place: of the class.
        healthy: of the healthy class; without one all that is wrong is sent home.
    """
    wrong = sum(row) - row[place]
    if place == healthy:
        return 0, wrong, 0
    home = wrong if healthy is None else row[healthy]
    return home, 0, wrong - home


def _people(matrix: Matrix, shares: Sequence[float], healthy: int | None) -> People:
    sent_home = called_back = misnamed = 0.0
    for place, (row, share) in enumerate(zip(matrix, shares, strict=True)):
        if not share:
            continue
        home, called, other = mistakes(row, place, healthy)
        sent_home += PATIENTS * share * home / sum(row)
        called_back += PATIENTS * share * called / sum(row)
        misnamed += PATIENTS * share * other / sum(row)
    if healthy is None:
        return People(round(sent_home, DIGITS), None, None)
    return People(*(round(each, DIGITS) for each in (sent_home, called_back, misnamed)))
