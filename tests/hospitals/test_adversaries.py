"""Hospitals that cheat: with what they train on, or with what they send."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
import pytest
import torch
from annotated_types import Ge, Le
from registering import register

from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import inprocess
from fedsim.hospitals.adversaries import ADVERSARIES
from fedsim.hospitals.adversaries.base import Adversary, Arrays
from fedsim.hospitals.baselines import cache_key
from fedsim.hospitals.population import load_population
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import declared


@dataclass(frozen=True)
class Wrong:
    """The settings of `NextLabel`."""

    kind: Literal["wrong"] = "wrong"


@dataclass(frozen=True)
class Times:
    """The settings of `Scaled`."""

    factor: Annotated[float, Ge(-100.0), Le(100.0)] = -2.0
    kind: Literal["times"] = "times"


class NextLabel(Adversary):
    """Calls every class by the next one's name."""

    def poison(self, images, labels, classes: Sequence[str], rng: np.random.Generator):
        return images, (labels + 1) % len(classes)


class Scaled(Adversary):
    """Sends a multiple of its update."""

    def send(self, received: Arrays, trained: Arrays, learned: Sequence[str], rng: np.random.Generator) -> Arrays:
        update = {name: received[name] + self.setting.factor * (trained[name] - received[name]) for name in learned}
        return {**trained, **{name: values.astype(trained[name].dtype) for name, values in update.items()}}


def cheating(config: SimulationConfig, setting: object) -> SimulationConfig:
    """Hospital B cheats."""
    a, b, c = config.hospitals
    return replace(config, hospitals=(a, replace(b, adversary=setting), c))


@pytest.fixture
def poisoned(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> SimulationConfig:
    register(monkeypatch, "adversary", Wrong, ADVERSARIES, NextLabel)
    return cheating(config, Wrong())


@pytest.fixture
def scaled(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> SimulationConfig:
    register(monkeypatch, "adversary", Times, ADVERSARIES, Scaled)
    return cheating(config, Times())


def run(config: SimulationConfig) -> tuple[list[RoundFinished], dict[str, torch.Tensor]]:
    events: list[Event] = []
    final = inprocess.run(config, events.append, lambda: False)
    return [event for event in events if isinstance(event, RoundFinished)], final


def test_every_kind_has_its_file() -> None:
    assert list(ADVERSARIES) == list(declared(SimulationConfig)["adversary"].each)


def test_labels_are_changed_where_the_hospital_trains_and_nowhere_else(poisoned: SimulationConfig) -> None:
    population = load_population(poisoned)
    for place, shard in enumerate(population.shards):
        trained_on = population.trained_on(place)
        if place == 1:
            assert torch.equal(trained_on.labels, (shard.labels + 1) % 4)
            assert torch.equal(trained_on.images, shard.images)
        else:
            assert trained_on is shard


def test_a_hospital_with_wrong_labels_learns_them_and_the_others_learn_as_before(
    poisoned: SimulationConfig, config: SimulationConfig
) -> None:
    cheated, honest = run(replace(poisoned, local_epochs=5))[0], run(replace(config, local_epochs=5))[0]
    first, before = cheated[1].hospitals, honest[1].hospitals
    for place in (0, 2):  # in the first round they start from the same model
        assert replace(first[place], seconds=0, global_accuracy_on_own_classes=0) == replace(
            before[place], seconds=0, global_accuracy_on_own_classes=0
        )
    assert first[1].local_accuracy < 0.25 < 0.5 < before[1].local_accuracy
    assert first[1].train_accuracy > 0.5  # of what it trained on


def test_its_baseline_is_honest(poisoned: SimulationConfig, config: SimulationConfig) -> None:
    cheated, honest = load_population(poisoned), load_population(config)
    for place in range(3):
        assert cache_key(cheated, cheated.shard(place), place) == cache_key(honest, honest.shard(place), place)


def test_an_update_is_changed_before_it_is_sent(scaled: SimulationConfig, config: SimulationConfig) -> None:
    one = replace(scaled, rounds=1)
    cheated, final = run(one)
    honest, before = run(replace(config, rounds=1))
    norms = [[hospital.update_norm for hospital in rounds[1].hospitals] for rounds in (cheated, honest)]
    assert norms[0] == pytest.approx([norms[1][0], 2 * norms[1][1], norms[1][2]], rel=1e-4)
    assert [h.local_accuracy for h in cheated[1].hospitals] == [h.local_accuracy for h in honest[1].hospitals]
    _, without = run(cheating(one, Times(factor=0.0)))
    share = load_population(one).sizes[1] / sum(load_population(one).sizes)
    for name, values in final.items():  # the average moves by as much as the one update did
        own = (before[name] - without[name]) / share
        torch.testing.assert_close(values, without[name] - 2 * share * own, atol=1e-5, rtol=1e-4)


def test_sending_the_update_as_it_is_changes_nothing(scaled: SimulationConfig, config: SimulationConfig) -> None:
    (_, cheated), (_, honest) = run(cheating(scaled, Times(factor=1.0))), run(config)
    for name, values in honest.items():
        torch.testing.assert_close(cheated[name], values, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("dp", ["central", "central-client", "local"])
def test_what_is_sent_is_clipped_all_the_same(scaled: SimulationConfig, dp: str) -> None:
    rounds, final = run(replace(cheating(scaled, Times(factor=100.0)), rounds=1, dp=dp, clip_norm=0.01))
    assert [hospital.clipped for hospital in rounds[1].hospitals] == [True] * 3
    before = load_population(scaled).model().state_dict()
    length = sum(float(((values - before[name]) ** 2).sum()) for name, values in final.items()) ** 0.5
    assert 0 < length <= 0.01 * (1 + 1e-4)


def test_a_cheat_that_draws_draws_the_same_again(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    class Noise(Adversary):
        def send(self, received: Arrays, trained: Arrays, learned: Sequence[str], rng: np.random.Generator) -> Arrays:
            return {name: rng.normal(size=values.shape).astype(values.dtype) for name, values in trained.items()}

    register(monkeypatch, "adversary", Times, ADVERSARIES, Noise)
    (rounds, once), (_, again) = (run(cheating(config, Times())) for _ in range(2))
    assert all(torch.equal(values, again[name]) for name, values in once.items())
    norms = [finished.hospitals[1].update_norm for finished in rounds[1:]]
    assert norms[0] != norms[1]  # another draw in every round
