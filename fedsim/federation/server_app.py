"""The server's side: send the model out, average what comes back, have it evaluated."""

import time
from collections.abc import Callable

import torch
from flwr.app import ArrayRecord, Context, Message, MessageType, RecordDict
from flwr.serverapp import Grid, ServerApp

from fedsim.errors import FedsimError
from fedsim.events import Checkpoint, Emit, ShouldStop
from fedsim.federation.checkpoints import Keeper
from fedsim.federation.colluding import colluding
from fedsim.federation.evaluator import Evaluator
from fedsim.federation.observed import Observed
from fedsim.federation.rounds import make_rounds
from fedsim.federation.stoppable import Stoppable
from fedsim.federation.strategies.base import Evaluated
from fedsim.hospitals.identity import NUM_THREADS
from fedsim.hospitals.participation.attendance import Attendance
from fedsim.hospitals.population import load_population
from fedsim.settings.alike import sample_places
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import takes_part

StateDict = dict[str, torch.Tensor]
MAX_WAIT_SECONDS = 120


def make_server_app(
    config: SimulationConfig,
    emit: Emit,
    should_stop: ShouldStop,
    keep: Callable[[StateDict], None],
    resume: Checkpoint | None = None,
) -> ServerApp:
    """Build the app that leads the federation.

    Args:
        config: the run's settings.
        emit: told every event.
        should_stop: asked ten times a second while hospitals train elsewhere, and while models are evaluated.
        keep: given the final global weights.
        resume: goes on from there; its rounds are not evaluated again.
    """
    app, population = ServerApp(), load_population(config)

    @app.main()
    def main(grid: Grid, context: Context) -> None:
        torch.set_num_threads(NUM_THREADS)
        grid = Stoppable(grid, should_stop)
        evaluator = Evaluator(population, emit, should_stop)
        guard, its = evaluator.guard, evaluator.protection
        order, attendance = ask_hospitals(grid, len(config.hospitals)), Attendance(config, population.sizes)
        observe = colluding(config, its.learned, evaluator.observe)
        of_own = evaluator.observe_own if evaluator.evaluated is Evaluated.OWN else None
        sample = [place for place in sample_places(config) if takes_part(config.hospitals[place])]
        strategy = Observed(guard.strategy, order, observe, evaluator.allow, attendance.answering, of_own, sample)
        keeper = Keeper(grid, order, {"evaluator": evaluator, "observe": observe}, at_hospitals=evaluator.at_hospitals)
        initial = population.model()
        emit(population.started(initial, its.noise_multiplier, evaluator.weighting, evaluator.evaluated))
        if resume:
            arrays, done = keeper.restore(resume), resume.round
        else:
            arrays, done = ArrayRecord(initial.state_dict()), 0
            evaluator.evaluate(0, arrays)

        def after(server_round: int, arrays: ArrayRecord) -> None:
            evaluator.evaluate(server_round, arrays)
            emit(keeper.make(server_round, arrays, attendance.answering(server_round)))

        rounds = range(done + 1, config.rounds + 1)
        keep(make_rounds(strategy, grid, arrays, guard.train_config(), rounds, after).to_torch_state_dict())

    return app


def ask_hospitals(grid: Grid, num_hospitals: int = 0) -> dict[int, int]:
    """Ask every node which hospital it is: node id -> position among the hospitals.

    Flower's simulation starts the server before its nodes are all there: wait for as many as there are hospitals. Who
    answers with an error has no place.
    """
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while len(nodes := list(grid.get_node_ids())) < num_hospitals:
        if time.monotonic() > deadline:
            raise FedsimError("hospitals-missing", number=len(nodes), hospitals=num_hospitals)
        time.sleep(0.05)
    questions = [Message(RecordDict(), node, MessageType.QUERY) for node in nodes]
    return {
        reply.metadata.src_node_id: int(str(reply.content.config_records["hospital"]["place"]))
        for reply in grid.send_and_receive(questions)
        if reply.has_content()
    }
