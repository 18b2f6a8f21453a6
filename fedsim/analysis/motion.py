"""What a federation is doing: at which point of a round it is, and what each hospital does, from a run's events alone.

Hospitals train one after the other within the app, in their order, and all at once on Ray, which tells of no progress.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fedsim.analysis.taking_part import Doing, asked, infos, last_accuracies, settled, weights
from fedsim.runs.progress import adds_baselines
from fedsim.runs.state import RunState, Status


class Phase(StrEnum):
    """At which point a federation is. "past" is a finished round that others have followed."""

    QUEUED = "queued"
    PREPARING = "preparing"
    SENDING_DOWN = "sending-down"
    TRAINING = "training"
    SENDING_UP = "sending-up"
    AVERAGING = "averaging"
    PAUSED = "paused"
    ALONE = "alone"
    PAST = "past"
    OVER = "over"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


ENDS = {
    Status.QUEUED: Phase.QUEUED,
    Status.FINISHED: Phase.OVER,
    Status.STOPPED: Phase.STOPPED,
    Status.FAILED: Phase.FAILED,
    Status.INTERRUPTED: Phase.INTERRUPTED,
}


@dataclass(frozen=True)
class HospitalMotion:
    """One hospital.

    Attributes:
        name: its name.
        doing: what it does.
        share: how much of its training is done, in [0, 1]; None where nobody tells.
        accuracy: of its own model after its training, before averaging, on the whole test set, or of the shared model
            at a newcomer; as last measured, None before.
        weight: by what its model counts in this round's average; None where it does not, or has no such number.
        num_examples: its training images; 0 before the data are there.
        class_counts: an entry a class, as `HospitalInfo` has it; empty before the data are there.
        never_seen: the classes of which it has no image.
    """

    name: str
    doing: Doing
    share: float | None = None
    accuracy: float | None = None
    weight: float | None = None
    num_examples: int = 0
    class_counts: tuple[int, ...] = ()
    never_seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Motion:
    """A federation.

    Attributes:
        phase: at which point it is.
        round: the one that is being made, or the last one.
        rounds: of the run.
        accuracy: of the shared model, as last measured; None before.
        hospitals: in the federation's order.
    """

    phase: Phase
    round: int
    rounds: int
    accuracy: float | None
    hospitals: tuple[HospitalMotion, ...]


def motion_of(state: RunState, waits_after: int | None = None) -> Motion:
    """The federation as it is.

    Args:
        state: the run.
        waits_after: the round after which somebody has paused it; None where it goes on.
    """
    if phase := ENDS.get(state.status):
        return after_round(state, phase)
    if waits_after is not None:
        return after_round(state, Phase.PAUSED)
    if not state.rounds:
        return _alone(state) if state.config.baselines == "before" else after_round(state, Phase.PREPARING)
    if state.is_trained or adds_baselines(state):
        return _alone(state)
    return _in_round(state)


def motion_at(state: RunState, server_round: int) -> Motion:
    """The federation as it was after a round; of the last one, as it is."""
    if server_round >= state.rounds_done:
        return motion_of(state)
    return after_round(state.up_to(server_round), Phase.PAST)


def after_round(state: RunState, phase: Phase) -> Motion:
    """What its last round came to."""
    return _motion(state, phase, state.rounds_done, settled(state, state.rounds_done))


def _alone(state: RunState) -> Motion:
    """Between or beside the rounds somebody trains by itself, for the comparison; or one model on all images, which is
    no hospital's work.
    """
    current = state.baseline_progress
    if current is None:
        return after_round(state, Phase.OVER if state.rounds else Phase.PREPARING)
    doing = settled(state, state.rounds_done)
    share = current.done / current.total
    alone = [
        Doing.TRAINING if current.hospital == name else each
        for name, each in zip(state.config.hospital_names, doing, strict=True)
    ]
    shares = {place: share for place, each in enumerate(alone) if each is Doing.TRAINING}
    return _motion(state, Phase.ALONE, state.rounds_done, alone, shares)


def _in_round(state: RunState) -> Motion:
    """Within the round that follows those that are done."""
    number, at = state.rounds_done + 1, state.progress
    doing = asked(state, number)
    answering = [place for place, each in enumerate(doing) if each is Doing.RECEIVING]
    if not answering:
        return _motion(state, Phase.AVERAGING, number, doing)
    if at is None or at.round != number:
        if state.config.engine == "inprocess":
            return _motion(state, Phase.SENDING_DOWN, number, _not_yet(doing))
        return _motion(state, Phase.TRAINING, number, _turned(doing, dict.fromkeys(answering, Doing.TRAINING)))
    here = state.config.hospital_names.index(at.hospital)
    now = {place: Doing.SENT if place < here else Doing.READY for place in answering}
    if at.done < at.total:
        phase, now[here] = Phase.TRAINING, Doing.TRAINING
    elif here < answering[-1]:
        phase, now[here] = Phase.SENDING_UP, Doing.SENDING
    else:
        phase, now[here] = Phase.AVERAGING, Doing.SENT
    shares = {here: at.done / at.total} if phase is Phase.TRAINING else {}
    return _motion(state, phase, number, _turned(doing, now), shares)


def _not_yet(doing: Sequence[Doing]) -> list[Doing]:
    """Who will not answer is sent the model like any other."""
    return [Doing.RECEIVING if each in (Doing.DROPPED, Doing.LATE) else each for each in doing]


def _turned(doing: Sequence[Doing], to: Mapping[int, Doing]) -> list[Doing]:
    return [to.get(place, each) for place, each in enumerate(doing)]


def _motion(
    state: RunState, phase: Phase, number: int, doing: Sequence[Doing], shares: Mapping[int, float] | None = None
) -> Motion:
    brought, known, counting = infos(state), last_accuracies(state.rounds), weights(state, number, doing)
    hospitals = []
    for place, hospital in enumerate(state.config.hospitals):
        own = brought.get(hospital.name)
        never = _never_seen(state.info.classes, own.class_counts) if state.info and own else hospital.excluded
        hospitals.append(
            HospitalMotion(
                hospital.name, doing[place], (shares or {}).get(place), known.get(hospital.name), counting.get(place),
                own.num_examples if own else 0, own.class_counts if own else (), never,
            )
        )  # fmt: skip
    accuracy = state.rounds[-1].accuracy if state.rounds else None
    return Motion(phase, number, state.config.rounds, accuracy, tuple(hospitals))


def _never_seen(classes: Sequence[str], counts: Sequence[int]) -> tuple[str, ...]:
    return tuple(cls for cls, count in zip(classes, counts, strict=True) if not count)
