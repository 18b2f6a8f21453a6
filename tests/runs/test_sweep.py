"""A sweep over noise: its runs in order, which of them there are already, and the table of what they cost."""

from dataclasses import replace

import pytest
from tiny import finished, started

from fedsim.privacy.accounting import client_epsilon
from fedsim.runs.state import RunState, Status
from fedsim.runs.sweep import (
    CLIPPED,
    NOISY,
    PLAIN,
    Sweep,
    by_settings,
    choose_seeds,
    cost_frame,
    epsilon_range,
    extremes,
    is_coming,
    is_done,
    missing,
    run_seconds,
)
from fedsim.settings.config import BOUNDS, Hospital, SimulationConfig
from fedsim.settings.sameness import federation

BASE = SimulationConfig(
    hospitals=(Hospital("A"), Hospital("B")), rounds=1, seed=3, baselines="after", target_epsilon=2.0, dp="local",
    clip_norm=0.5,
)  # fmt: skip
SWEEP = Sweep(BASE, "central", (0.0, 0.1, 1.0), (3, 4))
EPSILONS = {0.1: 600.0, 1.0: 20.0}


def run(noise: float | None, seed: int = 3, accuracy: float = 0.5) -> RunState:
    """A run of the sweep that is trained to the end, in two seconds."""
    last = replace(finished(1, accuracy), epsilon=EPSILONS.get(noise or 0.0), delta=0.005 if noise else None)
    state = RunState(f"{noise}-{seed}", SWEEP.config(noise, seed))
    for event, at in ((started(), 9.0), (finished(0), 10.0), (last, 12.0)):
        state = state.after(event, at)
    return replace(state, status=Status.FINISHED)


def short(config: SimulationConfig) -> tuple:
    return config.seed, config.dp, config.noise_multiplier


def test_runs_come_seed_by_seed_with_the_ends_of_the_curve_first() -> None:
    assert [short(config) for config in SWEEP.configs()] == [
        (3, "none", 0.0), (3, "central", 1.0), (3, "central", 0.0), (3, "central", 0.1),
        (4, "none", 0.0), (4, "central", 1.0), (4, "central", 0.0), (4, "central", 0.1),
    ]  # fmt: skip


def test_every_run_is_valid_and_neither_ends_early_nor_trains_baselines() -> None:
    for config in SWEEP.configs():
        assert config.validate() == []
        assert (config.target_epsilon, config.baselines, config.attack) == (None, "none", "none")


def test_seeds_that_have_runs_come_before_new_ones() -> None:
    assert choose_seeds(2, 3, []) == (3, 4)
    assert choose_seeds(2, 4, [run(None, 3), run(0.1, 3), run(None, 4)]) == (3, 4)  # not 4 and 5
    assert choose_seeds(1, 7, [run(None, 3), run(None, 4), run(0.1, 4)]) == (4,)
    assert choose_seeds(3, 0, [run(None, 9)]) == (0, 1, 9)


def test_stopped_runs_speak_for_no_seed() -> None:
    assert choose_seeds(1, 0, [RunState("stopped", SWEEP.config(0.1, 9), Status.STOPPED)]) == (0,)


def test_seeds_stay_in_bounds_at_the_largest_one() -> None:
    largest = int(BOUNDS["seed"][1])
    assert choose_seeds(2, largest, []) == (0, largest)


@pytest.mark.parametrize(
    ("changes", "covered"),
    [
        ({}, True),
        ({"noise_multiplier": 7.0, "seed": 99}, True),
        ({"dp": "none"}, True),
        ({"dp": "none", "clip_norm": 9.0, "delta": 0.1}, True),
        ({"baselines": "before", "baseline_epochs": 3, "attack": "last-round"}, True),
        ({"dp": "record"}, False),
        ({"clip_norm": 9.0}, False),
        ({"target_epsilon": 2.0}, False),
        ({"rounds": 2}, False),
        ({"hospitals": (Hospital("A"), Hospital("C"))}, False),
    ],
)
def test_a_sweep_covers_runs_that_differ_in_noise_and_seed_alone(changes: dict, covered: bool) -> None:
    assert SWEEP.covers(replace(SWEEP.config(0.1, 3), **changes)) is covered


def test_without_privacy_what_belongs_to_it_makes_no_other_run() -> None:
    plain = SWEEP.config(None, 3)
    assert federation(plain) == federation(replace(plain, clip_norm=7.0, delta=0.1, noise_multiplier=0.3))
    private = SWEEP.config(0.1, 3)
    assert federation(private) != federation(replace(private, clip_norm=7.0))


def test_only_what_is_neither_done_nor_coming_is_missing() -> None:
    stopped = RunState("stopped", SWEEP.config(0.0, 4), Status.STOPPED)
    queued = RunState("queued", SWEEP.config(1.0, 4), Status.QUEUED)
    runs = by_settings([queued, stopped, run(None), run(1.0), run(0.0), run(0.1), run(None, 4)])
    assert [short(config) for config in missing(SWEEP.configs(), runs)] == [(4, "central", 0.0), (4, "central", 0.1)]


def test_of_runs_alike_the_one_that_got_furthest_counts_and_then_the_newest() -> None:
    config = SWEEP.config(0.1, 3)
    live, failed = RunState("live", config, Status.RUNNING), RunState("failed", config, Status.FAILED)
    older, newer = run(0.1, accuracy=0.2), replace(run(0.1, accuracy=0.9), id="newer")
    assert [state.id for state in by_settings([failed, live, newer, older]).values()] == ["newer"]
    assert [state.id for state in by_settings([failed, live]).values()] == ["live"]
    assert [state.id for state in by_settings([failed, replace(failed, id="older")]).values()] == ["failed"]


def test_a_run_that_trains_baselines_after_its_last_round_is_done() -> None:
    state = replace(run(0.1), status=Status.RUNNING)
    assert is_done(state)
    assert not is_coming(state)


def test_the_table_has_a_row_a_noise_and_an_epsilon_only_where_there_is_a_promise() -> None:
    runs = [run(1.0, 3, 0.25), run(0.0, 3, 0.75), run(None, 3, 0.875), run(1.0, 4, 0.75), run(0.1, 3, 0.5)]
    frame = cost_frame(runs)
    assert frame["kind"].tolist() == [PLAIN, CLIPPED, NOISY, NOISY]
    assert frame["noise"].tolist()[1:] == [0.0, 0.1, 1.0]
    assert frame["epsilon"].isna().tolist() == [True, True, False, False]
    assert frame["epsilon"].tolist()[2:] == [600.0, 20.0]
    assert frame["accuracy"].tolist() == [0.875, 0.75, 0.5, 0.5]
    assert frame[["low", "high", "seeds"]].values.tolist()[3] == [0.25, 0.75, 2]
    assert frame["sd"].isna().tolist() == [True, True, True, False]
    assert frame["sd"].iloc[3] == pytest.approx(0.25 * 2**0.5)
    assert frame["upper"].tolist() == [True, False, False, False]


def test_seeds_that_spent_differently_are_promised_the_weakest() -> None:
    one, other = run(1.0, 3), run(1.0, 4)
    weaker = replace(other, rounds=(*other.rounds[:-1], replace(other.rounds[-1], epsilon=33.0)))
    assert cost_frame([one, weaker])["epsilon"].tolist() == [33.0]


def test_noise_without_a_promise_and_unfinished_runs_are_left_out() -> None:
    unpromised = run(1.0)
    unpromised = replace(unpromised, rounds=(*unpromised.rounds[:-1], finished(1)))
    half = replace(run(0.1), rounds=run(0.1).rounds[:1])
    assert cost_frame([unpromised, half]).empty


def test_tables_before_and_after_a_result_differ_at_the_ends_of_their_last_column() -> None:
    before, after = cost_frame([run(None), run(0.1)]), cost_frame([run(None), run(0.1), run(0.1, 4)])
    assert before.columns[-1] == after.columns[-1] == "runs"
    assert before["runs"].iloc[0] != after["runs"].iloc[0]


def test_the_axis_holds_what_is_there_and_what_is_to_come() -> None:
    assert epsilon_range(SWEEP, []) == (1.0, 1000.0)
    assert epsilon_range(Sweep(BASE, "central", (0.1, 1.0), (3,)), [run(0.1), run(1.0)]) == (10.0, 1000.0)
    low, high = epsilon_range(Sweep(BASE, "central", (10.0,), (3,)), [run(0.1)])
    assert low <= client_epsilon(1, 10.0, 0.005) < 1.0 < 600.0 <= high


def test_the_extremes_are_of_one_seed() -> None:
    runs = [run(None, 4), run(1.0, 3), run(0.1, 4), run(0.1, 3)]
    plain, noisy = extremes(runs) or (None, None)
    assert (plain and plain.id, noisy and noisy.id) == ("None-4", "0.1-4")
    both = extremes([*runs, run(None, 3)])
    assert both
    assert [state.id for state in both] == ["None-3", "1.0-3"]
    assert extremes([run(None)]) is None


def test_a_runs_time_is_that_of_the_same_privacy_where_there_is_one() -> None:
    slow = replace(run(0.1), rounds=tuple(replace(each, seconds=15.0) for each in run(0.1).rounds))
    assert run_seconds([slow, replace(run(None), round_times=(50.0, 52.0))], "central") == 30.0
    assert run_seconds([run(None)], "central") == 1.0
    assert run_seconds([], "central") is None
