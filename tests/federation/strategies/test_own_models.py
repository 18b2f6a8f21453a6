"""Strategies whose rounds are evaluated on each hospital's own model, which need not leave it."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
import pytest
import torch
from flwr.app import Context, RecordDict
from registering import register

from fedsim.events import Answers, Event, RoundFinished, Started
from fedsim.federation.client_app import OnBatch, make_client_app
from fedsim.federation.engines import get_engine
from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.federation.own_models import score
from fedsim.federation.server_app import make_server_app
from fedsim.federation.strategies import STRATEGIES
from fedsim.federation.strategies import ditto as beside
from fedsim.federation.strategies.own_layers import OWN
from fedsim.hospitals.population import load_population
from fedsim.hospitals.shifts import SHIFTS
from fedsim.runs.codec import decode, encode
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import Ditto, FedBN, FedPer, FineTuning
from fedsim.training.local import torch_rng, train_local
from fedsim.training.metrics import accuracy_on

HEAD = ("head.weight", "head.bias")
NORMS = tuple(f"features.{layer}.{part}" for layer in (2, 6, 9) for part in ("weight", "bias"))
KINDS = [FedBN(), FedPer(), Ditto(), FineTuning()]


@dataclass
class Done:
    """A run: its events, the final global weights, and what each hospital keeps."""

    events: list[Event]
    final: dict[str, torch.Tensor]
    states: list[RecordDict]

    @property
    def rounds(self) -> list[RoundFinished]:
        return [event for event in self.events if isinstance(event, RoundFinished)]

    def kept(self, name: str) -> list[dict[str, np.ndarray]]:
        records = [state.array_records.get(name, {}) for state in self.states]
        return [{key: array.numpy() for key, array in record.items()} for record in records]


def run(config: SimulationConfig, on_batch: OnBatch | None = None) -> Done:
    events: list[Event] = []
    final: list[dict[str, torch.Tensor]] = []
    grid = InProcessGrid(make_client_app(config, on_batch), len(config.hospitals))
    make_server_app(config, events.append, lambda: False, final.append)(grid, Context(1, 1, {}, RecordDict(), {}))
    return Done(events, final[0], [grid.state_of(node) for node in grid.get_node_ids()])


def use(config: SimulationConfig, kind: Any) -> SimulationConfig:
    return replace(config, strategy=kind)


def scored(config: SimulationConfig, done: Done, own: dict[str, np.ndarray]) -> float:
    """The accuracy of the final shared model with some of its arrays replaced."""
    population = load_population(config)
    model = population.model()
    model.load_state_dict(done.final | {name: torch.from_numpy(np.array(values)) for name, values in own.items()})
    return score(model, population.test).metrics.accuracy


@pytest.mark.parametrize(("kind", "names"), [(FedPer(), HEAD), (FedBN(), NORMS)], ids=["head", "norms"])
def test_what_stays_at_a_hospital_never_leaves_it_and_comes_back(
    config: SimulationConfig, kind: Any, names: tuple[str, ...]
) -> None:
    config = use(config, kind)
    done, initial = run(config), load_population(config).model().state_dict()
    for name, values in done.final.items():  # averages of equal numbers differ in the last bit
        assert torch.allclose(values, initial[name], atol=1e-6) == (name in names), name
    kept = done.kept(OWN)
    assert [set(each) for each in kept] == [set(names)] * 3
    assert len({each[names[0]].tobytes() for each in (*kept, {names[0]: initial[names[0]].numpy()})}) == 4
    once = run(replace(config, rounds=1)).kept(OWN)
    assert all(not np.array_equal(one[names[0]], two[names[0]]) for one, two in zip(once, kept, strict=True))


@pytest.mark.parametrize("kind", [FedPer(), FedBN()])
def test_a_round_is_the_mean_over_the_shared_model_with_each_hospitals_own_layers(
    config: SimulationConfig, kind: Any
) -> None:
    config = use(config, kind)
    done, population = run(config), load_population(config)
    of_each = [scored(config, done, own) for own in done.kept(OWN)]
    last = done.rounds[-1]
    assert last.accuracy == pytest.approx(np.mean(of_each))
    assert np.sum(last.confusion_matrix) == len(population.test)


def test_fedbn_on_a_model_without_normalisation_is_fedavg(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedsim.federation.strategies.fedbn.NORMALISES", ())
    own, plain = run(use(config, FedBN())), run(config)
    assert all(torch.equal(values, own.final[name]) for name, values in plain.final.items())
    assert [finished.accuracy for finished in own.rounds] == pytest.approx([each.accuracy for each in plain.rounds])


def test_no_tuning_is_fedavg_and_some_is_its_model_trained_on(config: SimulationConfig) -> None:
    plain, none, tuned = (
        run(config),
        run(use(config, FineTuning(tuning_epochs=0))),
        run(use(config, FineTuning(tuning_epochs=2))),
    )
    assert [each.loss for each in none.rounds] == pytest.approx([each.loss for each in plain.rounds])
    for name, values in plain.final.items():  # the shared model is none the wiser
        assert torch.equal(values, none.final[name])
        assert torch.equal(values, tuned.final[name])
    assert [each.loss for each in tuned.rounds[1:]] != pytest.approx([each.loss for each in plain.rounds[1:]])


def test_a_tuned_model_is_plain_training_from_the_shared_one(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedsim.federation.client_app.seed_for", lambda *given, **more: 7)
    config = replace(use(config, FineTuning(tuning_epochs=2)), rounds=1)
    done, population = run(config), load_population(config)
    accuracies = []
    for place in range(3):
        model = population.model()
        model.load_state_dict(done.final)
        train_local(model, population.shard(place), generator=torch_rng(7), epochs=2, batch_size=config.batch_size,
                    lr=config.lr)  # fmt: skip
        accuracies.append(score(model, population.test).metrics.accuracy)
    assert done.rounds[-1].accuracy == pytest.approx(np.mean(accuracies))


def test_dittos_own_models_go_on_from_round_to_round_and_the_shared_one_is_fedavgs(config: SimulationConfig) -> None:
    plain, done = run(config), run(use(config, Ditto(ditto_lambda=0.5)))
    assert all(torch.equal(values, done.final[name]) for name, values in plain.final.items())
    of_each = [scored(config, done, own) for own in done.kept(beside.PERSONAL)]
    assert done.rounds[-1].accuracy == pytest.approx(np.mean(of_each))
    far, near = (
        np.mean(
            [np.linalg.norm(own["head.weight"] - each.final["head.weight"].numpy()) for own in each.kept("personal")]
        )
        for each in (run(use(config, Ditto(ditto_lambda=0.0))), run(use(config, Ditto(ditto_lambda=30.0))))
    )
    assert near < far / 2


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_before_the_first_round_every_hospital_has_the_initial_model(config: SimulationConfig, kind: Any) -> None:
    population = load_population(config)
    first, expected = run(use(config, kind)).rounds[0], score(population.model(), population.test)
    assert (first.loss, first.confusion_matrix) == (expected.loss, expected.metrics.confusion_matrix)


def test_a_hospital_that_sends_nothing_is_evaluated_with_what_it_has(config: SimulationConfig) -> None:
    def on_batch(round: int, hospital: int, done: int, total: int) -> None:
        if hospital == 2 or (round, hospital) == (2, 0):
            raise OSError("no power")

    config = use(config, FedPer())
    done, population = run(config, on_batch), load_population(config)
    kept = done.kept(OWN)
    assert kept[2] == {}  # it has the shared head
    of_each = [scored(config, done, own) for own in kept]
    assert done.rounds[-1].accuracy == pytest.approx(np.mean(of_each))
    for hospital, counts, accuracy in zip(done.rounds[-1].hospitals, population.class_counts, of_each, strict=True):
        own = np.flatnonzero(counts).tolist()
        tested = np.bincount(population.test.labels.numpy(), minlength=4)
        assert hospital.global_accuracy_on_own_classes <= accuracy * tested.sum() / tested[own].sum() + 1e-9


@dataclass(frozen=True)
class Black:
    """A scanner that sees nothing."""

    kind: Literal["black"] = "black"


def test_a_hospitals_own_model_is_evaluated_on_what_its_own_scanner_takes(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, "shift", Black, SHIFTS, lambda setting, images, rng: np.zeros_like(images))
    a, b, c = config.hospitals
    config = use(replace(config, hospitals=(a, replace(b, shift=Black()), c)), FedPer())
    done, population = run(config), load_population(config)
    model = population.model()
    seen = score(model, population.test).metrics.accuracy
    black = replace(population.test, images=torch.zeros_like(population.test.images))
    blind = score(model, black).metrics
    assert done.rounds[0].accuracy == pytest.approx((2 * seen + blind.accuracy) / 3)
    hospital, counts = done.rounds[2].hospitals[1], population.class_counts[1]
    tested = np.sum(blind.confusion_matrix, axis=1)
    shares = {tested[cls] / tested[counts > 0].sum() for cls in np.flatnonzero(counts)}
    assert hospital.global_accuracy_on_own_classes in {0.0, *shares}  # one answer to every image
    assert accuracy_on(blind.confusion_matrix, [0, 1, 2, 3]) == pytest.approx(blind.accuracy)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("dp", ["central", "local", "record"])
def test_privacy_neither_stops_it_nor_sees_the_scores(config: SimulationConfig, kind: Any, dp: str) -> None:
    done = run(replace(use(config, kind), dp=dp, noise_multiplier=0.5, rounds=1))
    assert done.rounds[1].epsilon is not None
    assert np.isfinite(done.rounds[1].loss)


def test_who_reads_a_run_is_told_what_its_rounds_are_evaluated_on(config: SimulationConfig) -> None:
    done = run(use(config, FedPer()))
    assert [event.evaluated for event in done.events if isinstance(event, Started)] == ["own"]
    assert not [event for event in done.events if isinstance(event, Answers)]  # no one model gave the round's numbers
    assert next(event for event in run(config).events).evaluated == "global"


def test_a_run_of_an_earlier_version_was_evaluated_on_the_global_model(config: SimulationConfig) -> None:
    started = next(event for event in run(use(config, FedPer())).events if isinstance(event, Started))
    assert decode(encode(started)) == started
    earlier = json.loads(encode(started))
    del earlier["evaluated"]
    assert decode(json.dumps(earlier)) == replace(started, evaluated="global")
    assert set(asdict(started)) - set(earlier) == {"evaluated"}


@pytest.mark.ray
def test_what_stays_at_a_hospital_stays_on_ray_too(config: SimulationConfig) -> None:
    config = replace(use(config, FedPer()), samples_per_hospital=50)
    losses = []
    for engine in ("inprocess", "ray"):
        events: list[Event] = []
        get_engine(engine)(replace(config, engine=engine), events.append, lambda: False)
        losses.append([event.loss for event in events if isinstance(event, RoundFinished)])
    assert losses[0] == losses[1]


def test_every_kind_with_own_models_is_here() -> None:
    own = {name for name, made in STRATEGIES.items() if made.evaluated == "own"}
    assert own == {kind.kind for kind in KINDS}
