"""What a federation is compared with: fair, cached by exactly what matters, and equal to it where it must be."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from flwr.app import Context, RecordDict
from hypothesis import given, settings
from hypothesis import strategies as st

from fedsim.errors import FedsimError, RunStopped
from fedsim.events import Answers, BaselineEpoch, BaselineFinished, BaselineProgress, Event, ShouldStop
from fedsim.federation.client_app import make_client_app
from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.federation.server_app import make_server_app
from fedsim.hospitals import baselines, identity
from fedsim.hospitals.baselines import Weights, cache_key, fit, train_baselines
from fedsim.hospitals.images import Images, Way
from fedsim.hospitals.population import Population, load_population
from fedsim.settings.adversary import Honest
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.label_noise import NoNoise
from fedsim.settings.shift import Blur, Gain, NoShift
from fedsim.settings.shortcut import NoShortcut
from fedsim.settings.strategy import FedAvg, FedBN
from fedsim.training.local import Batches, DivergedError, evaluate, split_order
from fedsim.training.metrics import measure

pytestmark = pytest.mark.usefixtures("every_batch")


class Kept:
    """A cache in memory that counts what it is asked to keep."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[BaselineFinished, np.ndarray]] = {}
        self.weights: dict[str, Weights] = {}

    def baseline(self, key: str) -> tuple[BaselineFinished, np.ndarray] | None:
        return self.kept.get(key)

    def only_one(self, key: str, should_stop: ShouldStop) -> AbstractContextManager[ShouldStop]:
        return nullcontext(should_stop)

    def keep_baseline(self, key: str, finished: BaselineFinished, probabilities: np.ndarray, weights: Weights) -> None:
        assert key not in self.kept, "trained twice"
        self.kept[key], self.weights[key] = (finished, probabilities), weights


def federation_of(config: SimulationConfig, place: int) -> dict[str, torch.Tensor]:
    """The final weights of a federation that only the hospital at this place takes part in; the others fail."""

    def fail_elsewhere(round: int, hospital: int, done: int, total: int) -> None:
        if hospital != place:
            raise OSError("no power")

    final: list[dict[str, torch.Tensor]] = []
    grid = InProcessGrid(make_client_app(config, fail_elsewhere), len(config.hospitals))
    make_server_app(config, lambda event: None, lambda: False, final.append)(grid, Context(1, 1, {}, RecordDict(), {}))
    return final[0]


def train(config: SimulationConfig, cache: Kept | None = None) -> list[Event]:
    events: list[Event] = []
    train_baselines(load_population(config), events.append, lambda: False, cache)
    return events


def of(kind: type, events: list[Event]) -> list:
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def events(config: SimulationConfig, every_batch: None) -> list[Event]:
    return train(config)


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(values, other[name]) for name, values in one.items())


@pytest.mark.parametrize("model", ["cnn", "resnet18"])
@pytest.mark.parametrize("place", [0, 2])
def test_alone_for_one_epoch_is_one_round_of_a_federation_of_that_hospital(
    config: SimulationConfig, place: int, model: str
) -> None:
    config = replace(config, rounds=1, model=model)
    alone = fit(load_population(config), load_population(config).shards[place], place).state_dict()
    assert same(alone, federation_of(config, place))
    assert not same(alone, load_population(config).model().state_dict())


def test_over_more_rounds_they_part_since_each_round_starts_a_fresh_optimiser(config: SimulationConfig) -> None:
    alone = fit(load_population(config), load_population(config).shards[0], 0).state_dict()
    assert config.rounds == 2
    assert not same(alone, federation_of(config, 0))


def test_pooled_is_one_hospital_that_has_everything(config: SimulationConfig) -> None:
    config = replace(config, hospitals=tuple(Hospital(name) for name in "ABC"))
    population = load_population(config)
    own = population.partition.shards
    partition = replace(population.partition, shards=(np.concatenate(own), own[1]))
    ways = (Way(NoShift(), Honest(), NoNoise(), NoShortcut()),) * 2
    images = Images(population.dataset, partition, population.device, ways, config.seed)
    everything = replace(population, partition=partition, images=images)
    assert len(everything.shards[0]) == len(population.dataset.train)
    events: list[Event] = []
    two = replace(everything, config=replace(config, hospitals=config.hospitals[:2]))
    train_baselines(two, events.append, lambda: False)
    has_everything = of(BaselineFinished, events)[0]
    pooled = of(BaselineFinished, train(config))[-1]
    assert pooled == replace(has_everything, hospital=None, seconds=pooled.seconds)


def test_every_hospital_then_the_pooled_model_are_evaluated_on_the_whole_test_set(
    config: SimulationConfig, events: list[Event]
) -> None:
    finished, population = of(BaselineFinished, events), load_population(config)
    assert [each.hospital for each in finished] == ["A", "B", "C", None]
    assert [each.num_examples for each in finished] == [*map(len, population.shards), sum(map(len, population.shards))]
    for each, answers in zip(finished, of(Answers, events), strict=True):
        assert (answers.hospital, answers.model) == (each.hospital, "alone" if each.hospital else "pooled")
        metrics = measure(population.test.labels.numpy(), answers.probabilities)
        assert {name: getattr(each, name) for name in vars(metrics)} == vars(metrics)


def test_the_numbers_are_those_of_the_trained_model(config: SimulationConfig, events: list[Event]) -> None:
    population = load_population(config)
    model, finished = fit(population, population.shards[1], 1), of(BaselineFinished, events)[1]
    last, validation = evaluate(model, population.test), population.validation(population.shards[1])
    assert (finished.loss, finished.accuracy) == (last.loss, last.accuracy(population.test.labels))
    assert finished.epochs[-1].accuracy == finished.accuracy
    assert finished.epochs[-1].val_accuracy == evaluate(model, validation).accuracy(validation.labels)
    assert finished.epochs[-1].train_accuracy == evaluate(model, population.shards[1]).accuracy(
        population.shards[1].labels
    )


def test_each_trains_for_as_many_steps_as_in_the_federation(config: SimulationConfig) -> None:
    config = replace(config, rounds=2, local_epochs=2)
    events = train(config)
    for shard, finished in zip(load_population(config).shards, of(BaselineFinished, events), strict=False):
        assert [each.epoch for each in finished.epochs] == [1, 2, 3, 4]
        steps = 4 * len(split_order(torch.arange(len(shard)), config.batch_size))
        batches = [(e.done, e.total) for e in of(BaselineProgress, events) if e.hospital == finished.hospital]
        assert batches == [(done, steps) for done in range(1, steps + 1)]
        told = [e.epoch for e in of(BaselineEpoch, events) if e.hospital == finished.hospital]
        assert tuple(told) == finished.epochs


def test_the_number_of_epochs_can_be_chosen(config: SimulationConfig) -> None:
    events = train(replace(config, baseline_epochs=1))
    assert [len(finished.epochs) for finished in of(BaselineFinished, events)] == [1] * 4


def test_validation_shows_a_hospital_the_classes_that_it_has(config: SimulationConfig) -> None:
    population = load_population(config)
    for shard, absent in zip(population.shards, (1, 2, 0), strict=True):
        assert sorted(population.validation(shard).labels.unique().tolist()) == [c for c in range(4) if c != absent]


def test_what_is_known_is_not_trained_again_and_says_so(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Kept()
    first = train(config, cache)
    monkeypatch.setattr(baselines, "train_local", None)
    again = train(replace(config, rounds=1, local_epochs=2, dp="central", noise_multiplier=0.5, engine="ray"), cache)
    assert of(BaselineFinished, again) == [replace(each, cached=True) for each in of(BaselineFinished, first)]
    for one, other in zip(of(Answers, first), of(Answers, again), strict=True):
        assert np.array_equal(one.probabilities, other.probabilities)


def test_what_is_known_of_another_run_says_what_it_is_evaluated_on_in_this_one(config: SimulationConfig) -> None:
    cache, plain = Kept(), replace(config, strategy=FedAvg())
    train(plain, cache)
    first = replace(config.hospitals[0], shift=Blur(sigma=1.0))
    differ = replace(config, strategy=FedBN(), hospitals=(first, *config.hospitals[1:]))
    again = of(BaselineFinished, train(differ, cache))
    assert any(each.cached for each in again)
    assert {each.evaluated_on for each in again} == {"scanner"}
    assert {each.evaluated_on for each in of(BaselineFinished, train(plain, cache))} == {"test"}


def test_only_the_hospital_that_changed_is_trained_again(config: SimulationConfig) -> None:
    """Nobody shares the class that it gives up."""
    cache, others = Kept(), (Hospital("A", ("west", "north")), Hospital("B", ("west",)))
    train(replace(config, hospitals=(*others, Hospital("C"))), cache)
    events = train(replace(config, hospitals=(*others, Hospital("Oslo", ("west",)))), cache)
    assert [(each.hospital, each.cached) for each in of(BaselineFinished, events)] == [
        ("A", True), ("B", True), ("Oslo", False), (None, False),
    ]  # fmt: skip


def keys(population: Population) -> list[str]:
    own = [cache_key(population, shard, place) for place, shard in enumerate(population.shards)]
    return [*own, cache_key(population, population.pooled, 0)]


MATTERS = {
    "samples_per_hospital": st.integers(50, 55), "lr": st.floats(1e-4, 1e-2), "batch_size": st.integers(17, 64),
    "seed": st.integers(8, 99), "baseline_epochs": st.integers(3, 9), "rounds": st.integers(3, 50),
    "local_epochs": st.integers(2, 50), "model": st.just("resnet18"),
}  # fmt: skip
DOES_NOT_MATTER = {
    "dp": st.sampled_from(["central", "record"]), "delta": st.just(1e-6), "noise_multiplier": st.floats(0.01, 9),
    "clip_norm": st.floats(0.1, 9), "engine": st.just("ray"),
    "baselines": st.sampled_from(["before", "beside"]), "baseline_epochs": st.just(2), "attack": st.just("last-round"),
}  # fmt: skip


@settings(max_examples=30)
@given(st.data())
def test_the_key_changes_with_each_setting_that_matters(config: SimulationConfig, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(MATTERS)))
    other = replace(config, **{name: data.draw(MATTERS[name].filter(lambda value: value != getattr(config, name)))})
    assert all(one != two for one, two in zip(keys(load_population(config)), keys(load_population(other)), strict=True))


@settings(max_examples=30)
@given(st.data())
def test_the_key_does_not_change_with_what_does_not_matter(config: SimulationConfig, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(DOES_NOT_MATTER)))
    other = replace(config, **{name: data.draw(DOES_NOT_MATTER[name])})
    renamed = tuple(replace(hospital, name=f"H{hospital.name}") for hospital in other.hospitals)
    assert keys(load_population(config)) == keys(load_population(replace(other, hospitals=renamed)))


@settings(max_examples=30)
@given(st.sets(st.sampled_from(["north", "east", "south", "west"]), max_size=3), st.integers(0, 2))
def test_the_key_follows_the_images_of_each_hospital_and_of_all(
    config: SimulationConfig, excluded: set[str], place: int
) -> None:
    hospitals = list(config.hospitals)
    hospitals[place] = replace(hospitals[place], excluded=tuple(sorted(excluded)))
    before, after = load_population(config), load_population(replace(config, hospitals=tuple(hospitals)))
    shards = zip(before.partition.shards, after.partition.shards, strict=True)
    changed = [not np.array_equal(one, two) for one, two in shards]
    assert changed[place] == (set(excluded) != set(config.hospitals[place].excluded))
    assert [one != two for one, two in zip(keys(before), keys(after), strict=True)] == [*changed, any(changed)]


def test_the_key_names_what_it_is_made_by(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    population = load_population(config)
    before = keys(population)
    assert keys(population) == before
    monkeypatch.setattr(identity, "code_digest", lambda: "another")
    assert not set(keys(population)) & set(before)


def test_groupnorm_is_another_resnet_and_noise_leaves_the_small_cnn_alone(config: SimulationConfig) -> None:
    plain, private = replace(config, model="resnet18"), replace(config, model="resnet18", dp="local")
    assert not set(keys(load_population(plain))) & set(keys(load_population(private)))


def test_it_stops_at_the_next_batch_and_keeps_what_is_finished(config: SimulationConfig) -> None:
    events: list[Event] = []

    def stop() -> bool:
        return isinstance(events[-1], BaselineProgress) and (events[-1].hospital, events[-1].done) == ("B", 2)

    cache = Kept()
    events.append(load_population(config).started(load_population(config).model(), 0.0, "by images", "global"))
    with pytest.raises(RunStopped):
        train_baselines(load_population(config), events.append, stop, cache)
    assert [each.hospital for each in of(BaselineFinished, events)] == ["A"]
    assert (events[-1].hospital, events[-1].done) == ("B", 2)
    assert len(cache.kept) == 1


def test_a_training_that_diverges_says_whose_and_what_to_do(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FedsimError, match=r"Hospital A, alone, did not learn.*learning rate 1 .*such as 0\.1"):
        diverge(config, monkeypatch)


def diverge(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    build = Population.model

    def broken(population: Population) -> torch.nn.Module:
        model = build(population)
        torch.nn.init.constant_(next(model.parameters()), float("nan"))
        return model

    monkeypatch.setattr(Population, "model", broken)
    train_baselines(load_population(replace(config, lr=1.0)), lambda event: None, lambda: False)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            DivergedError("diverged", loss=float("nan")),
            "did not learn. The training loss became nan. The learning rate",
        ),
        (ValueError("more than 1 value per channel"), r"failed \(ValueError: more than 1 value per channel\)"),
    ],
)
def test_one_that_fails_does_not_end_the_others_and_is_named(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    population, events, train_on = load_population(config), list[Event](), baselines.train_local

    def fail_for_b(model: torch.nn.Module, data: Batches, **options: Any) -> None:
        if data is population.shards[1]:
            raise error
        train_on(model, data, **options)

    monkeypatch.setattr(baselines, "train_local", fail_for_b)
    cache = Kept()
    with pytest.raises(FedsimError, match=f"^Hospital B, alone, {reason}"):
        train_baselines(population, events.append, lambda: False, cache)
    assert [each.hospital for each in of(BaselineFinished, events)] == ["A", "C", None]
    assert len(cache.kept) == 3


def test_all_that_fail_are_named(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(model: torch.nn.Module, data: Batches, **options: Any) -> None:
        raise OSError("no power")

    monkeypatch.setattr(baselines, "train_local", fail)
    with pytest.raises(FedsimError) as told:
        train(config)
    assert str(told.value).count("no power") == 4
    assert "Hospital A, alone, failed" in str(told.value)
    assert "The pooled model failed" in str(told.value)


def test_progress_is_told_and_a_stop_asked_for_at_a_pace_and_not_at_every_batch(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedsim.events.PACE_SECONDS", 1e9)
    events: list[Event] = []
    asked: list[bool] = []
    train_baselines(load_population(config), events.append, lambda: bool(asked.append(True)))
    assert [(each.hospital, each.done) for each in of(BaselineProgress, events)] == [
        (name, 1) for name in [*"ABC", None]
    ]
    assert len(asked) == 4


def own_and_shifted(config: SimulationConfig, strategy: object, *shifts: object) -> SimulationConfig:
    hospitals = tuple(replace(each, shift=shift) for each, shift in zip(config.hospitals, shifts, strict=True))
    return replace(config, hospitals=hospitals, strategy=strategy)


def test_beside_own_models_each_hospital_alone_is_evaluated_on_what_its_own_scanner_takes(
    config: SimulationConfig,
) -> None:
    config = own_and_shifted(config, FedBN(), NoShift(), Gain(0.3), Blur(2.0))
    population = load_population(config)
    *alone, pooled = of(BaselineFinished, train(config))
    assert {each.evaluated_on for each in (*alone, pooled)} == {"scanner"}
    for place, finished in enumerate(alone):
        test = population.test_at(place)
        answers = evaluate(fit(population, population.shard(place), place), test)
        assert finished.accuracy == answers.accuracy(test.labels) == finished.epochs[-1].accuracy
        assert finished.loss == answers.loss
    model = fit(population, population.pooled, 0)
    each = [evaluate(model, population.test_at(place)).loss for place in range(3)]
    assert pooled.loss == pytest.approx(np.mean(each))
    assert len({*each}) == 3
    assert sum(map(sum, pooled.confusion_matrix)) == len(population.test)


def test_elsewhere_all_are_evaluated_on_the_same_images_and_their_keys_are_the_same(config: SimulationConfig) -> None:
    def of_all(config: SimulationConfig) -> list[str]:
        population, places = load_population(config), [0, 1, 2]
        shards = [population.shard(place) for place in places]
        return [cache_key(population, s, p, population.judged_on(p)) for s, p in zip(shards, places, strict=True)]

    assert of_all(replace(config, strategy=FedBN())) == of_all(config) == keys(load_population(config))[:3]
    shifts = (NoShift(), Gain(0.3), Blur(2.0))
    shared, own = (of_all(own_and_shifted(config, each, *shifts)) for each in (FedAvg(), FedBN()))
    assert [one == other for one, other in zip(shared, own, strict=True)] == [True, False, False]
    alone, *_ = of(BaselineFinished, train(own_and_shifted(config, FedAvg(), *shifts)))
    assert alone.evaluated_on == "test"
