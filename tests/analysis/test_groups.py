"""Kept runs side by side: groups, what differs, and their numbers."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from runs_to_compare import BASE, state

from fedsim.analysis.group_curves import curves_frame
from fedsim.analysis.group_points import bars_frame
from fedsim.analysis.groups import differing, grouped, hospitals_apart, summary_frame
from fedsim.settings.forms import EXCLUDED
from fedsim.settings.shift import Blur
from fedsim.settings.strategy import FedProx
from fedsim.text.compared import comparison_table
from fedsim.text.groups import group_titles, value_words


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
    frame = summary_frame(grouped([state(0.9, 0.5), state(0.3, 0.7, seed=1)]), last=5).set_index("of")
    assert frame["value"].to_dict() == pytest.approx({"last": 0.6, "best": 0.8, "mean": 0.6})
    last = frame.loc["last"]
    assert (last["seeds"], last["low"], last["high"]) == (2, 0.5, 0.7)
    assert last["sd"] == pytest.approx(math.sqrt(0.02))
    assert last["se"] == pytest.approx(0.1)
    assert summary_frame(grouped([state(0.5)]))[["sd", "se"]].isna().all(axis=None)


def test_a_hospitals_own_settings_are_shown_where_they_differ() -> None:
    first, second, *others = BASE.hospitals
    blurred = replace(first, shift=Blur(sigma=1.5), excluded=())
    both = (blurred, replace(second, shift=Blur(sigma=0.5)), *others)
    configs = [replace(BASE, hospitals=(blurred, second, *others)), replace(BASE, hospitals=both)]
    assert hospitals_apart(configs, "shift") == {second.name}
    groups = grouped([state(0.5, config=config) for config in configs])
    assert differing(configs) == ("shift",)
    assert [*value_words(groups, "shift").values()] == ["nobody", f"{second.name}: blur 0.5 px"]
    groups = grouped([state(0.5), state(0.5, config=configs[0])])
    assert [*value_words(groups, EXCLUDED).values()] == [f"{first.name} without {first.excluded[0]}", "nobody"]


@pytest.mark.parametrize(("metric", "spread"), [("accuracy", "range"), ("loss", "se"), ("worst", "sd")])
def test_a_groups_numbers_do_not_move_when_others_are_shown(metric: str, spread: str) -> None:
    ours, others = [state(0.5), state(0.6, seed=1)], [state(0.9, config=replace(BASE, lr=0.1))]
    alone, both = grouped(ours), grouped([*ours, *others])
    for frame in (
        lambda groups: summary_frame(groups, metric),
        lambda groups: curves_frame(groups, metric, "seconds", 3, spread).drop(columns="runs"),
        lambda groups: bars_frame(groups, metric, "best", 3, spread).drop(columns="runs").sort_values("group"),
    ):
        theirs = frame(both)
        pd.testing.assert_frame_equal(frame(alone), theirs[theirs["group"] == 0].reset_index(drop=True))


def test_the_table_is_in_words() -> None:
    table = comparison_table(grouped([state(0.5), state(0.7, seed=1), state(0.6, config=replace(BASE, rounds=1))]))
    assert table.columns[:3].tolist() == ["Rounds", "Seeds", "Test accuracy"]
    assert table["Rounds"].tolist() == ["2", "1"]
    assert table["Seeds"].tolist() == ["2", "1"]
    assert table["Standard error"].tolist()[1] == "–"


def test_the_table_begins_with_the_number_that_is_asked_for() -> None:
    groups = grouped([state(0.5, 0.25), state(0.7, 0.5, seed=1)])
    table = comparison_table(groups, "loss", "best", 2)
    assert table.columns[2:6].tolist() == [
        "Test loss, best round", "Standard error", "Last round", "Mean of the last 2",
    ]  # fmt: skip
    table = comparison_table(groups, "worst", "mean", 2)
    assert [title for title in table.columns if "Worst" in title] == [
        "Worst hospital, mean of the last 2", "Worst hospital",
    ]  # fmt: skip
