"""Which Flower strategy a run uses, and the two things that we add around it.

FedAvg is McMahan et al. 2017 (arXiv:1602.05629); central differential privacy with fixed clipping follows
McMahan et al. 2018 (arXiv:1710.06963), both as Flower implements them.
"""

import math
from collections.abc import Callable, Iterable

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.serverapp import Grid
from flwr.serverapp.strategy import DifferentialPrivacyServerSideFixedClipping, FedAvg, Strategy

from fedsim.config import SimulationConfig
from fedsim.seeds import numpy_rng


def make_strategy(config: SimulationConfig) -> Strategy:
    """FedAvg weighted by num-examples, wrapped for central differential privacy where there is noise."""
    fedavg = FedAvg(fraction_evaluate=0.0, min_train_nodes=1, min_available_nodes=1)
    return CentralDP(fedavg, config) if config.private else fedavg


class CentralDP(DifferentialPrivacyServerSideFixedClipping):
    """Flower's central DP, mended in two places.

    Its clipping divides by the length of the update, which may be 0, and multiplies integer arrays in place, which
    fails: ours leaves both alone. Its noise comes from NumPy's global generator: ours comes from the run's seed, so
    that a run can be repeated and two runs at once do not disturb one another. The noise's standard deviation is
    noise_multiplier * clip_norm / (hospitals that answered).
    """

    def __init__(self, strategy: Strategy, config: SimulationConfig) -> None:
        super().__init__(strategy, config.noise_multiplier, config.clip_norm, len(config.hospitals))
        self._seed = config.seed

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        for reply in answered:
            reply.content["arrays"] = clip(
                reply.content.array_records["arrays"], self.current_arrays, self.clipping_norm
            )
        arrays, metrics = self.strategy.aggregate_train(server_round, answered)
        if arrays is None:
            return None, metrics
        std = self.noise_multiplier * self.clipping_norm / len(answered)
        return add_noise(arrays, std, numpy_rng(self._seed, "noise", server_round)), metrics


def clip(arrays: ArrayRecord, before: ArrayRecord, clip_norm: float) -> ArrayRecord:
    """Shorten the update from `before` to `arrays` to an L2 norm of at most `clip_norm`, over its float arrays."""
    updates = {name: arrays[name].numpy() - array.numpy() for name, array in before.items() if _is_float(array)}
    norm = math.sqrt(sum(float(np.sum(update.astype(np.float64) ** 2)) for update in updates.values()))
    if norm <= clip_norm:
        return arrays
    share = clip_norm / norm
    clipped = {name: Array(before[name].numpy() + update * share) for name, update in updates.items()}
    return ArrayRecord({name: clipped.get(name, array) for name, array in arrays.items()})


def add_noise(arrays: ArrayRecord, std: float, rng: np.random.Generator) -> ArrayRecord:
    """Add Gaussian noise of this standard deviation to every float array."""
    return ArrayRecord(
        {name: _with_noise(array, std, rng) if _is_float(array) else array for name, array in arrays.items()}
    )


def _with_noise(array: Array, std: float, rng: np.random.Generator) -> Array:
    values = array.numpy()
    return Array(np.asarray(values + rng.normal(0.0, std, values.shape).astype(values.dtype)))


def _is_float(array: Array) -> bool:
    return np.issubdtype(array.numpy().dtype, np.floating)


class Observed(Strategy):
    """Another strategy, with every round's replies put in the hospitals' order and shown to an observer.

    The order makes the average the same on every engine: floating-point sums depend on it.

    Args:
        strategy: does the work.
        order: a node's place among the hospitals.
        observe: told (round, global arrays before the round, replies by the hospital's place); may raise to end
            the run.
    """

    def __init__(
        self,
        strategy: Strategy,
        order: dict[int, int],
        observe: Callable[[int, ArrayRecord, dict[int, Message]], None],
    ) -> None:
        self.strategy, self.order, self.observe = strategy, order, observe
        self._arrays = ArrayRecord()

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self._arrays = arrays
        messages = self.strategy.configure_train(server_round, arrays, config, grid)
        return sorted(messages, key=lambda message: self.order[message.metadata.dst_node_id])

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        by_place = {self.order[reply.metadata.src_node_id]: reply for reply in replies}
        by_place = {place: by_place[place] for place in sorted(by_place)}
        self.observe(server_round, self._arrays, by_place)
        return self.strategy.aggregate_train(server_round, [r for r in by_place.values() if r.has_content()])

    def configure_evaluate(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        return self.strategy.configure_evaluate(server_round, arrays, config, grid)

    def aggregate_evaluate(self, server_round: int, replies: Iterable[Message]) -> MetricRecord | None:
        return self.strategy.aggregate_evaluate(server_round, replies)

    def summary(self) -> None:
        self.strategy.summary()
