"""What privacy does at a hospital, as Flower's mods: functions around the ClientApp's training.

Flower's own `fixedclipping_mod` and `LocalDpMod` fail on an update of zero length and on integer arrays, draw their
noise from NumPy's global generator, and derive it from epsilon by a rule that holds for one release with epsilon <= 1
alone. These do the same work through `fedsim.privacy.noise`.
"""

import numpy as np
from flwr.app import Context, Message
from flwr.clientapp.typing import ClientAppCallable, Mod

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.privacy.noise import add_noise, clip, noise_std, update_norm
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig

CLIP_NORM = "clipping_norm"
"""Flower's client-side wrapper sends the clip norm under this name."""
NOISE_MULTIPLIER = "noise-multiplier"


def mods_for(config: SimulationConfig) -> list[Mod]:
    """The mods of a run, the outermost first: replies pass them from the last to the first."""
    if config.dp == "local":
        return [LocalNoise(config.seed), clip_update]
    return [clip_update] if config.dp == "central-client" else []


def clip_update(message: Message, context: Context, call_next: ClientAppCallable) -> Message:
    """Clip the update before it leaves the hospital, and tell how long it was."""
    before = to_numpy(message.content.array_records["arrays"])
    reply = call_next(message, context)
    if reply.has_error():
        return reply
    after = to_numpy(reply.content.array_records["arrays"])
    reply.content.metric_records["metrics"]["update-norm"] = update_norm(before, after)
    reply.content["arrays"] = to_record(clip(before, after, _number(message, CLIP_NORM)))
    return reply


class LocalNoise:
    """Adds noise of noise_multiplier * clip_norm to the model before it leaves the hospital."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __call__(self, message: Message, context: Context, call_next: ClientAppCallable) -> Message:
        std = noise_std(_number(message, NOISE_MULTIPLIER), _number(message, CLIP_NORM))
        reply = call_next(message, context)
        if reply.has_error():
            return reply
        rng = local_rng(self._seed, int(_number(message, "server-round")), int(context.node_config["partition-id"]))
        arrays = to_numpy(reply.content.array_records["arrays"])
        reply.content["arrays"] = to_record(add_noise(arrays, std, rng))
        return reply


def local_rng(seed: int, round: int, hospital: int) -> np.random.Generator:
    """Where a hospital's local noise of a round comes from."""
    return numpy_rng(seed, "local-noise", round, hospital)


def _number(message: Message, name: str) -> float:
    return float(str(message.content.config_records["config"][name]))
