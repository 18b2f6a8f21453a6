"""A sweep over any setting: its runs, each once, and what it takes for one of its own."""

from dataclasses import replace

import pytest

from fedsim.runs.axes import axes, find_axis
from fedsim.runs.exploration import Exploration, make_strategy, without_budget
from fedsim.runs.state import RunState, Status
from fedsim.settings import sameness
from fedsim.settings.adversary import Alie, SignFlip
from fedsim.settings.config import Hospital, SimulationConfig, default_names
from fedsim.settings.declared import flat
from fedsim.settings.mixing import Bucketing
from fedsim.settings.setting import ConfigError
from fedsim.settings.strategy import FedAvg, FedMedian, FedProx
from tests.tiny import finished

BASE = SimulationConfig(rounds=1, baselines="beside")
SEVEN = replace(BASE, hospitals=tuple(map(Hospital, default_names(7))))
PRIVATE = replace(SEVEN, dp="central", noise_multiplier=1.0)


def explore(key: str, base: SimulationConfig = SEVEN, **options: object) -> Exploration:
    start = Exploration(base, key, find_axis(base, key).start, (FedAvg(), FedMedian()), (0, 1))
    return replace(start, **options)  # type: ignore[arg-type]


def test_every_number_with_steps_that_changes_a_run_can_be_moved() -> None:
    known = axes(PRIVATE)
    for key in ("rounds", "local_epochs", "lr", "batch_size", "dropout", "deadline", "samples_per_hospital",
                "noise_multiplier", "clip_norm", "alpha", "classes_per_hospital", "fraction", "mu", "server_lr",
                "momentum", "byzantine", "hospitals", "adversary.sign-flip", "shift.blur", "shift.blur.sigma",
                "label_noise.uniform", "label_noise.uniform.share"):  # fmt: skip
        assert key in known
    assert not {"seed", "size", "baseline_epochs", "noise_multiplier", "delta"} & axes(BASE).keys()
    assert next(iter(known)) == "alpha"


@pytest.mark.parametrize("key", axes(SEVEN))
def test_each_moves_what_it_says_and_nothing_that_cannot_be_had(key: str) -> None:
    axis = find_axis(SEVEN, key)
    kind = axis.one.of_kinds[0] if axis.one.union == "strategy" else "fedmedian"
    if key in ("byzantine", "adversary.alie"):  # seven hospitals bear two cheats at most
        axis = replace(axis, steps=(0, 1, 2))
    values = tuple(sorted(axis.start))
    asked = explore(key, values=values, strategies=(make_strategy(SEVEN, kind),), seeds=(0,))
    configs = asked.configs()
    assert len(configs) == 3
    assert [problem for config in configs for problem in config.validate()] == []
    assert {config.baselines for config in configs} == {"none"}
    assert asked.where(configs[0])[0] == values[0]
    assert asked.where(configs[1])[0] == values[-1]  # the ends first


def test_a_setting_is_moved_by_its_declaration_alone() -> None:
    for key, axis in axes(SEVEN).items():
        if axis.kind is None and key != "hospitals" and axis.one.union != "strategy" and axis.one.union != "mixing":
            value = axis.steps[-1]
            moved = flat(axis.put(SEVEN, value))[key]
            assert moved == value or (key == "fraction" and moved == 0.5)  # 1 is everyone: no sample


@pytest.mark.parametrize("key", ["alpha", "adversary.sign-flip", "fraction", "dropout", "rounds", "shift.blur"])
def test_a_run_is_one_of_its_own_at_any_of_its_values_and_any_seed_and_in_nothing_else(key: str) -> None:
    asked = explore(key)
    own = asked.config(asked.values[-1], FedMedian(), 77)
    assert asked.covers(own)
    assert asked.covers(replace(own, baselines="after"))
    for other in (replace(own, lr=0.1), replace(own, strategy=FedProx()), replace(own, batch_size=64)):
        assert not asked.covers(other)


def test_who_cheats_otherwise_is_no_run_of_it() -> None:
    first, *rest = SEVEN.hospitals
    for cheat in (Alie(), SignFlip(factor=3.0)):
        cheated = replace(SEVEN, hospitals=(replace(first, adversary=cheat), *rest))
        assert not explore("adversary.sign-flip").covers(cheated)


def test_values_that_come_to_the_same_run_are_trained_once() -> None:
    asked = explore("fraction", values=(0.13, 0.15, 0.9999, 1.0), strategies=(FedAvg(),), seeds=(0,))
    assert len(asked.configs()) == 2
    assert {config.participation.kind for config in asked.configs()} == {"sampled", "full"}
    near = explore("mu", values=(0.01, 0.1), strategies=(FedProx(), FedAvg()), seeds=(0,))
    assert len(near.configs()) == 3


def test_every_value_has_the_runs_that_it_shares_with_another() -> None:
    asked = explore("fraction", values=(0.13, 0.15), strategies=(FedAvg(),), seeds=(0,))
    (config,) = asked.configs()
    done = RunState("x", config, rounds=(finished(0), finished(1)), status=Status.FINISHED)
    runs = {sameness.federation(config): done}
    assert asked.done(0.13, FedAvg(), runs) == asked.done(0.15, FedAvg(), runs) == {0: done}


def test_a_budgets_noise_is_kept_and_the_budget_is_not() -> None:
    base = replace(SEVEN, dp="central", target_epsilon=5.0)
    frozen = without_budget(base, "alpha")
    assert frozen.target_epsilon is None
    assert frozen.noise_multiplier > 0.1
    assert without_budget(frozen, "alpha") == frozen
    given = replace(base, noise_multiplier=0.3)
    assert without_budget(given, "alpha").noise_multiplier == 0.3
    moved = without_budget(given, "target_epsilon")
    assert (moved.target_epsilon, moved.noise_multiplier) == (5.0, 0.0)


def test_what_mixes_before_a_rule_is_for_strategies_with_one() -> None:
    asked = explore("dropout", replace(SEVEN, mixing=Bucketing()))
    assert [problem for config in asked.configs() for problem in config.validate()] == []
    assert {config.mixing.kind for config in asked.configs() if config.strategy == FedMedian()} == {"bucketing"}


def test_further_hospitals_repeat_what_the_first_have_not_seen_and_nobody_is_called_like_another() -> None:
    config = explore("hospitals", BASE, values=(2, 5)).config(5, FedAvg(), 0)
    assert [each.excluded for each in config.hospitals[3:]] == [each.excluded for each in BASE.hospitals[:2]]
    assert len(set(config.hospital_names)) == 5
    assert config.hospitals[:3] == BASE.hospitals


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("alpha", "0", "alpha must be from 0.001 to 1e+06, got 0.0."),
        ("alpha", "few", "alpha must be a number, got 'few'."),
        ("rounds", "2.5", "rounds must be a whole number, got '2.5'."),
        ("rounds", "501", "rounds must be from 1 to 500, got 501."),
        ("shift.blur.sigma", "99", "shift.sigma must be from 0 to 50, got 99.0."),
        ("hospitals", "1", "hospitals must be from 2 to 1000, got 1."),
        ("adversary.sign-flip", "8", "adversary.sign-flip must be from 0 to 7"),
        ("adversary.sign-flip", "-1", "adversary must be a whole number, got '-1'."),
    ],
)
def test_a_bad_value_gets_its_bound(key: str, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        find_axis(SEVEN, key).read(text)
    assert said in str(error.value)
    assert find_axis(SEVEN, "alpha").read(" 0.1 ") == 0.1


def test_what_cannot_be_moved_is_said_with_what_can() -> None:
    with pytest.raises(ConfigError, match=r"'colour'.*alpha.*rounds"):
        find_axis(BASE, "colour")
