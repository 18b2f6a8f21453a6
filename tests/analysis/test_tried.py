"""What each model of a run says to one image: what it had said when the run was made."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from fedsim import data
from fedsim.analysis import tried
from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, alone, own
from fedsim.analysis.tried import LOADED, Weights, ask, forget_gone, weights
from fedsim.federation.kept_models import OtherModel
from fedsim.hospitals.population import load_population
from fedsim.runs.runner import carry_out
from fedsim.runs.state import RunState
from fedsim.runs.store import Store
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.shift import Blur
from fedsim.settings.strategy import Ditto, FedBN, FedPer, FineTuning

ALL = [alone("A"), alone("B"), alone("C"), TOGETHER, POOLED]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("tried")
    yield Store(folder / "fedsim.sqlite", models=folder / "models", baselines=folder / "baselines")
    LOADED.clear()


def run(store: Store, config: SimulationConfig, baselines: str = "after") -> RunState:
    run_id = store.create(replace(config, baselines=baselines))
    carry_out(store, run_id, lambda: False)
    state = store.get(run_id)
    assert state is not None
    assert state.error is None
    return state


@pytest.fixture(scope="module")
def state(store: Store, config: SimulationConfig) -> RunState:
    return run(store, config)


def test_every_model_of_a_run_is_kept(store: Store, state: RunState) -> None:
    assert weights(store, state) == dict.fromkeys(ALL, Weights.THERE)


def test_probabilities_are_those_that_the_run_has_kept(store: Store, state: RunState, config) -> None:
    dataset, answers = data.load(config.dataset, config.size), store.answers(state.id)
    assert len(answers) == len(ALL)
    for place in (0, 1, 40, len(dataset.test) - 1):
        said = ask(store, state, dataset, dataset.test.images[place], place)
        assert [*said] == ALL
        for key, each in said.items():
            kept = answers[key.kind.value, key.hospital][place]
            assert np.allclose(each.probabilities, kept, atol=1e-5), key
            assert np.array_equal(each.image, dataset.test.images[place])


def test_a_baseline_that_is_found_again_is_the_same_model(store: Store, state: RunState, config) -> None:
    other = run(store, replace(config, rounds=1, baseline_epochs=state.config.num_baseline_epochs))
    assert all(each.cached for each in other.alone)
    assert [each.key for each in other.alone] == [each.key for each in state.alone]
    assert weights(store, other) == dict.fromkeys(ALL, Weights.THERE)
    dataset = data.load(config.dataset, config.size)
    one, two = (ask(store, each, dataset, dataset.test.images[3], 3) for each in (state, other))
    assert np.array_equal(one[alone("B")].probabilities, two[alone("B")].probabilities)
    assert not np.array_equal(one[TOGETHER].probabilities, two[TOGETHER].probabilities)


def test_what_is_gone_is_said_and_comes_back_the_same_when_it_is_trained_again(tmp_path: Path, config) -> None:
    store = Store(tmp_path / "fedsim.sqlite", models=tmp_path / "models", baselines=tmp_path / "baselines")
    state, dataset = run(store, config), data.load(config.dataset, config.size)
    before = ask(store, state, dataset, dataset.test.images[0], 0)
    store.checkpoints.delete(state.id)
    lost = tmp_path / "baselines" / f"{state.alone[0].key}.safetensors"
    lost.unlink()
    gone = {alone("A"): Weights.GONE, TOGETHER: Weights.GONE}
    assert weights(store, state) == dict.fromkeys(ALL, Weights.THERE) | gone
    assert [*ask(store, state, dataset, dataset.test.images[0], 0)] == [alone("B"), alone("C"), POOLED]
    again = run(store, config)  # its numbers are known still: nothing is trained
    assert weights(store, again)[alone("A")] is Weights.GONE
    forget_gone(store, again)
    third = run(store, config)
    assert [each.cached for each in third.alone] == [False, True, True]
    after = ask(store, third, dataset, dataset.test.images[0], 0)
    assert {key: each.probabilities.tolist() for key, each in after.items()} == {
        key: each.probabilities.tolist() for key, each in before.items()
    }


def test_a_run_without_baselines_has_the_model_together_alone(store: Store, config) -> None:
    state = run(store, replace(config, seed=11), "none")
    there = [key for key, each in weights(store, state).items() if each is Weights.THERE]
    assert there == [TOGETHER]
    assert weights(store, state)[POOLED] is Weights.UNTRAINED
    dataset = data.load(config.dataset, config.size)
    assert [*ask(store, state, dataset, dataset.test.images[0])] == [TOGETHER]


@pytest.mark.parametrize("strategy", [FedBN(), FedPer(), Ditto(), FineTuning()], ids=lambda each: each.kind)
def test_own_models_are_those_that_the_last_round_was_evaluated_on(store: Store, config, strategy) -> None:
    """Their mean accuracy is what the run has reported, each on what its own scanner takes."""
    hospitals = (replace(config.hospitals[0], shift=Blur(1.5)), *config.hospitals[1:])
    state = run(store, replace(config, strategy=strategy, hospitals=hospitals, rounds=1), "none")
    assert [key for key, each in weights(store, state).items() if each is Weights.THERE] == [*map(own, "ABC")]
    dataset, labels = data.load(config.dataset, config.size), data.load(config.dataset, config.size).test.labels
    places = [0, 1, 2, 3, 4, 5]
    said = [ask(store, state, dataset, dataset.test.images[place], place) for place in places]
    population = load_population(state.config)
    for place, each in zip(places, said, strict=True):
        assert np.array_equal(each[own("A")].image, population.test_at(0).images[place, 0].numpy())
        assert np.array_equal(each[own("B")].image, dataset.test.images[place])
    assert not np.array_equal(said[0][own("A")].image, dataset.test.images[0])
    assert _mean_accuracy(state, labels) == pytest.approx(state.rounds[-1].accuracy, abs=1e-9)


def _mean_accuracy(state: RunState, labels: np.ndarray) -> float:
    from fedsim.training.local import evaluate

    models = next(reversed(LOADED.values()))
    population = load_population(state.config)
    right = [
        evaluate(models[own(name)], population.test_at(place)).probabilities.argmax(axis=1) == labels
        for place, name in enumerate("ABC")
    ]
    return float(np.mean([each.mean() for each in right]))


def test_models_of_another_shape_are_an_error_and_no_answer(store: Store, state: RunState, tiny: str) -> None:
    dataset = data.load(tiny)
    other = replace(state, config=replace(state.config, model="resnet18"), id="ab" * 4)
    key: ModelKey = alone("A")
    with pytest.raises(OtherModel, match="run it again"):
        ask(store, other, dataset, dataset.test.images[0])
    assert key in ask(store, state, dataset, dataset.test.images[0])


def two_of(state: RunState) -> tuple[RunState, RunState]:
    """The same run, as if it were two."""
    return replace(state, id="a" * 8), replace(state, id="b" * 8)


def test_who_asks_one_run_need_not_wait_for_anothers_models(store, state, monkeypatch) -> None:
    slow, quick = two_of(state)
    dataset = data.load(state.config.dataset)
    begun, go, load = Event(), Event(), tried._load

    def held(store: Store, asked: RunState, *others):
        if asked.id == slow.id:
            begun.set()
            assert go.wait(60)
        return load(store, asked, *others)

    monkeypatch.setattr(tried, "_load", held)
    waiting = Thread(target=ask, args=(store, slow, dataset, dataset.test.images[0]))
    waiting.start()
    assert begun.wait(60)
    answered = Event()

    def other() -> None:
        ask(store, quick, dataset, dataset.test.images[0])
        answered.set()

    asking = Thread(target=other)
    asking.start()
    try:
        assert answered.wait(60)
        assert waiting.is_alive()
    finally:
        go.set()
        waiting.join()
        asking.join()


def test_the_models_of_a_few_runs_stay_and_of_no_more(store, state, monkeypatch) -> None:
    dataset, loaded, load = data.load(state.config.dataset), list[str](), tried._load

    def told(store: Store, asked: RunState, *others):
        loaded.append(asked.id)
        return load(store, asked, *others)

    monkeypatch.setattr(tried, "_load", told)
    LOADED.clear()
    one, two = two_of(state)
    for each in (one, two, one, two):
        ask(store, each, dataset, dataset.test.images[0])
    assert loaded == [one.id, two.id]
    monkeypatch.setattr(tried, "MOST_RUNS", 2)
    third = replace(state, id="c" * 8)
    for each in (third, two, one):
        ask(store, each, dataset, dataset.test.images[0])
    assert loaded == [one.id, two.id, third.id, one.id]
    monkeypatch.setattr(tried, "MOST_MB", 0)
    ask(store, two, dataset, dataset.test.images[0])
    assert [key[0] for key in LOADED] == [two.id]


def test_hospitals_that_take_no_part_have_no_own_model(store: Store, state: RunState) -> None:
    from fedsim.settings.presence import Never

    hospitals = (*state.config.hospitals[:2], Hospital("C", presence=Never()))
    away = replace(state, config=replace(state.config, hospitals=hospitals, strategy=FedPer()), info=None)
    assert [key for key in weights(store, away) if key.kind == "own"] == [own("A"), own("B")]
