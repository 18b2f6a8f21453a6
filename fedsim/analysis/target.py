"""What it took to reach a test accuracy: rounds, bytes and seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fedsim.events import RoundFinished


@dataclass(frozen=True)
class ToTarget:
    """Up to the first round of training, and with it, whose test accuracy is at least the target.

    Attributes:
        target: the accuracy asked for, in [0, 1].
        rounds: how many rounds it took; None where it was not reached, and so are the next two.
        bytes: sent by the hospitals and received by them, in all these rounds.
        seconds: these rounds, as this machine trained and evaluated them.
        best: the highest accuracy of any round of training; None where there is none yet.
        done: how many rounds of training there are.
    """

    target: float
    rounds: int | None
    bytes: int | None
    seconds: float | None
    best: float | None
    done: int


def to_target(rounds: Sequence[RoundFinished], target: float) -> ToTarget:
    """Of a run's rounds, round 0 first, which is no round of training."""
    trained = [finished for finished in rounds if finished.round]
    best = max((finished.accuracy for finished in trained), default=None)
    for place, finished in enumerate(trained, start=1):
        if finished.accuracy >= target:
            until = trained[:place]
            sent = sum(each.bytes_up + each.bytes_down for each in until)
            return ToTarget(target, finished.round, sent, sum(each.seconds for each in until), best, len(trained))
    return ToTarget(target, None, None, None, best, len(trained))


@dataclass(frozen=True)
class Reached:
    """What it took over several seeds: means over those that reached it, None where none did.

    Attributes:
        seeds: how many there are.
        reached: how many of them reached the target.
        rounds: until then.
        bytes: sent and received in these rounds.
        seconds: these rounds, as this machine trained and evaluated them.
    """

    seeds: int
    reached: int
    rounds: float | None
    bytes: float | None
    seconds: float | None


def reached(runs: Sequence[Sequence[RoundFinished]], target: float) -> Reached:
    """Of the rounds of several runs, one at least, that differ in the seed."""
    each_took = [to_target(rounds, target) for rounds in runs]
    took = np.array([(each.rounds, each.bytes, each.seconds) for each in each_took if each.rounds is not None], float)
    if not len(took):
        return Reached(len(runs), 0, None, None, None)
    return Reached(len(runs), len(took), *map(float, took.mean(axis=0)))
