"""The server's side: send the model out, average what comes back, judge it on the test set, report."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from flwr.app import ArrayRecord, Context, Message, MessageType, MetricRecord, RecordDict
from flwr.serverapp import Grid, ServerApp

from fedsim.errors import FedsimError, RunStopped
from fedsim.events import Answers, Emit, HospitalRound, RoundFinished, ShouldStop
from fedsim.federation.guard import Guard
from fedsim.federation.membership_test import Attacker
from fedsim.federation.observed import Observed
from fedsim.federation.replies import read_replies
from fedsim.federation.strategies import strategy_of
from fedsim.hospitals.participation import participation_for
from fedsim.hospitals.population import NUM_THREADS, Population, load_population
from fedsim.privacy.protection import protect
from fedsim.settings.config import SimulationConfig
from fedsim.training.local import evaluate
from fedsim.training.metrics import Metrics, accuracy_on, measure

StateDict = dict[str, torch.Tensor]
MAX_WAIT_SECONDS = 120


def make_server_app(
    config: SimulationConfig, emit: Emit, should_stop: ShouldStop, keep: Callable[[StateDict], None]
) -> ServerApp:
    """Build the app that leads the federation.

    Args:
        config: the run's settings.
        emit: told every event.
        should_stop: asked at every round.
        keep: given the final global weights.
    """
    app = ServerApp()

    @app.main()
    def main(grid: Grid, context: Context) -> None:
        torch.set_num_threads(NUM_THREADS)
        population = load_population(config)
        referee = Referee(population, emit, should_stop)
        guard = referee.guard
        order, planned = ask_hospitals(grid, len(config.hospitals)), participation_for(config).planned
        strategy = Observed(guard.strategy, order, referee.observe, guard.allow, planned)
        initial = population.model()
        its = referee.protection
        emit(population.started(initial, its.noise_multiplier, its.mechanism.weighting))
        result = strategy.start(
            grid,
            ArrayRecord(initial.state_dict()),
            num_rounds=config.rounds,
            train_config=guard.train_config(),
            evaluate_fn=referee.judge,
        )
        keep(result.arrays.to_torch_state_dict())

    return app


def ask_hospitals(grid: Grid, num_hospitals: int = 0) -> dict[int, int]:
    """Ask every node which hospital it is: node id -> position among the hospitals.

    Flower's simulation starts the server before its nodes are all there: wait for as many as there are hospitals. Who
    answers with an error has no place.
    """
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while len(nodes := list(grid.get_node_ids())) < num_hospitals:
        if time.monotonic() > deadline:
            raise FedsimError(f"Only {len(nodes)} of {num_hospitals} hospitals answered; try the engine inprocess.")
        time.sleep(0.05)
    questions = [Message(RecordDict(), node, MessageType.QUERY) for node in nodes]
    return {
        reply.metadata.src_node_id: int(str(reply.content.config_records["hospital"]["place"]))
        for reply in grid.send_and_receive(questions)
        if reply.has_content()
    }


class Referee:
    """Watches a federation: judges the global model after every round and reports it."""

    def __init__(self, population: Population, emit: Emit, should_stop: ShouldStop) -> None:
        self._population, self._emit, self._should_stop = population, emit, should_stop
        self._model = population.model()
        self._hospitals = tuple(HospitalRound(name=name) for name in population.config.hospital_names)
        self._own_classes = [np.flatnonzero(counts).tolist() for counts in population.class_counts]
        self._round_started = time.perf_counter()
        self._attacker = Attacker(population)
        self.protection = protect(population)
        strategy = strategy_of(population.config).server(self.protection.learned)
        self.guard = Guard(population.config, self.protection, strategy)

    def observe(self, server_round: int, sent: RecordDict, replies: dict[int, Message]) -> None:
        """Keep what the hospitals did in this round; raises where the round cannot count."""
        self._hospitals = read_replies(self._population, server_round, sent, replies, self.protection.learned)
        self.guard.spend(self._hospitals)
        if self._is_attacked(server_round):
            for attacked in self._attacker.on_updates(replies):
                self._emit(attacked)

    def judge(self, server_round: int, arrays: ArrayRecord) -> MetricRecord | None:
        """One pass over the test set, from which every global number of the round is derived."""
        if self._should_stop():
            raise RunStopped("Stopped.")
        self._model.load_state_dict(arrays.to_torch_state_dict())
        answers = evaluate(self._model, self._population.test)
        metrics = measure(self._population.test.labels.cpu().numpy(), answers.probabilities)
        self._emit(Answers("together", None, answers.probabilities))
        self._emit(self._report(server_round, answers.loss, metrics))
        if self._is_attacked(server_round):
            for attacked in self._attacker.on_global(arrays):
                self._emit(attacked)
        return MetricRecord({"loss": answers.loss, "accuracy": metrics.accuracy})

    def _is_attacked(self, server_round: int) -> bool:
        return self._population.config.attack != "none" and server_round > 0 and self.guard.is_last(server_round)

    def _report(self, server_round: int, loss: float, metrics: Metrics) -> RoundFinished:
        started, self._round_started = self._round_started, time.perf_counter()
        return RoundFinished(
            round=server_round,
            seconds=self._round_started - started,
            loss=loss,
            **vars(metrics),
            **self.guard.of_round(),
            bytes_up=sum(hospital.bytes_up for hospital in self._hospitals),
            bytes_down=sum(hospital.bytes_down for hospital in self._hospitals),
            hospitals=tuple(
                replace(hospital, global_accuracy_on_own_classes=accuracy_on(metrics.confusion_matrix, classes))
                for hospital, classes in zip(self.guard.of_hospitals(self._hospitals), self._own_classes, strict=True)
            ),
        )
