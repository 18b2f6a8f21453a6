"""Hospitals that never take part: the federation is the same without them, and the shared model is tried there."""

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from fedsim.errors import RunStopped
from fedsim.events import BaselineFinished, Event, Newcomer, RoundFinished, Started
from fedsim.federation import newcomers as trying
from fedsim.federation.engines import get_engine
from fedsim.federation.newcomers import try_there
from fedsim.hospitals.baselines import train_baselines
from fedsim.hospitals.population import load_population
from fedsim.privacy.accounting import default_delta
from fedsim.privacy.mechanisms import releases
from fedsim.runs.codec import decode, encode
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.presence import MOST_NEWCOMERS, Always, Never, members, newcomers
from fedsim.settings.shift import Noise
from fedsim.settings.strategy import FedAvg, FedBN, FedMedian, Scaffold
from fedsim.training.local import DivergedError, evaluate, torch_rng, train_local


def with_newcomer(config: SimulationConfig, never: Never = Never(), **changes) -> SimulationConfig:  # noqa: B008 - frozen
    hospitals = (Hospital("A"), Hospital("B", ("east",)), Hospital("C", ("west",), presence=never))
    return replace(config, hospitals=hospitals, rounds=2, **changes)


def run(config: SimulationConfig, engine: str = "inprocess") -> tuple[list[Event], dict[str, torch.Tensor]]:
    events: list[Event] = []
    return events, get_engine(engine)(config, events.append, lambda: False)


def rounds(events: list[Event]) -> list[RoundFinished]:
    return [event for event in events if isinstance(event, RoundFinished)]


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(values, other[name]) for name, values in one.items())


def untimed(finished: RoundFinished) -> RoundFinished:
    hospitals = tuple(replace(each, seconds=0.0) for each in finished.hospitals)
    return replace(finished, seconds=0.0, hospitals=hospitals, newcomers=())


@pytest.mark.parametrize("strategy", [FedAvg(), Scaffold(), FedMedian(), FedBN()], ids=lambda each: each.kind)
def test_what_is_tried_there_changes_nothing_in_the_federation(
    config: SimulationConfig, strategy: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, final = run(with_newcomer(config, strategy=strategy))
    assert [len(each.newcomers) for each in rounds(events)] == [1, 1, 1]
    for epochs in (0, 3):
        others, same_final = run(with_newcomer(config, Never(epochs), strategy=strategy))
        assert same(final, same_final)
        assert [*map(untimed, rounds(events))] == [*map(untimed, rounds(others))]
    monkeypatch.setattr("fedsim.federation.evaluator.try_there", lambda *given: ())
    untried, untried_final = run(with_newcomer(config, strategy=strategy))
    assert same(final, untried_final)
    assert [*map(untimed, rounds(events))] == [*map(untimed, rounds(untried))]


def test_it_is_the_shared_model_and_a_copy_that_trains_on_the_hospitals_own_images(config: SimulationConfig) -> None:
    config = with_newcomer(config, Never(2))
    config = replace(config, hospitals=(*config.hospitals[:2], replace(config.hospitals[2], shift=Noise(60.0))))
    population, model = load_population(config), load_population(config).model()
    before = copy.deepcopy(model.state_dict())
    (found,) = try_there(population, model, 4, lambda: None)
    assert same(before, model.state_dict())
    test, shard = population.test_at(2), population.shard(2)
    assert test is not population.test
    tuned = copy.deepcopy(model)
    train_local(
        tuned, shard, generator=torch_rng(trying.seed_for(config.seed, "newcomer", 4, 2)), epochs=2,
        batch_size=config.batch_size, lr=config.lr, optimizer=config.optimizer,
    )  # fmt: skip
    own = np.isin(test.labels.numpy(), population.classes_of(2))
    assert 0 < own.sum() < len(test)
    for each, accuracy, on_own in (
        (model, found.accuracy, found.accuracy_on_own_classes),
        (tuned, found.tuned_accuracy, found.tuned_accuracy_on_own_classes),
    ):
        right = evaluate(each, test).probabilities.argmax(axis=1) == test.labels.numpy()
        assert accuracy == pytest.approx(right.mean())
        assert on_own == pytest.approx(right[own].mean())
    assert (found.name, found.num_examples, found.tuning_epochs, found.error) == ("C", len(shard), 2, None)
    assert try_there(population, model, 4, lambda: None) == (found,)
    assert decode(encode(replace(rounds(run(config)[0])[0], newcomers=(found,)))).newcomers == (found,)


def test_without_epochs_there_is_nothing_after_fine_tuning(config: SimulationConfig) -> None:
    population = load_population(with_newcomer(config, Never(0)))
    (found,) = try_there(population, population.model(), 0, lambda: None)
    assert (found.tuned_accuracy, found.tuned_accuracy_on_own_classes) == (None, None)


def test_a_copy_that_comes_to_nothing_says_so_and_ends_no_run(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(*given: object, **more: object) -> None:
        raise DivergedError("diverged", loss=float("nan"))

    monkeypatch.setattr(trying, "train_local", diverge)
    population = load_population(with_newcomer(config))
    (found,) = try_there(population, population.model(), 0, lambda: None)
    assert found.error
    assert found.error.code == "diverged"
    assert found.tuned_accuracy is None


def test_a_stop_is_heard_while_the_copy_trains(config: SimulationConfig) -> None:
    population, asked = load_population(with_newcomer(config)), []

    def go_on() -> None:
        asked.append(1)
        if len(asked) == 3:  # after one batch of the test images, in the training
            raise RunStopped("stopped")

    with pytest.raises(RunStopped):
        try_there(population, population.model(), 1, go_on)


def test_it_is_never_asked_sends_nothing_and_is_not_pooled(config: SimulationConfig) -> None:
    config = with_newcomer(config)
    events, _ = run(config)
    (started,) = [event for event in events if isinstance(event, Started)]
    assert [each.takes_part for each in started.hospitals] == [True, True, False]
    assert {each.hospitals[2].status for each in rounds(events)[1:]} == {"absent"}
    assert {each.hospitals[2].bytes_down for each in rounds(events)[1:]} == {0}
    population = load_population(config)
    assert len(population.pooled) == sum(population.sizes[:2]) == sum(started.pooled_class_counts or ())


def test_own_models_are_those_of_the_hospitals_that_take_part(config: SimulationConfig) -> None:
    events, _ = run(with_newcomer(config, strategy=FedBN()))
    last = rounds(events)[-1]
    assert last.hospitals[2].global_accuracy_on_own_classes is None
    assert all(each.global_accuracy_on_own_classes is not None for each in last.hospitals[:2])


@pytest.mark.parametrize("dp", ["central", "local"])
def test_privacy_does_not_count_it(config: SimulationConfig, dp: str) -> None:
    config = with_newcomer(config, dp=dp, noise_multiplier=1.0)
    each = releases(config, load_population(config).sizes)
    assert {(one.population, one.delta) for one in each} == {(2, default_delta(2))}


def test_alone_it_is_told_of_on_its_own_images_and_no_other_is(config: SimulationConfig) -> None:
    config = with_newcomer(config)
    config = replace(config, hospitals=(*config.hospitals[:2], replace(config.hospitals[2], shift=Noise(60.0))))
    events: list[Event] = []
    train_baselines(load_population(config), events.append, lambda: False)
    alone = [event for event in events if isinstance(event, BaselineFinished) and event.hospital]
    assert [each.epochs[-1].there is None for each in alone] == [True, True, False]
    assert all(0 <= epoch.there <= 1 and 0 <= epoch.there_on_own_classes <= 1 for epoch in alone[2].epochs)
    assert {each.evaluated_on for each in alone} == {"test"}


def test_it_needs_two_others() -> None:
    never = (Hospital("A"), Hospital("B", presence=Never()), Hospital("C", presence=Never()))
    (said,) = SimulationConfig(hospitals=never).validate()
    assert said == "Hospitals B and C never take part, which leaves 1 in the federation: let at least 2 take part."
    assert SimulationConfig(hospitals=(*never[:2], Hospital("C"))).validate() == []


def test_of_many_the_first_ones_are_tried() -> None:
    hospitals = [Hospital(str(place), presence=Never() if place % 2 else Always()) for place in range(20)]
    assert newcomers(hospitals) == (1, 3, 5)[:MOST_NEWCOMERS]
    assert members(hospitals) == tuple(range(0, 20, 2))


@pytest.mark.ray
def test_it_is_the_same_on_ray(config: SimulationConfig) -> None:
    (one, final), (other, other_final) = run(with_newcomer(config)), run(with_newcomer(config, engine="ray"), "ray")
    assert same(final, other_final)
    tried: list[list[tuple[Newcomer, ...]]] = [[each.newcomers for each in rounds(events)] for events in (one, other)]
    assert tried[0] == tried[1]
