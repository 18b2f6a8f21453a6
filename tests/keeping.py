"""Runs that are kept, without training; and what of a run is to be the same to the last bit."""

from dataclasses import replace

from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.ui.shared.resources import registry
from tests.tiny import finished, started


def kept(seed: int = 0, status: Status = Status.FINISHED, rounds: int = 1, **settings) -> str:
    """A run of one round in the app's own store; its id."""
    store = registry().store
    run_id = store.create(SimulationConfig(rounds=rounds, seed=seed, **settings))
    for event in (started(), finished(0, 0.25), finished(1, 0.75)):
        store.append(run_id, event)
    store.turn(run_id, status, only_from=[Status.QUEUED])
    return run_id


def plain(state: RunState) -> list:
    """Rounds and baselines without how long anything took."""
    rounds = [
        replace(told, seconds=0, hospitals=tuple(replace(each, seconds=0) for each in told.hospitals))
        for told in state.rounds
    ]
    alone = [replace(each, seconds=0) for each in (*state.alone, *filter(None, [state.pooled]))]
    return [*rounds, *alone]
