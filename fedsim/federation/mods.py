"""What privacy does at a hospital, as a Flower mod: a function around the ClientApp's training.

Flower's own `fixedclipping_mod` and `LocalDpMod` fail on an update of zero length and on integer arrays, draw their
noise from NumPy's global generator, and derive it from epsilon by a rule that holds for one release with epsilon <= 1
alone.
"""

import numpy as np
from flwr.app import Context, Message
from flwr.clientapp.typing import ClientAppCallable, Mod

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.privacy.mechanisms.base import Place
from fedsim.privacy.noise import update_norm
from fedsim.privacy.protection import Protection
from fedsim.seeds import numpy_rng

CLIP_NORM, NOISE_MULTIPLIER = "clip-norm", "noise-multiplier"
"""What the server tells with every model."""


def mods_for(protection: Protection) -> list[Mod]:
    """The mods of a run."""
    mechanism = protection.mechanism
    return [Leaving(protection)] if Place.SENDING in (mechanism.clips_at, mechanism.noise_at) else []


class Leaving:
    """Does what the mechanism says to a model before it leaves the hospital, and tells how long the update was."""

    def __init__(self, protection: Protection) -> None:
        self._its = protection

    def __call__(self, message: Message, context: Context, call_next: ClientAppCallable) -> Message:
        before = to_numpy(message.content.array_records["arrays"])
        reply = call_next(message, context)
        if reply.has_error():
            return reply
        after, its = to_numpy(reply.content.array_records["arrays"]), self._its
        reply.content.metric_records["metrics"]["update-norm"] = update_norm(before, after, its.learned)
        clip_norm = told(message, CLIP_NORM)
        server_round = int(told(message, "server-round"))
        std = its.mechanism.std(told(message, NOISE_MULTIPLIER), clip_norm, its.num_planned(server_round))
        rng = hospital_rng(its.seed(server_round), server_round, int(context.node_config["partition-id"]))
        reply.content["arrays"] = to_record(its.mechanism.leave(before, after, its.learned, clip_norm, std, rng))
        return reply


def hospital_rng(seed: int, round: int, hospital: int) -> np.random.Generator:
    """Where the noise that a hospital adds in a round comes from."""
    return numpy_rng(seed, "local-noise", round, hospital)


def told(message: Message, name: str) -> float:
    """A number that the server tells."""
    return float(str(message.content.config_records["config"][name]))
