"""The story of a run as facts: who has never seen what, and what changes once the hospitals train together.

Everything in it is worked out from the run, from what its models said to each test image, and from the test images'
labels. What a run lacks is None, and `Story.missing` says which step cannot be told for it, and how it could.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fedsim.analysis.gallery import fits, parted
from fedsim.analysis.keys import ModelKind
from fedsim.analysis.noise_points import NoisePoint, noise_point, noise_points
from fedsim.analysis.taking_part import Counting, counting
from fedsim.data import Dataset, entries
from fedsim.errors import Problem
from fedsim.events import BaselineFinished, Matrix, RoundFinished
from fedsim.runs.state import RunState
from fedsim.settings.strategy import SEND_CONTROLS

STEPS = ("hospitals", "guess", "scan", "rounds", "again", "server", "people", "turn")
"""What the page tells, in order; `turn` leads into the app and can always be told."""
NOISE = "noise"
"""In `Story.missing`: why `server` has no runs with other noise beside it, where the step itself can be told."""
OTHER_IMAGES = Problem.of("present-other-images")
Answers = Mapping[tuple[str, str | None], np.ndarray]
"""(n, k) probabilities of the test images, by `ModelKind` and hospital, as `store.answers` has them."""


@dataclass(frozen=True)
class Member:
    """A hospital of the story.

    Attributes:
        place: in the federation, from 0: its colour goes by it.
        name: free text of whoever made the run.
        unseen: classes of which it has no image.
        class_counts: its training images of each class.
        accuracy: of its model that it trained alone, on the whole test set; None where there is none.
    """

    place: int
    name: str
    unseen: tuple[str, ...]
    class_counts: tuple[int, ...]
    accuracy: float | None

    @property
    def num_images(self) -> int:
        return sum(self.class_counts)


@dataclass(frozen=True)
class Scan:
    """The test image that tells most: the teller alone is wrong on it, all together are right, and both are surest.

    Attributes:
        place: in the test set.
        truth: its class, which the teller has never seen.
        alone: (k,) probabilities of the teller's own model.
        together: (k,) probabilities of the shared one.
        says_alone: the class that the teller's own model names: the healthy one where there is such an image.
    """

    place: int
    truth: str
    alone: tuple[float, ...]
    together: tuple[float, ...]
    says_alone: str


@dataclass(frozen=True)
class Sent:
    """What the server received of a hospital in the last round, beside the update itself.

    Attributes:
        place: the hospital's, in the federation.
        name: its name.
        num_images: on how many it says that it trained.
        bytes: size of all that it sent.
        numbers: how many numbers these are, of a run that says so; else of its learned ones and what goes with them.
    """

    place: int
    name: str
    num_images: int
    bytes: int
    numbers: int


@dataclass(frozen=True)
class Travelled:
    """What travelled. Images never do.

    Attributes:
        num_parameters: learned numbers of the model.
        bytes_in_all: both ways, over all rounds.
        sent: by each hospital that took part in the last round.
        counting: by what the hospitals count in what the server makes of them.
        controls: whether a correction travels beside each of the model's numbers, both ways.
    """

    num_parameters: int
    bytes_in_all: int
    sent: tuple[Sent, ...]
    counting: Counting = Counting.IMAGES
    controls: bool = False

    @property
    def numbers_each(self) -> int:
        """How many numbers a hospital sent in the last round, at most; the model's where nobody answered."""
        return max((each.numbers for each in self.sent), default=self.num_parameters)


@dataclass(frozen=True)
class Matrices:
    """Confusion matrices on the whole test set, true classes as rows; None where there is no such model."""

    alone: Matrix | None = None
    together: Matrix | None = None
    pooled: Matrix | None = None


@dataclass(frozen=True)
class Story:
    """The facts of a run that is presented. Accuracies and recalls are fractions in [0, 1].

    Attributes:
        run: the run's id.
        dataset: the data set's name, as settings have it.
        drawn: whether a program drew the images, so that they show no patient.
        classes: k class names, in label order.
        healthy: the class of those who have none of the diseases; None where the set has none.
        hospitals: those that take part, in order.
        teller: the hospital that the story is told of: the first that has never seen a disease that another has, and
            of which there are test images; else the first one. None before the data are there.
        unseen: that disease; None where nobody has never seen one.
        num_unseen: test images of it.
        right_on_seen: share of the test images of what the teller has seen that its own model names rightly.
        found_alone: share of them that the teller's own model names rightly.
        found_together: that the shared model does, or where hospitals keep own models these on average.
        found_pooled: that the model trained on all images in one place does.
        scan: the test image that tells most; None where there is none, or what models said is not kept.
        accuracies: of the shared model after each round, round 0 first.
        together: the last of them; None before the first round of training.
        pooled: accuracy of the model trained on all images in one place; None where there is none.
        matrices: of the teller's own, the shared and the pooled model.
        travelled: None before the first round of training.
        noise: the same run at other noise, the weakest first; its first is the run without privacy. Empty without.
        own_noise: what the run itself came to, where it has privacy and no other is here to compare it with.
        missing: by the step (or `NOISE`), why it cannot be told, with the remedy; a step that is not here can be.
    """

    run: str
    dataset: str
    drawn: bool = False
    classes: tuple[str, ...] = ()
    healthy: str | None = None
    hospitals: tuple[Member, ...] = ()
    teller: Member | None = None
    unseen: str | None = None
    num_unseen: int = 0
    right_on_seen: float | None = None
    found_alone: float | None = None
    found_together: float | None = None
    found_pooled: float | None = None
    scan: Scan | None = None
    accuracies: tuple[float, ...] = ()
    together: float | None = None
    pooled: float | None = None
    matrices: Matrices = Matrices()
    travelled: Travelled | None = None
    noise: tuple[NoisePoint, ...] = ()
    own_noise: NoisePoint | None = None
    missing: Mapping[str, Problem] = field(default_factory=dict)

    @property
    def rounds_done(self) -> int:
        """Rounds of training."""
        return max(0, len(self.accuracies) - 1)

    @property
    def alone(self) -> float | None:
        """Accuracy of the teller's own model."""
        return self.teller.accuracy if self.teller else None

    def can_tell(self, step: str) -> bool:
        return step not in self.missing

    @property
    def told(self) -> tuple[str, ...]:
        """The steps that can be told, in order."""
        return tuple(step for step in STEPS if self.can_tell(step))


def can_present(state: RunState) -> bool:
    """Whether there is a story at all: a finished round of training. What else it lacks, `Story.missing` says."""
    return state.info is not None and state.rounds_done > 0


def story_of(
    state: RunState,
    answers: Answers,
    dataset: Dataset | None,
    others: Sequence[RunState] = (),
    no_images: Problem | None = None,
) -> Story:
    """The facts of a run, as far as they are there; never fails.

    Args:
        state: the run that is presented.
        answers: what its models said to each test image; empty where that is not kept.
        dataset: its images; None where they cannot be had.
        others: runs among which those that differ from it in their noise alone are looked for, newest first.
        no_images: why its images cannot be had, and what to do.
    """
    if not can_present(state) or state.info is None:
        none_yet = Problem.of("present-no-round")
        return Story(state.id, state.config.dataset, missing=dict.fromkeys((*STEPS[:-1], NOISE), none_yet))
    last, info = state.rounds[-1], state.info
    healthy = _healthy(state, dataset)
    members = _members(state)
    teller, unseen = _teller(members, info.classes, healthy, last.confusion_matrix)
    alone = next((each for each in state.alone if each.hospital == teller.name), None)
    scores = {"alone": alone, "together": last, "pooled": state.pooled}
    place = info.classes.index(unseen) if unseen else None
    found = {name: recall(_matrix(score), place) for name, score in scores.items()}
    labels = dataset.test.labels if dataset else None
    scan, no_scan = _scan(state, answers, labels, healthy, teller, unseen, alone)
    no_scan = no_images if no_images and no_scan == OTHER_IMAGES else no_scan
    points = noise_points(state, others, place)
    return Story(
        run=state.id,
        dataset=state.config.dataset,
        drawn=info.drawn,
        classes=info.classes,
        healthy=healthy,
        hospitals=members,
        teller=teller,
        unseen=unseen,
        num_unseen=sum(last.confusion_matrix[place]) if place is not None else 0,
        right_on_seen=_right_on_seen(_matrix(alone), teller),
        found_alone=found["alone"],
        found_together=found["together"],
        found_pooled=found["pooled"],
        scan=scan,
        accuracies=tuple(each.accuracy for each in state.rounds),
        together=last.accuracy,
        pooled=state.pooled.accuracy if state.pooled else None,
        matrices=Matrices(*map(_matrix, scores.values())),
        travelled=_travelled(state),
        noise=points,
        own_noise=noise_point(state, place) if state.config.private and not points else None,
        missing=_missing(teller, unseen, alone, no_scan, points),
    )


def _healthy(state: RunState, dataset: Dataset | None) -> str | None:
    """The healthy class, if the run has it; a set that is known by name need not be there for it."""
    name = state.config.dataset
    known = dataset or next((entry for entry in entries() if entry.name == name), None)
    return known.healthy if known and state.info and known.healthy in state.info.classes else None


def recall(matrix: Matrix | None, place: int | None) -> float | None:
    """The share of a class's test images that are named rightly; None where there are none."""
    if matrix is None or place is None or not (images := sum(matrix[place])):
        return None
    return matrix[place][place] / images


def _members(state: RunState) -> tuple[Member, ...]:
    if state.info is None:
        return ()
    accuracies, classes = {each.hospital: each.accuracy for each in state.alone}, state.info.classes
    return tuple(
        Member(
            place,
            each.name,
            tuple(name for name, count in zip(classes, each.class_counts, strict=True) if not count),
            each.class_counts,
            accuracies.get(each.name),
        )
        for place, each in enumerate(state.info.hospitals)
        if each.takes_part
    )


def _teller(
    members: Sequence[Member], classes: Sequence[str], healthy: str | None, matrix: Matrix
) -> tuple[Member, str | None]:
    """Of whom the story is told, and the disease that it has never seen: there are test images, and others have it."""
    tested = {name for name, row in zip(classes, matrix, strict=True) if sum(row)}
    known = {name for place, name in enumerate(classes) if any(each.class_counts[place] for each in members)}
    told = (tested & known) - {healthy}
    for member in [each for each in members if each.accuracy is not None] or members:
        if unseen := next((name for name in member.unseen if name in told), None):
            return member, unseen
    return members[0], None


def _right_on_seen(matrix: Matrix | None, teller: Member) -> float | None:
    seen = [place for place, count in enumerate(teller.class_counts) if count]
    if matrix is None or not (images := sum(sum(matrix[place]) for place in seen)):
        return None
    return sum(matrix[place][place] for place in seen) / images


def _matrix(score: BaselineFinished | RoundFinished | None) -> Matrix | None:
    return score.confusion_matrix if score else None


def _scan(
    state: RunState,
    answers: Answers,
    labels: np.ndarray | None,
    healthy: str | None,
    teller: Member,
    unseen: str | None,
    alone: BaselineFinished | None,
) -> tuple[Scan | None, Problem | None]:
    """The image that tells most, or why there is none."""
    if state.info is None or unseen is None or alone is None:
        return None, None  # what is missing for the step before is missing here
    if state.has_own_models:
        return None, Problem.of("present-own-models")
    one = answers.get((ModelKind.ALONE, teller.name))
    all_ = answers.get((ModelKind.TOGETHER, None))
    if one is None or all_ is None:
        return None, Problem.of("present-no-answers")
    matrix = state.rounds[-1].confusion_matrix
    if labels is None or not (fits(labels, one, alone.confusion_matrix) and fits(labels, all_, matrix)):
        return None, OTHER_IMAGES
    classes = state.info.classes
    seen = tuple(map(bool, teller.class_counts))
    found = [place for place in parted(labels, one, all_, seen) if labels[place] == classes.index(unseen)]
    if not found:
        return None, Problem.of("present-no-scan", hospital=teller.name, cls=unseen)
    home = classes.index(healthy) if healthy else None
    called_healthy = [place for place in found if one[place].argmax() == home]
    best = (called_healthy or found)[0]  # of which both models are surest
    told = tuple(map(float, one[best])), tuple(map(float, all_[best]))
    return Scan(int(best), unseen, *told, classes[int(one[best].argmax())]), None


def _travelled(state: RunState) -> Travelled | None:
    if state.info is None:
        return None
    trained, last = state.rounds[1:], state.rounds[-1]
    controls = state.config.strategy.kind in SEND_CONTROLS
    at_least = state.info.num_parameters * (2 if controls else 1)
    places = {name: place for place, name in enumerate(state.config.hospital_names)}
    return Travelled(
        state.info.num_parameters,
        sum(each.bytes_up + each.bytes_down for each in trained),
        tuple(
            Sent(places[each.name], each.name, each.num_examples, each.bytes_up, each.numbers_up or at_least)
            for each in last.hospitals
            if each.participated
        ),
        counting=counting(state),
        controls=controls,
    )


def _missing(
    teller: Member,
    unseen: str | None,
    alone: BaselineFinished | None,
    no_scan: Problem | None,
    points: Sequence[NoisePoint],
) -> dict[str, Problem]:
    missing: dict[str, Problem] = {}
    if alone is None:
        no_alone = Problem.of("present-no-alone", hospital=teller.name)
        missing = dict.fromkeys(("guess", "scan", "again", "people"), no_alone)
    if unseen is None:
        missing |= dict.fromkeys(("guess", "scan"), Problem.of("present-nobody-blind"))
    if no_scan:
        missing["scan"] = no_scan
    if not points:
        missing[NOISE] = Problem.of("present-no-noise")
    return missing
