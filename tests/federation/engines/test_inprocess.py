"""A federation in this process: equalities that hold for the whole stack."""

import math
import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from flwr.app import RecordDict
from tiny import CLASSES, hearing

import fedsim.settings.problems
from fedsim import data
from fedsim.errors import FedsimError, RunStopped
from fedsim.events import Answers, Event, Progress, RoundFinished, Started
from fedsim.federation import client_app, evaluator
from fedsim.federation.engines import get_engine, inprocess
from fedsim.federation.server_app import ask_hospitals
from fedsim.hospitals import baselines
from fedsim.hospitals.identity import NUM_THREADS
from fedsim.hospitals.participation import PARTICIPATION
from fedsim.hospitals.participation.full import FullParticipation
from fedsim.hospitals.population import Population, load_population
from fedsim.seeds import seed_for
from fedsim.settings.config import ConfigError, Hospital, SimulationConfig
from fedsim.training import local as training
from fedsim.training.local import DivergedError, split_order, torch_rng, train_local

Weights = dict[str, torch.Tensor]


def run(config: SimulationConfig, should_stop: Callable[[], bool] = lambda: False) -> tuple[Weights, list[Event]]:
    events: list[Event] = []
    return inprocess.run(config, hearing(events), should_stop), events


pytestmark = pytest.mark.usefixtures("every_batch")


@pytest.fixture(scope="module")
def done(config: SimulationConfig, every_batch: None) -> tuple[Weights, list[Event]]:
    """The final weights and the events of a whole run, for tests that only look at them."""
    return run(config)


def rounds(events: list[Event]) -> list[RoundFinished]:
    return [event for event in events if isinstance(event, RoundFinished)]


def timeless(events: list[Event]) -> list:
    """The events without how long anything took, to be compared."""

    def plain(event: Event) -> object:
        if isinstance(event, RoundFinished):
            return replace(event, seconds=0, hospitals=tuple(replace(h, seconds=0) for h in event.hospitals))
        return event.probabilities.tobytes() if isinstance(event, Answers) else event

    return [plain(event) for event in events]


def assert_same(one: Weights, other: Weights) -> None:
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert torch.equal(values, other[name]), name


def differ(one: Weights, other: Weights) -> bool:
    return any(not torch.equal(values, other[name]) for name, values in one.items())


def train_by_hand(population: Population, weights: Weights, round: int, hospital: int) -> Weights:
    """One hospital's round in plain PyTorch, from a fresh optimiser and the round's own seed."""
    torch.set_num_threads(NUM_THREADS)
    model = population.model()
    model.load_state_dict(weights)
    config = population.config
    train_local(
        model,
        population.shards[hospital],
        epochs=config.local_epochs,
        batch_size=config.batch_size,
        lr=config.lr,
        generator=torch_rng(seed_for(config.seed, "batches", round, hospital)),
    )
    return model.state_dict()


def fail_at(monkeypatch: pytest.MonkeyPatch, population: Population, failing: dict[int, Exception]) -> None:
    """Let the training of these hospitals raise."""

    def train(model, shard, **options) -> None:
        for place, error in failing.items():
            if shard is population.shards[place]:
                raise error
        train_local(model, shard, **options)

    monkeypatch.setattr(client_app, "train_local", train)


def test_the_engine_is_had_by_name_and_others_are_refused() -> None:
    assert get_engine("inprocess") is inprocess.run
    with pytest.raises(KeyError):
        get_engine("spark")


def test_one_hospital_with_all_the_data_is_plain_training(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fedsim.settings.problems, "MIN_HOSPITALS", 1)  # two is the least, and no law
    config = replace(config, hospitals=(Hospital("A"),), rounds=2)
    final, _ = run(config)
    population = load_population(config)
    assert len(population.shards[0]) == len(data.load(config.dataset).train)
    weights = population.model().state_dict()
    for round in (1, 2):
        weights = train_by_hand(population, weights, round, hospital=0)
    assert_same(final, weights)


def test_a_federation_is_a_weighted_mean_of_plain_training(config: SimulationConfig) -> None:
    config = replace(config, hospitals=(Hospital("A", ("east", "south")), Hospital("B")), local_epochs=2)
    final, events = run(config)
    population = load_population(config)
    sizes = [len(shard) for shard in population.shards]
    assert sizes[0] < sizes[1]
    weights = population.model().state_dict()
    for round in (1, 2):
        a, b = (train_by_hand(population, weights, round, hospital) for hospital in (0, 1))
        shares = [size / sum(sizes) for size in sizes]
        weights = {name: a[name] * shares[0] + b[name] * shares[1] for name in a}
    assert_same(final, weights)
    assert [hospital.num_examples for hospital in rounds(events)[1].hospitals] == sizes


def test_where_one_hospital_answers_the_federation_is_that_hospital_alone(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    population = load_population(config)
    fail_at(monkeypatch, population, {0: ValueError("no power"), 2: OSError("no network")})
    final, events = run(config)
    weights = population.model().state_dict()
    for round in (1, 2):
        weights = train_by_hand(population, weights, round, hospital=1)
    assert_same(final, weights)
    for finished in rounds(events)[1:]:
        a, b, c = finished.hospitals
        assert (a.status, str(a.error), a.participated) == ("failed", "ValueError: no power", False)
        assert (b.status, b.error, b.participated) == ("ok", None, True)
        assert (c.status, str(c.error), c.participated) == ("failed", "OSError: no network", False)


def test_where_all_hospitals_fail_the_run_fails_and_names_each(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, load_population(config), {place: ValueError(f"reason {place}") for place in range(3)})
    with pytest.raises(FedsimError, match="round 1") as caught:
        run(config)
    for place, name in enumerate("ABC"):
        assert f"{name}: ValueError: reason {place}" in str(caught.value)


def test_a_learning_rate_that_is_too_large_is_told_with_the_hospital(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, load_population(replace(config, lr=0.5)), {1: DivergedError("diverged", loss=float("nan"))})
    with pytest.raises(FedsimError, match=r"Hospital B's training loss became nan in round 1.*such as 0\.05"):
        run(replace(config, lr=0.5))


def test_a_loss_that_overflows_ends_the_run(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimulationConfig, "problems", lambda config, classes=None: [])
    with pytest.raises(FedsimError, match=r"Hospital A's training loss became (nan|inf) in round 1.*smaller learning"):
        run(replace(config, lr=1e30))


def test_the_same_seed_gives_the_same_run_to_the_last_bit_and_another_does_not(config: SimulationConfig, done) -> None:
    first, events = done
    torch.rand(5)
    second, again = run(config)
    assert_same(first, second)
    assert timeless(again) == timeless(events)
    other, _ = run(replace(config, seed=8))
    assert differ(first, other)


def test_whatever_threads_the_process_has_one_trains_and_evaluates(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []

    def watched(function: Callable) -> Callable:
        def call(*arguments, **options) -> object:
            used.append(torch.get_num_threads())
            return function(*arguments, **options)

        return call

    for module, name in (
        (client_app, "train_local"), (client_app, "evaluate"), (evaluator, "evaluate"),
        (baselines, "train_local"), (baselines, "evaluate"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, watched(getattr(module, name)))
    for part in (
        run,
        lambda config: baselines.train_baselines(load_population(config), lambda event: None, lambda: False, None),
    ):
        torch.set_num_threads(2)
        try:
            part(replace(config, rounds=1))
        finally:
            torch.set_num_threads(1)
    assert len(used) > 10
    assert set(used) == {NUM_THREADS}


def test_without_privacy_the_clip_norm_means_nothing_and_the_run_is_plain(config: SimulationConfig, done) -> None:
    plain, _ = done
    clipped, _ = run(replace(config, noise_multiplier=1.0, clip_norm=1e-3))
    assert_same(clipped, plain)


def test_noise_changes_the_model_and_can_be_had_again(config: SimulationConfig) -> None:
    config = replace(config, rounds=1)
    plain, _ = run(config)
    noisy, _ = run(replace(config, dp="central", noise_multiplier=0.05))
    again, _ = run(replace(config, dp="central", noise_multiplier=0.05))
    assert differ(plain, noisy)
    assert_same(noisy, again)


def test_the_order_in_which_messages_go_and_come_does_not_matter(
    config: SimulationConfig, done, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shuffled(inprocess.InProcessGrid):
        dice = random.Random(4)

        def get_node_ids(self):
            return self.dice.sample(list(super().get_node_ids()), 3)

        def send_and_receive(self, messages, *, timeout=None):
            replies = list(super().send_and_receive(messages, timeout=timeout))
            return self.dice.sample(replies, len(replies))

    first, events = done
    monkeypatch.setattr(inprocess, "InProcessGrid", Shuffled)
    second, again = run(config)
    assert_same(first, second)
    assert [e for e in timeless(again) if not isinstance(e, Progress)] == [
        e for e in timeless(events) if not isinstance(e, Progress)
    ]


def test_a_run_learns_what_no_hospital_could_alone(config: SimulationConfig) -> None:
    _, events = run(replace(config, rounds=5, lr=1e-2, local_epochs=2))
    last = rounds(events)[-1]
    assert last.accuracy > 0.9
    assert all(hospital.local_accuracy <= 0.8 for hospital in rounds(events)[1].hospitals)  # 3 classes of 4


def test_events_come_in_order_and_tell_of_every_batch(config: SimulationConfig, done) -> None:
    _, events = done
    kinds = [type(event) for event in events if not isinstance(event, Progress)]
    assert kinds == [Started, *[Answers, RoundFinished] * 3]
    assert [finished.round for finished in rounds(events)] == [0, 1, 2]
    assert events[2] == rounds(events)[0]
    assert events[-1] == rounds(events)[2]
    batches = {
        hospital.name: len(split_order(torch.arange(hospital.num_examples), config.batch_size))
        for hospital in events[0].hospitals
    }
    assert [event for event in events if isinstance(event, Progress)] == [
        Progress(round, name, batch, batches[name])
        for round in (1, 2)
        for name in "ABC"
        for batch in range(1, batches[name] + 1)
    ]


def test_progress_is_told_and_a_stop_asked_for_at_a_pace_and_not_at_every_batch(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedsim.events.PACE_SECONDS", 1e9)
    asked: list[bool] = []
    _, events = run(config, lambda: bool(asked.append(True)))
    told = [event for event in events if isinstance(event, Progress)]
    assert (told[0].round, told[0].hospital, told[0].done) == (1, "A", 1)
    assert [(e.round, e.hospital) for e in told[1:]] == [(round, name) for round in (1, 2) for name in "ABC"]
    assert all(event.done == event.total for event in told[1:]), "that a hospital has trained is always told"
    assert len(asked) == 1 + len(rounds(events))


def test_the_answers_are_the_ones_that_the_round_was_evaluated_by(config: SimulationConfig, done) -> None:
    _, events = done
    labels = load_population(config).test.labels.numpy()
    for answers, finished in zip([e for e in events if isinstance(e, Answers)], rounds(events), strict=True):
        assert (answers.model, answers.hospital) == ("together", None)
        assert np.mean(answers.probabilities.argmax(axis=1) == labels) == finished.accuracy


def test_what_is_said_at_the_start_is_true(config: SimulationConfig, done) -> None:
    _, (started, *_) = done
    dataset = data.load(config.dataset)
    assert (started.classes, started.dataset, started.drawn) == (CLASSES, config.dataset, False)
    assert [started.num_train, started.num_val, started.num_test] == [240, 12, 82]
    assert [hospital.excluded for hospital in started.hospitals] == [("east",), ("south",), ("north",)]
    assert started.device == "cpu"
    assert started.num_parameters == sum(values.numel() for values in load_population(config).model().parameters())
    for hospital, absent in zip(started.hospitals, (1, 2, 0), strict=True):
        assert hospital.num_examples == sum(hospital.class_counts)
        assert hospital.class_counts[absent] == 0
        assert all(count > 0 for label, count in enumerate(hospital.class_counts) if label != absent)
    assert sum(h.num_examples for h in started.hospitals) == len(dataset.train)  # others have what one may not see
    assert (started.num_left_over, started.num_threads) == (0, NUM_THREADS)


def test_a_rounds_numbers_agree_with_one_another(config: SimulationConfig, done) -> None:
    final, events = done
    test = np.bincount(data.load(config.dataset).test.labels)
    for finished in rounds(events):
        matrix = np.array(finished.confusion_matrix)
        np.testing.assert_array_equal(matrix.sum(axis=1), test)
        assert finished.accuracy == pytest.approx(np.trace(matrix) / 82)
        assert finished.balanced_accuracy == pytest.approx(np.mean(np.diag(matrix) / test))
        assert finished.epsilon is None
        for name in ("bytes_up", "bytes_down"):
            assert getattr(finished, name) == sum(getattr(hospital, name) for hospital in finished.hospitals)
        for hospital, absent in zip(finished.hospitals, (1, 2, 0), strict=True):
            own = [label for label in range(4) if label != absent]
            own_accuracy = matrix[own, own].sum() / test[own].sum()
            assert hospital.global_accuracy_on_own_classes == pytest.approx(own_accuracy)
    for hospital in (hospital for finished in rounds(events)[1:] for hospital in finished.hospitals):
        local = np.array(hospital.local_confusion_matrix)
        np.testing.assert_array_equal(local.sum(axis=1), test)
        assert hospital.local_accuracy == pytest.approx(np.trace(local) / 82)
        assert hospital.update_norm > 0
        num_bytes = sum(values.numel() * values.element_size() for values in final.values())
        assert num_bytes < hospital.bytes_up < num_bytes + 200 * len(final)  # NumPy's header is small
        assert hospital.bytes_up == hospital.bytes_down


def test_a_hospitals_numbers_are_those_of_its_own_model_before_averaging(config: SimulationConfig, done) -> None:
    _, events = done
    population = load_population(config)
    before = population.model().state_dict()
    weights = train_by_hand(population, before, round=1, hospital=2)
    model = population.model()
    model.load_state_dict(weights)
    own, everyone = training.evaluate(model, population.shards[2]), training.evaluate(model, population.test)
    hospital = rounds(events)[1].hospitals[2]
    assert (hospital.train_loss, hospital.train_accuracy) == (own.loss, own.accuracy(population.shards[2].labels))
    assert hospital.local_accuracy == pytest.approx(everyone.accuracy(population.test.labels))
    length = math.sqrt(sum(((weights[name] - before[name]).double() ** 2).sum().item() for name in weights))
    assert hospital.update_norm == pytest.approx(length, rel=1e-6)


def test_round_0_is_the_untrained_model_and_the_last_round_the_final_one(config: SimulationConfig, done) -> None:
    final, events = done
    population = load_population(config)
    model = population.model()
    first = training.evaluate(model, population.test)
    assert (rounds(events)[0].loss, rounds(events)[0].accuracy) == (first.loss, first.accuracy(population.test.labels))
    assert {hospital.status for hospital in rounds(events)[0].hospitals} == {"idle"}
    model.load_state_dict(final)
    last = training.evaluate(model, population.test)
    assert (rounds(events)[-1].loss, rounds(events)[-1].accuracy) == (last.loss, last.accuracy(population.test.labels))


def test_a_stop_within_a_batch_ends_the_run_there_and_keeps_its_rounds(config: SimulationConfig) -> None:
    """It is asked for once: were it taken for a failure of hospital B, hospital C would go on."""
    events: list[Event] = []
    answers: list[bool] = []

    def should_stop() -> bool:
        last = events[-1]
        answers.append(isinstance(last, Progress) and (last.round, last.hospital, last.done) == (2, "B", 2))
        return answers[-1] and answers.count(True) == 1

    with pytest.raises(RunStopped):
        inprocess.run(config, hearing(events), should_stop)
    assert answers.count(True) == 1
    assert [finished.round for finished in rounds(events)] == [0, 1]
    assert (events[-1].round, events[-1].hospital, events[-1].done) == (2, "B", 2)


def test_a_stop_before_the_beginning_trains_nothing(config: SimulationConfig) -> None:
    events: list[Event] = []
    with pytest.raises(RunStopped):
        inprocess.run(config, hearing(events), lambda: True)
    assert rounds(events) == []
    assert not any(isinstance(event, Progress) for event in events)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rounds": 0, "lr": 5.0}, "rounds must be .* got 0.*lr must be .* got 5"),
        ({"hospitals": (Hospital("A", ("DME",)), Hospital("B"))}, "Hospital A excludes DME"),
        ({"device": "tpu"}, "tpu"),
        ({"dataset": "nothing"}, "no data set 'nothing'"),
        ({"dataset": "nowhere/nothing.npz"}, "There is no file nowhere/nothing.npz"),
    ],
)
def test_settings_that_cannot_be_run_are_told_before_anything_happens(
    config: SimulationConfig, change: dict, message: str
) -> None:
    events: list[Event] = []
    with pytest.raises(FedsimError, match=message):
        inprocess.run(replace(config, **change), hearing(events), lambda: False)
    assert events == []


def test_a_hospital_left_without_images_is_told(config: SimulationConfig, tmp_path) -> None:
    dataset = data.load(config.dataset)
    few = [*np.flatnonzero(dataset.train.labels == 0), 1, 2, 3]  # one image each of the other classes
    path = tmp_path / "few.npz"
    splits = {
        f"{split}_{what}": getattr(getattr(dataset, split), what)[few if split == "train" else slice(None)]
        for split in ("train", "val", "test")
        for what in ("images", "labels")
    }
    np.savez(path, **splits, class_names=np.array(CLASSES))
    hospitals = tuple(Hospital(name, ("north",)) for name in "ABCDE")
    with pytest.raises(
        ConfigError, match=r"Hospitals [A-E] and [A-E] get no image: there are 3 training images of .* for 5 hospitals"
    ):
        run(replace(config, dataset=str(path), hospitals=hospitals))


def test_resnet18_under_privacy_stays_finite_and_has_no_integers(config: SimulationConfig) -> None:
    config = replace(
        config,
        model="resnet18",
        hospitals=(Hospital("A", ("east",)), Hospital("B")),
        dp="central",
        noise_multiplier=0.1,
        samples_per_hospital=50,
        batch_size=50,
        rounds=1,
    )
    final, events = run(config)
    assert all(values.is_floating_point() for values in final.values())
    assert all(values.isfinite().all() for values in final.values())
    assert math.isfinite(rounds(events)[-1].loss)


def test_a_grid_delivers_to_the_node_and_gives_each_reply_once(config: SimulationConfig) -> None:
    grid = inprocess.InProcessGrid(client_app.make_client_app(config), 3)
    assert sorted(ask_hospitals(grid).values()) == [0, 1, 2]
    message = grid.create_message(RecordDict(), "query", list(grid.get_node_ids())[1], "")
    (message_id,) = grid.push_messages([message])
    (reply,) = grid.pull_messages([message_id])
    assert reply.metadata.src_node_id == message.metadata.dst_node_id
    assert list(grid.pull_messages([message_id])) == []


def test_a_hospital_that_is_not_planned_is_idle_and_trains_nothing(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B is left out of round 1 alone."""

    class WithoutB(FullParticipation):
        def planned(self, server_round: int) -> tuple[int, ...]:
            return (0, 2) if server_round == 1 else super().planned(server_round)

    monkeypatch.setitem(PARTICIPATION, "full", WithoutB)
    _, events = run(config)
    told = [[(h.status, h.participated, h.bytes_down > 0) for h in each.hospitals] for each in rounds(events)[1:]]
    here, away = ("ok", True, True), ("idle", False, False)
    assert told == [[here, away, here], [here, here, here]]
    assert {e.hospital for e in events if isinstance(e, Progress) and e.round == 1} == {"A", "C"}
