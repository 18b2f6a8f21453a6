"""Flower messages as hospitals send them, without a hospital."""

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, Error, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.federation.flower_compat import ErrorCode
from fedsim.hospitals.participation.full import FullParticipation
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.protection import Protection
from fedsim.settings.config import SimulationConfig

Arrays = dict[str, np.ndarray]


def grid(num_nodes: int = 3) -> InProcessGrid:
    """A grid of nodes that do nothing; making one lets this process build messages."""
    return InProcessGrid(ClientApp(), num_nodes)


def record(**arrays: np.ndarray) -> ArrayRecord:
    return ArrayRecord({name: Array(np.asarray(values)) for name, values in arrays.items()})


def arrays_of(record: ArrayRecord) -> Arrays:
    return {name: array.numpy() for name, array in record.items()}


def reply(node: int, arrays: ArrayRecord, num_examples: int = 1, **metrics: object) -> Message:
    """What a hospital answers after training; the matrix is of two classes, two of four right."""
    measured = {
        "num-examples": num_examples,
        "seconds": 0.25,
        "train-loss": 0.5,
        "train-accuracy": 0.75,
    } | {name.replace("_", "-"): value for name, value in metrics.items()}
    content = RecordDict({"arrays": arrays, "metrics": MetricRecord(measured)})
    content["local-test"] = ConfigRecord({"confusion-matrix": [2, 0, 2, 0]})
    return Message(content, reply_to=_instruction(node))


def error_reply(node: int, reason: str) -> Message:
    return Message(Error(ErrorCode.CLIENT_APP_RAISED_EXCEPTION, reason), reply_to=_instruction(node))


def _instruction(node: int) -> Message:
    return Message(RecordDict(), node, "train")


def protection(config: SimulationConfig, learned: tuple[str, ...] = ("w",), num_hospitals: int = 3) -> Protection:
    """What protects a run of that many hospitals, whatever the model is; its noise follows from the run's seed."""
    strength = (config.clip_norm, config.noise_multiplier)
    everyone = FullParticipation(config.participation, num_hospitals, config.seed)
    return Protection(mechanism_of(config), learned, *strength, everyone, (config.seed,) * config.rounds, ())
