"""A run from its settings to its end, in this process and kept nowhere."""

import time

from fedsim.events import Event
from fedsim.federation.engines import get_engine
from fedsim.runs.experiment import run_experiment
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig


def trained(config: SimulationConfig) -> RunState:
    """All that the run came to, its baselines too where its settings ask for them.

    Raises:
        FedsimError: it could not be trained to its end.
    """
    state = RunState("benchmark", config)

    def emit(event: Event) -> None:
        nonlocal state
        state = state.after(event, time.time())

    run_experiment(get_engine(config.engine), config, emit, lambda: False)
    return state
