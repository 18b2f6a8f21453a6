"""Which Flower strategy a run uses, and the two things that we add around it.

FedAvg is McMahan et al. 2017 (arXiv:1602.05629); central differential privacy with fixed clipping follows
McMahan et al. 2018 (arXiv:1710.06963), both as Flower implements them.
"""

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
    """Flower's central DP with noise from the run's seed in place of NumPy's global generator.

    So a run can be repeated, and two runs at once do not disturb one another. The noise's standard deviation
    is noise_multiplier * clip_norm / (hospitals that answered).
    """

    def __init__(self, strategy: Strategy, config: SimulationConfig) -> None:
        super().__init__(strategy, config.noise_multiplier, config.clip_norm, len(config.hospitals))
        self._seed = config.seed
        self._round = 0

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        self._round, self.num_sampled_clients = server_round, len(answered)
        return super().aggregate_train(server_round, answered)

    def _add_noise_to_aggregated_arrays(self, aggregated_arrays: ArrayRecord) -> ArrayRecord:
        rng = numpy_rng(self._seed, "noise", self._round)
        std = self.noise_multiplier * self.clipping_norm / self.num_sampled_clients
        return ArrayRecord(
            {name: Array(_with_noise(array.numpy(), std, rng)) for name, array in aggregated_arrays.items()}
        )


def _with_noise(values: np.ndarray, std: float, rng: np.random.Generator) -> np.ndarray:
    return values + rng.normal(0.0, std, values.shape).astype(values.dtype)


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
