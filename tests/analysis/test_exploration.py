"""What an exploration comes to: its table, and what it found."""

import math
from dataclasses import replace

import pytest

from fedsim.analysis.exploration import changes_heterogeneity, exploration_frame, finding
from fedsim.runs.axes import find_axis
from fedsim.runs.exploration import Exploration
from fedsim.runs.state import RunState, Status
from fedsim.runs.sweep import by_settings
from fedsim.settings.config import SimulationConfig
from fedsim.settings.shift import Blur
from fedsim.settings.strategy import FedAvg, FedBN, FedMedian, FedProx
from fedsim.text.pages.explore import headline
from tests.tiny import finished, on_images, started

BASE = SimulationConfig(rounds=1)
ASKED = Exploration(BASE, "dropout", (0.0, 0.5), (FedAvg(), FedMedian(), FedProx()), (0, 1))
TITLES = ("FedAvg", "FedMedian", "FedProx")


def state(asked: Exploration, place: tuple, accuracy: float, rounds: int = 1) -> RunState:
    done = tuple(on_images(finished(each, accuracy), 1000) for each in range(rounds + 1))
    return RunState(str(place), asked.config(*place), rounds=done, status=Status.FINISHED, info=started())


def runs(asked: Exploration, reached: dict[tuple, float]) -> dict:
    return by_settings([state(asked, place, accuracy) for place, accuracy in reached.items()])


def all_of(asked: Exploration, **means: tuple[float, float]) -> dict[tuple, float]:
    """Of each strategy the accuracies at both values; seeds are 0.01 to both sides."""
    kinds = {each.kind: each for each in asked.strategies}
    return {
        (value, kinds[name], seed): reached + 0.01 * (2 * seed - 1)
        for name, pair in means.items()
        for value, reached in zip(asked.values, pair, strict=True)
        for seed in asked.seeds
    }


def test_the_table_has_the_mean_and_the_ends_of_each_points_seeds() -> None:
    there = runs(ASKED, {(0.5, FedAvg(), 0): 0.5, (0.5, FedAvg(), 1): 0.75, (0.0, FedMedian(), 0): 0.25})
    there |= by_settings([state(ASKED, (0.0, FedAvg(), 0), 1.0, rounds=0)])  # not done
    frame = exploration_frame(there, ASKED)
    shown = frame[["strategy", "value", "accuracy", "low", "high", "seeds"]].to_numpy().tolist()
    assert shown == [[0, 0.5, 0.625, 0.5, 0.75, 2], [1, 0.0, 0.25, 0.25, 0.25, 1]]
    assert frame["sd"][0] == pytest.approx(0.25 / math.sqrt(2))
    assert set(frame["runs"]) == {3}
    assert exploration_frame({}, ASKED).empty


def test_nothing_is_said_before_all_that_it_compares_is_there() -> None:
    full = all_of(ASKED, fedavg=(0.9, 0.5), fedmedian=(0.9, 0.7), fedprox=(0.9, 0.4))
    assert finding(runs(ASKED, full), ASKED).other.strategy == 1
    without = {place: each for place, each in full.items() if place != (0.0, FedAvg(), 1)}
    assert finding(runs(ASKED, without), ASKED) is None
    unequal = {place: each for place, each in full.items() if place != (0.5, FedProx(), 1)}
    found = finding(runs(ASKED, unequal), ASKED)
    assert found.other is None
    assert headline(found, TITLES, ASKED.axis) == (
        "FedAvg is right on 90 % with a chance of 0 to drop out, and on 50 % with a chance of 0.5 to drop out."
    )


def test_what_helps_is_said_with_the_seeds_in_which_it_did() -> None:
    found = finding(runs(ASKED, all_of(ASKED, fedavg=(0.9, 0.5), fedmedian=(0.9, 0.7), fedprox=(0.9, 0.4))), ASKED)
    assert headline(found, TITLES, ASKED.axis).endswith(
        "FedMedian does better there: 70 %, and better in 2 of 2 seeds."
    )
    one = replace(found, seeds=1, clear_in=1, other=replace(found.other, clear_in=1))
    assert headline(one, TITLES, ASKED.axis).endswith("FedMedian does better there: 70 %.")


def test_own_models_are_no_better_or_worse_where_scanners_differ() -> None:
    """They are then evaluated on other test images."""
    blurred = replace(BASE, hospitals=(replace(BASE.hospitals[0], shift=Blur(sigma=2.0)), *BASE.hospitals[1:]))
    for base, told in ((BASE, True), (blurred, False)):
        asked = Exploration(base, "dropout", (0.0, 0.5), (FedAvg(), FedBN()), (0,))
        found = finding(runs(asked, all_of(asked, fedavg=(0.9, 0.5), fedbn=(0.9, 0.7))), asked)
        assert (found.other is not None) is told


def test_what_chance_explains_is_told_as_such() -> None:
    """Two strategies and two values that are apart by less than a thousand test images can tell."""
    asked = Exploration(BASE, "dropout", (0.0, 0.5), (FedAvg(), FedMedian()), (0,))
    there = runs(asked, {(0.0, FedAvg(), 0): 0.51, (0.5, FedAvg(), 0): 0.5, (0.5, FedMedian(), 0): 0.52,
                         (0.0, FedMedian(), 0): 0.5})  # fmt: skip
    found = finding(there, asked)
    assert (found.clear_in, found.other.clear_in) == (0, 0)
    assert headline(found, TITLES[:2], find_axis(BASE, "dropout")).count("So small a difference may be chance.") == 2
    seeds = replace(asked, seeds=(0, 1))
    both = runs(seeds, all_of(seeds, fedavg=(0.51, 0.5), fedmedian=(0.5, 0.52)))
    assert headline(finding(both, seeds), TITLES[:2], find_axis(BASE, "dropout")).endswith(
        "FedMedian does better there: 52 %, and better in 2 of 2 seeds. That is clear with 0 of 2 seeds."
    )


def test_what_does_not_help_is_said_too() -> None:
    found = finding(runs(ASKED, all_of(ASKED, fedavg=(0.9, 0.5), fedmedian=(0.9, 0.3), fedprox=(0.9, 0.4))), ASKED)
    assert headline(found, TITLES, ASKED.axis).endswith(
        "None of the others does better there: FedProx is right on 40 %."
    )


def test_where_nothing_changes_that_is_what_is_said() -> None:
    found = finding(runs(ASKED, all_of(ASKED, fedavg=(0.5, 0.5))), ASKED)
    assert headline(found, TITLES, ASKED.axis) == "FedAvg is right on 50 % at every value."


def test_one_that_cheats_is_one() -> None:
    axis = find_axis(BASE, "adversary.sign-flip")
    asked = Exploration(BASE, axis.key, (0, 1), (FedAvg(),), (0,))
    found = finding(runs(asked, all_of(asked, fedavg=(0.9, 0.5))), asked)
    assert headline(found, TITLES, axis) == (
        "FedAvg is right on 89 % with 0 hospitals that cheat, and on 49 % with 1 hospital that cheats."
    )


def test_how_different_hospitals_are_is_shown_where_that_changes() -> None:
    frame = exploration_frame(runs(ASKED, all_of(ASKED, fedavg=(0.9, 0.5))), ASKED)
    assert not changes_heterogeneity(frame)
    assert changes_heterogeneity(frame.assign(heterogeneity=[0.1, 0.2]))
