"""Accuracy of many hospitals by round: a spread in place of a line each."""

from dataclasses import replace

from tiny import baseline, finished

from fedsim.analysis.attendance_frames import count_frame
from fedsim.analysis.bands import BAND, SPREAD, alone_bands, own_bands
from fedsim.analysis.keys import POOLED, TOGETHER
from fedsim.runs.state import Baseline, RunState
from fedsim.settings.config import SimulationConfig

TOLD = replace(finished(1), on_own_classes=(0.0, 0.1, 0.2, 0.3, 0.9))


def test_the_spread_is_the_one_that_a_round_tells() -> None:
    frame = own_bands([TOLD])
    assert frame[frame["series"] == BAND][SPREAD].values.tolist() == [[0.0, 0.1, 0.2, 0.3, 0.9]]
    assert frame[frame["series"] == TOGETHER.id]["accuracy"].tolist() == [TOLD.accuracy]


def test_a_round_that_does_not_tell_it_has_that_of_its_hospitals() -> None:
    frame = own_bands([finished(0), finished(1)])
    assert frame[frame["series"] == BAND][SPREAD].values.tolist() == [[0.25, 0.375, 0.5, 0.625, 0.75]]


def test_baselines_are_spread_epoch_by_epoch_where_their_curves_would_be() -> None:
    config = SimulationConfig(local_epochs=2)
    state = RunState("x", config, rounds=(finished(0),))
    for each in (baseline("A", 0.2), baseline("B", 0.4), baseline(None, 0.9)):
        state = state._with(Baseline(each.hospital, each.epochs, each))
    frame = alone_bands(state)
    band = frame[frame["series"] == BAND]
    assert band["round"].tolist() == [0.5, 1.0]
    assert band[["low", "high"]].values.tolist() == [[0.2, 0.4]] * 2
    assert frame[frame["series"] == POOLED.id]["accuracy"].tolist() == [0.9, 0.9]


def test_everybody_has_a_place_in_a_rounds_pile() -> None:
    rounds = [finished(0), replace(finished(2), num_idle=90, num_absent=8)]
    frame = count_frame(rounds)
    assert dict(zip(frame["kind"], frame["hospitals"], strict=True)) == {"ok": 1, "failed": 1, "absent": 8, "idle": 90}
    assert frame["low"].tolist() == [0, *frame["high"].tolist()[:-1]]
    assert frame["high"].iloc[-1] == rounds[1].num_hospitals
