"""A run's models, made whole again from the arrays that were kept of them. They are on the CPU, in eval mode."""

from collections.abc import Mapping

import numpy as np
import torch
from flwr.app import ConfigRecord, Context, Message, MessageType, RecordDict
from torch import nn

from fedsim.data.base import Dataset
from fedsim.errors import FedsimError
from fedsim.events import Checkpoint
from fedsim.federation.arrays import to_record
from fedsim.federation.client_app import visit
from fedsim.federation.strategies import strategy_of
from fedsim.hospitals.identity import NUM_THREADS
from fedsim.hospitals.population import load_population
from fedsim.memory import MODEL, Memory
from fedsim.settings.config import SimulationConfig
from fedsim.training.looking import Look, answer, look
from fedsim.training.models import build_model


class OtherModel(FedsimError):
    """What was kept is of another model than the run's settings describe."""


def model_of(config: SimulationConfig, dataset: Dataset, weights: Mapping[str, np.ndarray]) -> nn.Module:
    """The model of a run with some weights, by their names.

    Raises:
        OtherModel: they are another model's.
    """
    model = build_model(config.model, dataset.channels, dataset.num_classes, seed=0, private=config.private)
    arrays = {name: torch.from_numpy(np.array(each)) for name, each in weights.items()}
    try:
        model.load_state_dict(arrays)
    except RuntimeError as error:  # PyTorch's word for arrays that a model has no place for
        raise OtherModel("model-of-other-settings") from error
    return model.eval()


def shared_model(config: SimulationConfig, dataset: Dataset, checkpoint: Checkpoint) -> nn.Module:
    """The federation's, after the checkpoint's round.

    Raises:
        OtherModel: it is another run's.
    """
    return model_of(config, dataset, _shared(checkpoint))


def own_model(config: SimulationConfig, dataset: Dataset, checkpoint: Checkpoint, place: int) -> nn.Module:
    """A hospital's own, where the strategy leaves it one, after the checkpoint's round; it may have to be trained.

    Raises:
        OtherModel: the checkpoint is another run's.
        FedsimError: its images, or the device, cannot be had.
    """
    states = Memory(dict(checkpoint.arrays), dict(checkpoint.memory)).value("hospitals")
    state = RecordDict({name: to_record(arrays) for name, arrays in states.get(place, {}).items()})
    context = Context(0, 0, {"partition-id": place}, state, {})
    told = ConfigRecord({"server-round": checkpoint.round})
    sent = RecordDict({"arrays": to_record(_shared(checkpoint)), "config": told})
    message, population = Message(sent, 0, MessageType.EVALUATE), load_population(config)
    start = shared_model(config, dataset, checkpoint).to(population.device)
    return strategy_of(config).own_model(start, visit(population, message, context)).cpu().eval()


def ask(model: nn.Module, image: np.ndarray) -> tuple[np.ndarray, Look]:
    """What a model says to an image, (k,) float32, and what covering parts of it does.

    Args:
        model: of this module.
        image: (h, w) or (h, w, 3) uint8.

    Raises:
        DivergedError: what it says is not finite.
    """
    torch.set_num_threads(NUM_THREADS)
    return answer(model, image), look(model, image)


def _shared(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    return {name.removeprefix(MODEL): each for name, each in checkpoint.arrays.items() if name.startswith(MODEL)}
