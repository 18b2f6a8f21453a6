"""What an engine reports while it runs: frozen values from which every chart can be rebuilt.

Names and meanings are those of the results file: accuracies are fractions in [0, 1], losses means per example
with the model in eval mode, matrices have true classes as rows, sizes are bytes and times seconds.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fedsim.errors import Problem

Matrix = tuple[tuple[int, ...], ...]
"""k x k counts; rows are true classes, columns the model's answers."""


@dataclass(frozen=True)
class HospitalInfo:
    """What a hospital brings: `class_counts` has an entry a class; one that never takes part brings it to nobody."""

    name: str
    excluded: tuple[str, ...]
    num_examples: int
    class_counts: tuple[int, ...]
    takes_part: bool = True


@dataclass(frozen=True)
class Started:
    """The data are there and the federation is about to begin.

    Attributes:
        noise_multiplier: of differential privacy, as given or as solved for the budget; 0 is none.
        weighting: how hospitals count in the average, "by images" or "equal".
        num_threads: torch's threads for each training, which its numbers depend on; None in runs that did not say.
        num_left_over: training images that no hospital has; None in runs that did not say.
        evaluated: what rounds are evaluated on: the "global" model, or each hospital's "own" (`RoundFinished`).
        data_sha256: `Dataset.digest` of the data; None in runs that did not say.
        pooled_class_counts: images of each class that any hospital which takes part has, each counted once, at however
            many hospitals it is; None in runs that did not say.
        sample: of many hospitals, those that stand for all where each would take a pass over the test images: they
            alone are evaluated with models and on images of their own, and train alone. Empty where all do.
    """

    dataset: str
    dataset_title: str
    drawn: bool
    classes: tuple[str, ...]
    num_train: int
    num_val: int
    num_test: int
    hospitals: tuple[HospitalInfo, ...]
    device: str
    num_parameters: int
    noise_multiplier: float = 0.0
    weighting: str = "by images"
    num_threads: int | None = None
    num_left_over: int | None = None
    evaluated: str = "global"
    data_sha256: str | None = None
    pooled_class_counts: tuple[int, ...] | None = None
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """Where the run is within a round. Shown live and not kept."""

    round: int
    hospital: str
    done: int
    total: int


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a federation needs to go on after a round. Kept in a file, and not among the events.

    Attributes:
        round: the last one that is in it, 0 before the first.
        arrays: the global model's, as `model/NAME`, and what server and hospitals remember, by the path in `memory`.
        memory: what they remember but for arrays, as `fedsim.memory.Memory` has it.
    """

    round: int
    arrays: Mapping[str, np.ndarray]
    memory: Mapping[str, Any]


@dataclass(frozen=True)
class LeftOut:
    """While the run was paused, somebody left a hospital out of its next rounds, or took it back into them.

    Attributes:
        round: the first round of which it is true.
        hospital: its name.
        out: whether it is left out.
    """

    round: int
    hospital: str
    out: bool


@dataclass(frozen=True)
class Waited:
    """The run was paused, and goes on or is stopped.

    Attributes:
        round: after which it waited.
        seconds: how long.
    """

    round: int
    seconds: float


@dataclass(frozen=True)
class HospitalRound:
    """One hospital in one round.

    Attributes:
        name: the hospital.
        participated: whether its update went into the average.
        status: "ok", "failed", "idle": in round 0, or not asked in this one, or as the settings have it "absent": not
            there in this round, "dropped": it was asked and did not answer, or "late": it was cut off at the deadline.
        error: why it failed.
        num_examples: images that it trained on: its weight in the average.
        seconds: how long it trained.
        train_loss: of its own model on up to 500 of its own images, after training.
        train_accuracy: likewise.
        update_norm: L2 length of its update, before any clipping.
        bytes_up: size of the update that it sent.
        bytes_down: size of the model that it received.
        global_accuracy_on_own_classes: the global model, or where rounds are evaluated on own models its own, on the
            test images of the classes that it has; None where there are none.
        global_accuracy_on_own_images: that model on the whole test set as its scanner takes it; None where
            it is the data set's, and for a hospital that is not in `Started.sample`.
        local_accuracy: its own model, before averaging, on the whole test set; None also where many were asked, and it
            is not among those of whom this is measured.
        local_confusion_matrix: likewise.
        clip_norm: with central or local privacy, the longest update that was let through in this round.
        clipped: whether its update was longer.
        epsilon: with local or record-level privacy, what it has spent so far; None is no guarantee.
        delta: the chance at which that promise may fail.
        virtual_time: what it needs for the round on the virtual clock of `fedsim.hospitals.participation.clock`; None
            where it did not begin, and in runs that did not say.
        cosine_to_mean: of its update and the mean of all, as received; None where `RoundFinished.similarity` tells of
            all pairs, where there is no direction, and in runs that did not say.
        sketch: its update as received, from the shared model before the round, packed by
            `fedsim.training.sketches`; None for a hospital that is not in `Started.sample`, and in runs that did not
            say.
        numbers_up: how many numbers it sent: its model's, statistics among them, and whatever its strategy sends beside
            them; None in runs that did not say.
    """

    name: str
    participated: bool = False
    status: str = "idle"
    error: Problem | None = None
    num_examples: int = 0
    seconds: float = 0.0
    train_loss: float | None = None
    train_accuracy: float | None = None
    update_norm: float | None = None
    bytes_up: int = 0
    bytes_down: int = 0
    global_accuracy_on_own_classes: float | None = None
    local_accuracy: float | None = None
    local_confusion_matrix: Matrix | None = None
    clip_norm: float | None = None
    clipped: bool | None = None
    epsilon: float | None = None
    delta: float | None = None
    global_accuracy_on_own_images: float | None = None
    virtual_time: float | None = None
    cosine_to_mean: float | None = None
    sketch: str | None = None
    numbers_up: int | None = None


@dataclass(frozen=True)
class AttackSuccess:
    """How often the shared model says what hospitals that cheat want it to say; alike ones are told of once.

    Attributes:
        kind: of the cheat, by its name in the settings: "label-flip" or "backdoor".
        hospitals: who cheats in this way, with this aim.
        source: the one class that is to be called otherwise; None where there are several.
        target: the one class that these are to be called; None where each has its own.
        share: of the test images of these classes, how many are called so; of a backdoor, with its mark on each of
            them. None where there is no such test image.
        num_images: the number of these test images.
    """

    kind: str
    hospitals: tuple[str, ...]
    source: str | None
    target: str | None
    share: float | None
    num_images: int


@dataclass(frozen=True)
class Newcomer:
    """The shared model at a hospital that never takes part, on the test images as its own scanner takes them.

    Attributes:
        name: the hospital.
        num_examples: its own training images, of which the federation sees none.
        tuning_epochs: passes over them that a copy of the model has made.
        accuracy: of the model as it comes, on all classes.
        accuracy_on_own_classes: likewise, on the classes that the hospital has; None where no test image is of them.
        tuned_accuracy: of the copy, on all classes; None without tuning epochs, and where there is an error.
        tuned_accuracy_on_own_classes: likewise.
        error: why the copy has learnt nothing.
    """

    name: str
    num_examples: int
    tuning_epochs: int
    accuracy: float
    accuracy_on_own_classes: float | None
    tuned_accuracy: float | None = None
    tuned_accuracy_on_own_classes: float | None = None
    error: Problem | None = None


@dataclass(frozen=True)
class ShortcutAccuracy:
    """How right a model is with a hospital's mark where it belongs, nowhere, and where it misleads.

    The test images are the data set's, all of them, each time; they differ in nothing but the mark.

    Attributes:
        disease: the class that the mark goes with.
        accuracy_with: each image of the disease carries the mark, and no other image.
        accuracy_without: no image does.
        accuracy_wrong: each image of every other class does, and none of the disease.
    """

    disease: str
    accuracy_with: float
    accuracy_without: float
    accuracy_wrong: float


@dataclass(frozen=True)
class RoundFinished:
    """What a round came to: the global model after it; in round 0 the untrained one.

    Of a strategy that leaves each hospital a model of its own (`Started.evaluated` is "own") the numbers are means over
    the hospitals: of each one's own model on the whole test set, made of the round's shared model and of what the
    hospital keeps, whether it took part or not. The matrix is the mean of their matrices, rounded to whole images so
    that each row keeps its sum, and no model gives `Answers` for "together".

    Attributes:
        auc: None where all test images are of one class; the other means leave out classes without any.
        epsilon: privacy spent so far, by the hospital that has spent most; None is no guarantee.
        delta: the chance at which that promise may fail.
        clip_norm: with central or local privacy, the longest update that was let through.
        noise_std: standard deviation of the noise in each number of the averaged model.
        signal_to_noise: L2 norm of the average's update without noise over the noise's expected norm.
        virtual_time: how long the server waits in this round on the virtual clock; None in runs that did not say.
        attack_success: of each way in which hospitals cheat that aims at something; a backdoor's is measured on the
            global model alone. Has nothing to do with `Attacked`, the membership test.
        hospitals: one by one; of many, those alone that were asked. The others are counted in the next two.
        num_idle: hospitals that are not told of one by one, since they were not asked in this round.
        num_absent: likewise, since they were not there.
        on_own_classes: least, lower quartile, median, upper quartile and greatest
            `global_accuracy_on_own_classes` of all hospitals that have one; empty where none has, and in runs that
            did not say.
        newcomers: what the model does at the first hospitals that never take part; nothing of this goes back into it.
        shortcut: of each disease that goes with a mark at some hospital; measured on the global model alone.
        std_on_own_classes: standard deviation of the same, over all of them.
        similarity: the cosines of the updates, as the server received them, of all pairs of hospitals that
            participated, in order: (first, second), (first, third) and so on; None where an update has no direction.
            Empty where they are more than 30, and in runs that did not say.
        position: the shared model after the round, from the initial one, packed by `fedsim.training.sketches`; None
            in runs that did not say.
    """

    round: int
    seconds: float
    loss: float
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    auc: float | None
    confusion_matrix: Matrix
    epsilon: float | None
    bytes_up: int
    bytes_down: int
    hospitals: tuple[HospitalRound, ...]
    delta: float | None = None
    clip_norm: float | None = None
    noise_std: float | None = None
    signal_to_noise: float | None = None
    attack_success: tuple[AttackSuccess, ...] = ()
    virtual_time: float | None = None
    num_idle: int = 0
    num_absent: int = 0
    on_own_classes: tuple[float, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    shortcut: tuple[ShortcutAccuracy, ...] = ()
    std_on_own_classes: float | None = None
    similarity: tuple[float | None, ...] = ()
    position: str | None = None

    @property
    def num_hospitals(self) -> int:
        """Of the federation."""
        return len(self.hospitals) + self.num_idle + self.num_absent


@dataclass(frozen=True)
class Epoch:
    """A baseline's model after an epoch.

    Attributes:
        epoch: the epoch, >= 1.
        train_accuracy: on up to 500 of its own training images.
        val_accuracy: on up to 1,000 validation images of the classes that it has: a hospital cannot know its blind
            spot. None where there are none.
        accuracy: on the whole test set.
        there: of a hospital that never takes part, on the test images as its own scanner takes them; None of others.
        there_on_own_classes: likewise, of the classes that it has.
    """

    epoch: int
    train_accuracy: float
    val_accuracy: float | None
    accuracy: float
    there: float | None = None
    there_on_own_classes: float | None = None


@dataclass(frozen=True)
class BaselineProgress:
    """How many batches of all its epochs a baseline has done. Shown live and not kept."""

    hospital: str | None
    done: int
    total: int


@dataclass(frozen=True)
class BaselineEpoch:
    """A baseline has trained for one more epoch; `hospital` is None for the pooled model."""

    hospital: str | None
    epoch: Epoch


@dataclass(frozen=True)
class BaselineFinished:
    """A hospital that trained by itself, or the pooled model, evaluated on the whole test set.

    Attributes:
        hospital: whose model it is; None is the pooled one, trained on all hospitals' images in one place.
        num_examples: images that it trained on.
        epochs: every epoch of it.
        seconds: how long it trained, when it did.
        cached: whether an earlier run had trained the very same.
        loss: mean cross-entropy per test example, nats.
        evaluated_on: "test" is the data set's own test images, "scanner" what the hospital's scanner makes of them, as
            where rounds are evaluated on own models (`Started.evaluated`) and scanners differ; the pooled model's
            numbers are then means over what each of the scanners makes of them.
        shortcut: of the hospital's own mark, and of the pooled model of each hospital's; on the data set's own test
            images.
        key: names its weights where they are kept (`runs/kept_models.py`); None where nobody keeps them.
    """

    hospital: str | None
    num_examples: int
    epochs: tuple[Epoch, ...]
    seconds: float
    cached: bool
    loss: float
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    auc: float | None
    confusion_matrix: Matrix
    evaluated_on: str = "test"
    shortcut: tuple[ShortcutAccuracy, ...] = ()
    key: str | None = None


@dataclass(frozen=True)
class Attacked:
    """The membership test (membership inference) of a model of the last round, with one hospital's images as members.

    Attributes:
        target: "update" is the hospital's model as the server received it, "global" the one after averaging.
        hospital: whose images are the members.
        reason: why there is no result; None where there is one. Without one, the rest is empty.
        fpr: share of the non-members called members, rising from 0 to 1.
        tpr: share of the members called members at the same thresholds.
        auc: the chance that a random member looks more like one than a random non-member; 0.5 is guessing.
        auc_low: lower end of its 95 % interval.
        auc_high: its upper end.
        tpr_at_1_percent_fpr: share of the members found while at most 1 % of the non-members are accused.
        advantage: the largest tpr - fpr.
        num_members: images that the hospital trained on.
        num_non_members: images that no hospital trained on, as many of each class.
        accuracy_on_members: of the attacked model.
        accuracy_on_non_members: likewise.
        found_low: lower end of the 95 % interval of `tpr_at_1_percent_fpr`; None where an earlier version measured it.
        found_high: its upper end.
    """

    target: str
    hospital: str
    reason: Problem | None = None
    fpr: tuple[float, ...] = ()
    tpr: tuple[float, ...] = ()
    auc: float | None = None
    auc_low: float | None = None
    auc_high: float | None = None
    tpr_at_1_percent_fpr: float | None = None
    advantage: float | None = None
    num_members: int = 0
    num_non_members: int = 0
    accuracy_on_members: float | None = None
    accuracy_on_non_members: float | None = None
    found_low: float | None = None
    found_high: float | None = None


@dataclass(frozen=True, eq=False)
class Answers:
    """What a model says to each test image: too much for a run's state, and kept beside it.

    Attributes:
        model: "together", "alone" or "pooled".
        hospital: whose model it is, for "alone".
        probabilities: (n, k) float32, in the test set's order.
    """

    model: str
    hospital: str | None
    probabilities: np.ndarray = field(repr=False)


Event = (
    Started
    | Progress
    | RoundFinished
    | Attacked
    | BaselineProgress
    | BaselineEpoch
    | BaselineFinished
    | Answers
    | Checkpoint
    | LeftOut
    | Waited
)
Emit = Callable[[Event], None]
ShouldStop = Callable[[], bool]

PACE_SECONDS = 0.1
"""Progress is told, and a stop is asked for, no more often than this: no eye sees more, and every batch would pay."""


class Pace:
    """Says when it is time again; the first time it always is. For one thread."""

    def __init__(self) -> None:
        self._next = -math.inf

    def due(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + PACE_SECONDS
        return True
