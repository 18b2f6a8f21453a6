"""Kept runs side by side: groups, what differs, their numbers, and what is sure of a difference."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from fedsim.analysis.groups import NEGLIGIBLE, curves_frame, differing, grouped, paired, summary_frame
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import FedProx
from fedsim.text.compared import comparison_table, difference, group_titles
from tests.tiny import finished, on_images, started

BASE = SimulationConfig(rounds=2)


def state(
    *accuracies: float, config: SimulationConfig = BASE, seed: int = 0, images: int = 1000, at: float = 0
) -> RunState:
    """A run whose rounds of training came to these."""
    rounds = tuple(on_images(finished(place, each), images) for place, each in enumerate((0.1, *accuracies)))
    done = replace(config, seed=seed)
    return RunState(f"{seed}-{at}", done, Status.FINISHED, info=started(), rounds=rounds, queued_at=at)


def test_runs_that_differ_in_the_seed_alone_are_one_group_and_of_a_seed_the_newest_counts() -> None:
    near = replace(BASE, strategy=FedProx())
    runs = [state(0.5, seed=1), state(0.6, config=near), state(0.7, at=5), state(0.4, at=1), state(seed=9)]
    one, other = grouped(runs)
    assert [run.rounds[-1].accuracy for run in one.runs] == [0.7, 0.5]
    assert [run.config.seed for run in one.runs] == [0, 1]
    assert other.config == near
    assert grouped([state()]) == ()


def test_only_what_differs_is_shown_and_the_seed_never() -> None:
    near = replace(BASE, strategy=FedProx(mu=0.5), seed=3, rounds=5)
    assert differing([BASE, near]) == ("rounds", "strategy", "mu")
    assert differing([BASE, replace(BASE, seed=8)]) == ()
    groups = grouped([state(0.5), state(0.5, config=near)])
    assert group_titles(groups) == (
        "rounds 2, strategy FedAvg (n = 1)", "rounds 5, strategy FedProx, mu 0.5 (n = 1)",
    )  # fmt: skip
    assert group_titles(groups[:1], seeds=False) == ("the settings of most",)


def test_a_group_is_called_by_what_it_has_of_its_own() -> None:
    named = replace(BASE, hospitals=(replace(BASE.hospitals[0], name="A=;,%"), *BASE.hospitals[1:]))
    runs = [state(0.5), state(0.5, config=replace(BASE, lr=0.1)), state(0.5, config=named)]
    assert group_titles(grouped(runs), seeds=False)[:2] == ("the settings of most", "learning rate 0.1")
    assert "A=;,%" in group_titles(grouped(runs), seeds=False)[2]


def test_a_groups_numbers_are_means_over_its_seeds() -> None:
    groups = grouped([state(0.9, 0.5), state(0.3, 0.7, seed=1)])
    (row,) = summary_frame(groups).to_dict("records")
    assert (row["seeds"], row["accuracy"], row["best"], row["rounds"]) == (2, 0.6, pytest.approx(0.8), 2)
    assert row["sd"] == pytest.approx(math.sqrt(0.02))
    assert row["se"] == pytest.approx(0.1)
    assert row["last"] == pytest.approx(0.6)  # both have fewer rounds than are asked for
    one = summary_frame(grouped([state(0.5)]))
    assert one[["sd", "se"]].isna().all(axis=None)


def test_a_groups_numbers_do_not_move_when_others_are_shown() -> None:
    ours, others = [state(0.5), state(0.6, seed=1)], [state(0.9, config=replace(BASE, lr=0.1))]
    alone, both = summary_frame(grouped(ours)), summary_frame(grouped([*ours, *others]))
    pd.testing.assert_frame_equal(alone, both[both["group"] == 0])


def test_curves_have_the_mean_its_ends_and_each_single_run() -> None:
    frame = curves_frame(grouped([state(0.5, 0.7), state(0.3, seed=1)]))
    means = frame[frame["run"] == ""]
    assert means[["round", "accuracy", "low", "high", "seeds"]].to_numpy().tolist() == [
        [0, 0.1, 0.1, 0.1, 2], [1, 0.4, 0.3, 0.5, 2], [2, 0.7, 0.7, 0.7, 1],
    ]  # fmt: skip
    assert len(frame) == 3 + 3 + 2
    assert set(curves_frame(grouped([state(0.5)]))["run"]) == {""}


def test_differences_are_paired_by_seed_and_told_with_their_size() -> None:
    near = replace(BASE, strategy=FedProx())
    ours = [state(0.5 + 0.01 * seed, seed=seed) for seed in range(4)]
    theirs = [state(0.7 + 0.01 * seed + 0.001 * (seed % 2), config=near, seed=seed) for seed in range(1, 5)]
    one, other = grouped([*ours, *theirs])
    found = paired(other, one)
    assert (found.seeds, found.gap.mean) == (3, pytest.approx(0.2 + 0.002 / 3))
    assert difference("A", "B", found).startswith("A is better than B by 20 points (95 % interval")
    assert difference("A", "B", paired(one, other)).startswith("A is worse than B by 20 points")
    assert "3 seeds" in difference("A", "B", found)
    assert found.effect == pytest.approx(found.gap.mean / pd.Series([0.201, 0.2, 0.201]).std())


def test_what_is_sure_and_small_is_called_negligible_and_what_is_unsure_is_not_told_apart() -> None:
    near = replace(BASE, lr=0.1)
    ours = [state(0.5, seed=seed, images=100_000) for seed in range(4)]
    theirs = [state(0.5 + NEGLIGIBLE / 2, config=near, seed=seed, images=100_000) for seed in range(4)]
    one, other = grouped([*ours, *theirs])
    assert "significant, yet negligible" in difference("A", "B", paired(other, one))
    one, other = grouped([state(0.5, images=50), state(0.55, config=near, images=50)])
    assert "are not told apart" in difference("A", "B", paired(other, one))


def test_other_seeds_or_other_test_images_are_not_paired() -> None:
    near = replace(BASE, lr=0.1)
    one, other = grouped([state(0.5), state(0.6, config=near, seed=1)])
    assert paired(one, other) is None
    one, other = grouped([state(0.5), state(0.6, config=near, images=999)])
    assert paired(one, other) is None


def test_the_table_is_in_words() -> None:
    table = comparison_table(grouped([state(0.5), state(0.7, seed=1), state(0.6, config=replace(BASE, rounds=1))]))
    assert table["Rounds"].tolist() == ["1", "1"] or table.columns[0] == "Rounds"
    assert len(table) == 2
    assert table["Seeds"].tolist() == ["2", "1"]
    assert table["Standard error"].tolist()[1] == "–"
