"""A finished round from its beginning to its end, for whoever shows it slowly, or all rounds in a row."""

from dataclasses import replace

from fedsim.analysis.motion import HospitalMotion, Motion, Phase, motion_at
from fedsim.analysis.taking_part import Doing, last_accuracies
from fedsim.runs.state import RunState

STEPS = (
    (Phase.SENDING_DOWN, Doing.RECEIVING, None),
    (Phase.TRAINING, Doing.TRAINING, 0.0),
    (Phase.TRAINING, Doing.TRAINING, 1.0),
    (Phase.SENDING_UP, Doing.SENDING, None),
    (Phase.AVERAGING, Doing.SENT, None),
)
"""What happens in a round, what a hospital that answers does then, and the share of its training that is done."""


def stages(state: RunState, number: int) -> tuple[Motion, ...]:
    """The model goes down, the hospitals begin, have trained, send, the server averages, and what it came to.

    A hospital's accuracy is its own model's once that is trained, and the shared model's the old one until the end.

    Args:
        state: the run.
        number: a finished round; of round 0 there is its end alone.
    """
    end = motion_at(state, number)
    if not end.round or end.round > state.rounds_done:
        return (end,)
    before = state.rounds[: end.round]
    known, accuracy = last_accuracies(before), before[-1].accuracy
    made = []
    for phase, doing, share in STEPS:
        trained = phase is not Phase.SENDING_DOWN and share != 0.0
        hospitals = tuple(
            replace(_at(each, phase, doing, share), accuracy=each.accuracy if trained else known.get(each.name))
            for each in end.hospitals
        )
        made.append(Motion(phase, end.round, end.rounds, accuracy, hospitals))
    return (*made, end)


def _at(hospital: HospitalMotion, phase: Phase, doing: Doing, share: float | None) -> HospitalMotion:
    """Who failed did so after it had been sent the model; so did who was asked and never answered."""
    if hospital.doing is Doing.SENT or (hospital.doing is Doing.FAILED and phase is Phase.TRAINING):
        return replace(hospital, doing=doing, share=share)
    if phase is Phase.SENDING_DOWN and hospital.doing in (Doing.FAILED, Doing.DROPPED, Doing.LATE):
        return replace(hospital, doing=Doing.RECEIVING)
    return hospital
