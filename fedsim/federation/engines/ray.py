"""Runs Flower's apps on Flower's own simulation with Ray: many cores, many GPUs, or an existing Ray cluster."""

import importlib.util
import logging

from flwr.simulation import run_simulation

from fedsim.errors import FedsimError
from fedsim.events import Checkpoint, Emit, ShouldStop
from fedsim.federation.client_app import make_client_app
from fedsim.federation.ray_compat import stay_on_this_machine
from fedsim.federation.server_app import StateDict, make_server_app
from fedsim.hospitals.identity import NUM_THREADS
from fedsim.hospitals.population import load_population
from fedsim.settings.config import SimulationConfig


def run(config: SimulationConfig, emit: Emit, should_stop: ShouldStop, resume: Checkpoint | None = None) -> StateDict:
    """An `Engine`. Stops within a second; Ray itself takes about ten seconds to start."""
    if importlib.util.find_spec("ray") is None:  # Flower would end the process
        raise FedsimError("ray-not-installed")
    stay_on_this_machine()
    population = load_population(config)
    final: list[StateDict] = []
    run_simulation(
        server_app=make_server_app(config, emit, should_stop, final.append, resume),
        client_app=make_client_app(config),
        num_supernodes=len(config.hospitals),
        backend_name="ray",
        backend_config={
            "init_args": {"include_dashboard": False, "log_to_driver": False, "logging_level": logging.ERROR},
            "client_resources": {"num_cpus": NUM_THREADS, "num_gpus": 1.0 if population.device == "cuda" else 0.0},
        },
    )
    if not final:
        raise FedsimError("ray-without-result")
    return final[0]
