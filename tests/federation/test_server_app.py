"""The server's side, with a federation of doubles."""

import math
from dataclasses import replace

import pytest
import torch
from flwr.app import ArrayRecord, Message
from leading import double, lead, unchanged

from fedsim.errors import FedsimError, RunStopped
from fedsim.events import Answers, Event, RoundFinished, Started
from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.federation.evaluator import Evaluator
from fedsim.federation.flower_compat import client_error
from fedsim.federation.server_app import ask_hospitals
from fedsim.hospitals.population import Population, load_population
from fedsim.settings.config import SimulationConfig


@pytest.fixture
def population(config: SimulationConfig) -> Population:
    return load_population(config)


def test_where_no_hospital_changes_anything_every_round_is_round_0(
    config: SimulationConfig, population: Population
) -> None:
    events, (final,) = lead(config, unchanged)
    started, *finished = (event for event in events if not isinstance(event, Answers))
    assert isinstance(started, Started)
    assert [event.round for event in finished] == [0, 1, 2]
    assert len({(event.confusion_matrix, event.auc) for event in finished}) == 1
    assert [hospital.update_norm for hospital in finished[1].hospitals] == pytest.approx([0, 0, 0], abs=1e-9)
    for name, values in population.model().state_dict().items():
        torch.testing.assert_close(final[name], values)


def test_nodes_are_known_by_the_hospital_they_say_they_are(config: SimulationConfig) -> None:
    grid = InProcessGrid(double(unchanged, places=(2, 0, 1)), 3)
    assert list(ask_hospitals(grid).values()) == [2, 0, 1]
    trained: list[int] = []

    def note(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        trained.append(hospital)
        return weights, {"num-examples": 10 + hospital}

    events, _ = lead(replace(config, rounds=1), note, places=(2, 0, 1))
    assert trained == [0, 1, 2]
    assert [(hospital.name, hospital.num_examples) for hospital in events[-1].hospitals] == [
        ("A", 10),
        ("B", 11),
        ("C", 12),
    ]


def test_a_node_that_cannot_say_which_hospital_it_is_has_no_place() -> None:
    class Broken(InProcessGrid):
        def _deliver(self, message):
            if message.metadata.dst_node_id == list(self.get_node_ids())[1]:
                return Message(client_error(OSError("no power")), reply_to=message)
            return super()._deliver(message)

    assert list(ask_hospitals(Broken(double(unchanged), 3), 3).values()) == [0, 2]


def test_hospitals_that_come_late_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(InProcessGrid):
        asked = 0

        def get_node_ids(self):
            self.asked += 1
            return list(super().get_node_ids())[: self.asked]

    grid = Late(double(unchanged), 3)
    assert sorted(ask_hospitals(grid, 3).values()) == [0, 1, 2]
    monkeypatch.setattr("fedsim.federation.server_app.MAX_WAIT_SECONDS", 0.0)
    with pytest.raises(FedsimError, match="Only 3 of 4 hospitals"):
        ask_hospitals(grid, 4)


def test_the_final_model_is_the_mean_weighted_by_examples(config: SimulationConfig) -> None:
    def constant(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        filled = {name: torch.full_like(values, 4.0 * hospital) for name, values in weights.items()}
        return filled, {"num-examples": (2, 1, 1)[hospital]}

    _, (final,) = lead(replace(config, rounds=1), constant)
    assert {value for values in final.values() for value in values.unique().tolist()} == {3.0}  # (2*0 + 4 + 8) / 4


def test_a_hospital_that_raises_is_told_by_name_and_the_others_go_on(config: SimulationConfig) -> None:
    def flaky(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        if (round, hospital) == (1, 1):
            raise OSError("no power")
        return weights, {}

    events, final = lead(config, flaky)
    first, second = [event for event in events if isinstance(event, RoundFinished)][1:]
    assert [(h.name, h.status, str(h.error) if h.error else None) for h in first.hospitals] == [
        ("A", "ok", None),
        ("B", "failed", "OSError: no power"),
        ("C", "ok", None),
    ]
    assert [h.status for h in second.hospitals] == ["ok"] * 3
    assert len(final) == 1


def test_a_run_whose_hospitals_all_raise_fails_and_keeps_its_rounds(config: SimulationConfig) -> None:
    def dying(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        if round == 2:
            raise OSError(f"no power {hospital}")
        return weights, {}

    events: list[Event] = []
    with pytest.raises(FedsimError, match=r"round 2\. A: OSError: no power 0; B: .* 1; C: .* 2"):
        lead(config, dying, events=events)
    assert [event.round for event in events if isinstance(event, RoundFinished)] == [0, 1]


def test_a_loss_that_is_not_finite_fails_the_run_by_name(config: SimulationConfig) -> None:
    def diverge(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        return weights, {"train-loss": math.nan if hospital == 2 else 0.5}

    with pytest.raises(FedsimError, match=r"Hospital C's training loss became nan in round 1.*smaller learning rate"):
        lead(config, diverge)


def test_a_stop_is_heard_at_every_round(config: SimulationConfig) -> None:
    trained: list[int] = []

    def note(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        trained.append(round)
        return weights, {}

    with pytest.raises(RunStopped):
        lead(config, note, stop=lambda: len(trained) == 3)
    assert trained == [1, 1, 1]


def test_the_evaluator_evaluates_only_what_it_is_given(population: Population) -> None:
    everything: list[Event] = []
    evaluator = Evaluator(population, everything.append, lambda: False)
    first = evaluator.evaluate(0, ArrayRecord(population.model().state_dict()))
    zeros = {name: torch.zeros_like(values) for name, values in population.model().state_dict().items()}
    second = evaluator.evaluate(1, ArrayRecord(zeros))
    events = [event for event in everything if isinstance(event, RoundFinished)]
    assert (first["loss"], first["accuracy"]) == (events[0].loss, events[0].accuracy)
    assert second["loss"] == pytest.approx(math.log(4))
    assert events[1].auc == 0.5
    assert events[1].confusion_matrix[3][0] == sum(events[1].confusion_matrix[3])
