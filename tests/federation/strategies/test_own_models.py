"""Strategies whose rounds are evaluated on each hospital's own model, which need not leave it."""

import copy
import json
import math
from dataclasses import asdict, dataclass, replace
from typing import ClassVar, Literal

import numpy as np
import pytest
import torch
from flwr.app import Array, ArrayRecord, Context, RecordDict
from registering import register
from torch import nn

from fedsim.errors import FedsimError
from fedsim.events import Answers, Event, RoundFinished, Started
from fedsim.federation.client_app import OnBatch, make_client_app
from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.federation.own_models import score
from fedsim.federation.server_app import make_server_app
from fedsim.federation.strategies import STRATEGIES
from fedsim.federation.strategies.base import Evaluated, LocalRound
from fedsim.federation.strategies.fedavg import FedAvg
from fedsim.hospitals.population import load_population
from fedsim.hospitals.shifts import SHIFTS
from fedsim.runs.codec import decode, encode
from fedsim.settings.config import SimulationConfig
from fedsim.training.local import DivergedError
from fedsim.training.metrics import accuracy_on

HEAD = ("head.weight", "head.bias")


@dataclass(frozen=True)
class Personal:
    """The settings of either strategy."""

    kind: ClassVar[str] = "personal"


class HeadAtHome(FedAvg):
    """The last layer stays at the hospital, and comes back into its model in every round."""

    evaluated = Evaluated.OWN

    def local_round(self, model: nn.Module, sent: RecordDict, context: Context) -> LocalRound:
        return Home(model, sent, context)


class Home(LocalRound):
    def __init__(self, model: nn.Module, sent: RecordDict, context: Context) -> None:
        self._sent = sent.array_records["arrays"]
        if own := context.state.array_records.get("head"):
            model.load_state_dict(own.to_torch_state_dict(), strict=False)

    def finish(self, reply: RecordDict, context: Context) -> None:
        arrays = reply.array_records["arrays"]
        context.state["head"] = ArrayRecord({name: arrays[name] for name in HEAD})
        for name in HEAD:
            arrays[name] = Array(self._sent[name].numpy())


class Zero(FedAvg):
    """Each hospital's own model is another than the one it trains: zero."""

    evaluated = Evaluated.OWN

    def local_round(self, model: nn.Module, sent: RecordDict, context: Context) -> LocalRound:
        return OwnIsZero()


class OwnIsZero(LocalRound):
    def own_model(self, trained: nn.Module) -> nn.Module:
        own = copy.deepcopy(trained)
        for values in own.parameters():
            nn.init.zeros_(values)
        return own


@dataclass
class Done:
    """A run: its events, the final global weights, and each hospital's head at home."""

    events: list[Event]
    final: dict[str, torch.Tensor]
    heads: list[dict[str, np.ndarray]]

    @property
    def rounds(self) -> list[RoundFinished]:
        return [event for event in self.events if isinstance(event, RoundFinished)]


def run(config: SimulationConfig, on_batch: OnBatch | None = None) -> Done:
    events: list[Event] = []
    final: list[dict[str, torch.Tensor]] = []
    grid = InProcessGrid(make_client_app(config, on_batch), len(config.hospitals))
    make_server_app(config, events.append, lambda: False, final.append)(grid, Context(1, 1, {}, RecordDict(), {}))
    states = [grid.state_of(node).array_records.get("head", {}) for node in grid.get_node_ids()]
    return Done(events, final[0], [{name: array.numpy() for name, array in state.items()} for state in states])


@pytest.fixture
def personal(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> SimulationConfig:
    register(monkeypatch, "strategy", Personal, STRATEGIES, HeadAtHome)
    return replace(config, strategy=Personal())  # type: ignore[arg-type]


def test_what_stays_at_a_hospital_never_leaves_it_and_comes_back(personal: SimulationConfig) -> None:
    done, initial = run(personal), load_population(personal).model().state_dict()
    for name, values in done.final.items():  # averages of equal numbers differ in the last bit
        assert torch.allclose(values, initial[name], atol=1e-6) == (name in HEAD), name
    weights = [head["head.weight"] for head in done.heads]
    assert len({values.tobytes() for values in (*weights, initial["head.weight"].numpy())}) == 4
    once = run(replace(personal, rounds=1)).heads
    assert all(not np.array_equal(one["head.weight"], two) for one, two in zip(once, weights, strict=True))


def test_a_round_is_the_mean_over_the_hospitals_own_models(personal: SimulationConfig) -> None:
    """Here a hospital's own model is the one that it trained, of which `local_*` tells."""
    done, population = run(personal), load_population(personal)
    whole = replace(personal, strategy=SimulationConfig().strategy)
    for finished, of_global in zip(done.rounds[1:], run(whole).rounds[1:], strict=True):
        locals_ = [hospital.local_confusion_matrix for hospital in finished.hospitals]
        assert finished.accuracy == pytest.approx(np.mean([each.local_accuracy for each in finished.hospitals]))
        assert finished.accuracy != of_global.accuracy
        assert np.abs(np.array(finished.confusion_matrix) - np.mean(locals_, axis=0)).max() < 1
        assert np.sum(finished.confusion_matrix, axis=1).tolist() == np.sum(locals_[0], axis=1).tolist()
        recalls = [np.diag(matrix) / np.sum(matrix, axis=1) for matrix in locals_]
        assert finished.balanced_accuracy == pytest.approx(np.mean(recalls))
        for hospital, counts in zip(finished.hospitals, population.class_counts, strict=True):
            own = np.flatnonzero(counts).tolist()
            assert hospital.global_accuracy_on_own_classes == accuracy_on(hospital.local_confusion_matrix, own)


def test_before_the_first_round_every_hospital_has_the_initial_model(personal: SimulationConfig) -> None:
    population = load_population(personal)
    first, expected = run(personal).rounds[0], score(population.model(), population.test)
    assert (first.loss, first.confusion_matrix) == (expected.loss, expected.metrics.confusion_matrix)
    assert (first.accuracy, first.macro_f1, first.auc) == pytest.approx(
        (expected.metrics.accuracy, expected.metrics.macro_f1, expected.metrics.auc)
    )


def test_a_hospital_that_sends_nothing_still_has_its_model_of_the_last_time(personal: SimulationConfig) -> None:
    def on_batch(round: int, hospital: int, done: int, total: int) -> None:
        if (round, hospital) in ((1, 2), (2, 0)):
            raise OSError("no power")

    first, second = run(personal, on_batch).rounds[1:]
    population = load_population(personal)
    initial = score(population.model(), population.test).metrics.accuracy
    assert first.accuracy == pytest.approx(np.mean([*(h.local_accuracy for h in first.hospitals[:2]), initial]))
    again = [first.hospitals[0].local_accuracy, *(hospital.local_accuracy for hospital in second.hospitals[1:])]
    assert second.accuracy == pytest.approx(np.mean(again))
    zero = second.hospitals[0]
    own = np.flatnonzero(population.class_counts[0]).tolist()
    assert zero.global_accuracy_on_own_classes == accuracy_on(first.hospitals[0].local_confusion_matrix, own)


def test_a_hospitals_own_model_may_be_another_than_the_one_it_sends(
    personal: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STRATEGIES, "personal", Zero)
    done, plain = run(personal), run(replace(personal, strategy=SimulationConfig().strategy))
    assert [finished.loss for finished in done.rounds[1:]] == pytest.approx([math.log(4)] * 2)
    assert all(torch.equal(values, plain.final[name]) for name, values in done.final.items())


@dataclass(frozen=True)
class Black:
    """A scanner that sees nothing."""

    kind: Literal["black"] = "black"


def test_a_hospitals_own_model_is_evaluated_on_what_its_own_scanner_takes(
    personal: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, "shift", Black, SHIFTS, lambda setting, images, rng: np.zeros_like(images))
    a, b, c = personal.hospitals
    done = run(replace(personal, hospitals=(a, replace(b, shift=Black()), c)))
    population, model = load_population(personal), load_population(personal).model()
    seen = score(model, population.test).metrics.accuracy
    blind = score(model, replace(population.test, images=torch.zeros_like(population.test.images))).metrics.accuracy
    assert done.rounds[0].accuracy == pytest.approx((2 * seen + blind) / 3)
    hospital, counts = done.rounds[2].hospitals[1], population.class_counts[1]
    tested = np.sum(hospital.local_confusion_matrix, axis=1)
    shares = {tested[cls] / tested[counts > 0].sum() for cls in np.flatnonzero(counts)}
    assert hospital.global_accuracy_on_own_classes in {0.0, *shares}  # one answer to every image


@pytest.mark.parametrize("dp", ["central", "central-client", "local", "record"])
def test_privacy_neither_stops_it_nor_sees_the_scores(personal: SimulationConfig, dp: str) -> None:
    done = run(replace(personal, dp=dp, noise_multiplier=0.5))
    for finished in done.rounds[1:]:
        assert finished.accuracy == pytest.approx(np.mean([each.local_accuracy for each in finished.hospitals]))


def test_a_loss_that_is_not_finite_is_told_as_ever(personal: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def diverge(model: nn.Module, *given: object, **options: object) -> None:
        for values in model.parameters():
            nn.init.constant_(values, math.nan)
        raise DivergedError("nan")

    monkeypatch.setattr("fedsim.federation.client_app.train_local", diverge)
    with pytest.raises(FedsimError, match=r"training loss became nan in round 1.*learning rate"):
        run(personal)


def test_who_reads_a_run_is_told_what_its_rounds_are_evaluated_on(personal: SimulationConfig) -> None:
    done = run(personal)
    assert [event.evaluated for event in done.events if isinstance(event, Started)] == ["own"]
    assert not [event for event in done.events if isinstance(event, Answers)]  # no one model gave the round's numbers
    started = next(event for event in run(replace(personal, strategy=SimulationConfig().strategy)).events)
    assert started.evaluated == "global"


def test_a_run_of_an_earlier_version_was_evaluated_on_the_global_model(personal: SimulationConfig) -> None:
    started = next(event for event in run(personal).events if isinstance(event, Started))
    assert decode(encode(started)) == started
    earlier = json.loads(encode(started))
    del earlier["evaluated"]
    assert decode(json.dumps(earlier)) == replace(started, evaluated="global")
    assert set(asdict(started)) - set(earlier) == {"evaluated"}
