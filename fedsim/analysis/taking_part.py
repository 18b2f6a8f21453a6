"""What each hospital does in a round, by plan and as its event tells it, and by what it counts in the average."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from fedsim.events import HospitalInfo, RoundFinished
from fedsim.hospitals.participation.attendance import Attendance
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.base import Place
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import takes_part
from fedsim.settings.strategy import ROBUST


class Doing(StrEnum):
    """What a hospital does, or did in a round that is over: those from "idle" to "failed" are `HospitalRound.status`.

    A hospital that is "ready" waits: for its turn to train, or for the first round. One that was "left-out" was so by
    hand, and a "newcomer" never takes part.
    """

    READY = "ready"
    RECEIVING = "receiving"
    TRAINING = "training"
    SENDING = "sending"
    SENT = "sent"
    IDLE = "idle"
    ABSENT = "absent"
    DROPPED = "dropped"
    LATE = "late"
    FAILED = "failed"
    LEFT_OUT = "left-out"
    NEWCOMER = "newcomer"


class Counting(StrEnum):
    """By what a hospital counts in what the server makes of the models."""

    IMAGES = "images"
    EQUALLY = "equal"
    RULE = "rule"
    LOSS = "loss"
    STEPS = "steps"


IN_THE_AVERAGE = (Doing.READY, Doing.RECEIVING, Doing.TRAINING, Doing.SENDING, Doing.SENT)
LOOK_BACK = 100
"""An accuracy that is older than so many rounds says nothing of now."""
OTHERWISE = {**dict.fromkeys(ROBUST, Counting.RULE), "qfedavg": Counting.LOSS, "fednova": Counting.STEPS}
"""Strategies that are no mean, or whose weights hang on the updates, and on what."""
PLAIN_MEANS = ("fedavg", "fedprox", "scaffold", "fedbn", "fedper", "ditto", "finetuning")
"""Strategies that take the weighted mean of the models as it is."""


def asked(state: RunState, number: int) -> list[Doing]:
    """By plan, before a round: who is to answer receives the model, and of the others why they do not.

    Args:
        state: the run.
        number: the round's, >= 1.
    """
    missing = _missing(state.config, _sizes(state), number)
    places = range(len(state.config.hospitals))
    return [_by_hand(state, number, place, Doing(missing.get(place, "receiving"))) for place in places]


def settled(state: RunState, number: int) -> list[Doing]:
    """What became of each hospital in a round that is over; before the first one all are ready.

    Args:
        state: the run.
        number: the round's.
    """
    places = range(len(state.config.hospitals))
    if not number:
        return [_by_hand(state, number, place, Doing.READY) for place in places]
    told = {each.name: each.status for each in state.rounds[number].hospitals}
    missing = {} if len(told) == len(places) else _missing(state.config, _sizes(state), number)
    statuses = [told.get(name, missing.get(place, "idle")) for place, name in enumerate(state.config.hospital_names)]
    return [_by_hand(state, number, place, _doing(status)) for place, status in enumerate(statuses)]


def counting(state: RunState) -> Counting:
    """By what hospitals count, of a run whose data are there."""
    equally = state.info is not None and state.info.weighting == Counting.EQUALLY
    return OTHERWISE.get(state.config.strategy.kind, Counting.EQUALLY if equally else Counting.IMAGES)


def is_plain_mean(config: SimulationConfig) -> bool:
    """Whether the shared model is the sum of the models that were sent, each times its weight, and nothing else.

    A server that steps along the mean, or clips and adds noise, makes more of it.
    """
    return config.strategy.kind in PLAIN_MEANS and mechanism_of(config).noise_at is not Place.SERVER


def weights(state: RunState, number: int, doing: Sequence[Doing]) -> dict[int, float]:
    """By what each hospital's model counts in a round's average, by place; nothing where that is no such mean.

    With noise on the average the sum of the updates is divided by the number of those who were asked.

    Args:
        state: the run.
        number: the round's; 0 has no average.
        doing: of each hospital.
    """
    places = [place for place, each in enumerate(doing) if each in IN_THE_AVERAGE]
    if not number or not state.info or not places or state.config.strategy.kind in OTHERWISE:
        return {}
    if mechanism_of(state.config).noise_at is Place.SERVER:
        return dict.fromkeys(places, 1 / len(Attendance(state.config).planned(number)))
    if counting(state) is Counting.EQUALLY:
        return dict.fromkeys(places, 1 / len(places))
    sizes = _sizes(state) or (0,) * len(doing)
    total = sum(sizes[place] for place in places)
    return {place: sizes[place] / total for place in places} if total else {}


def last_accuracies(rounds: Sequence[RoundFinished]) -> dict[str, float]:
    """Accuracy of each hospital's own model before averaging, or of the shared one at a newcomer, as last measured."""
    known: dict[str, float] = {}
    for finished in rounds[-LOOK_BACK:]:
        known |= {each.name: each.accuracy for each in finished.newcomers}
        known |= {each.name: each.local_accuracy for each in finished.hospitals if each.local_accuracy is not None}
    return known


def _doing(status: str) -> Doing:
    return Doing.SENT if status == "ok" else Doing(status)


def _by_hand(state: RunState, number: int, place: int, doing: Doing) -> Doing:
    """Who is not there is told apart: left out by somebody, or never to take part."""
    hospital = state.config.hospitals[place]
    changes = [each.out for each in state.changes if each.hospital == hospital.name and each.round <= number]
    if changes and changes[-1]:
        return Doing.LEFT_OUT
    return doing if takes_part(hospital) else Doing.NEWCOMER


def infos(state: RunState) -> dict[str, HospitalInfo]:
    """What each hospital brings, by name; nothing before the data are there."""
    return {each.name: each for each in state.info.hospitals} if state.info else {}


def _sizes(state: RunState) -> tuple[int, ...]:
    """Training images; nothing unless all are known."""
    known = infos(state)
    sizes = tuple(known[name].num_examples for name in state.config.hospital_names if name in known)
    return sizes if len(sizes) == len(state.config.hospitals) else ()


@lru_cache(maxsize=64)
def _missing(config: SimulationConfig, sizes: tuple[int, ...], number: int) -> dict[int, str]:
    return Attendance(config, sizes).missing(number)
