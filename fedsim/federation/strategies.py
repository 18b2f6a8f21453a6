"""Which Flower strategy a run uses, and what we add around it.

FedAvg is McMahan et al. 2017 (arXiv:1602.05629) as Flower implements it; privacy is in `private.py`.
"""

from collections.abc import Callable, Iterable

from flwr.app import ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.serverapp import Grid
from flwr.serverapp.strategy import FedAvg, Strategy

from fedsim.federation.local_dp import LocalDP
from fedsim.federation.private import CentralAdaptiveDP, CentralClientDP, CentralDP
from fedsim.settings.config import SimulationConfig

WRAPPERS: dict[str, Callable[[Strategy, SimulationConfig], Strategy]] = {
    "central": CentralDP,
    "central-client": CentralClientDP,
    "central-adaptive": CentralAdaptiveDP,
    "local": LocalDP,
}
"""By `dp`. Record-level privacy is the hospitals' own: it needs nothing of the server."""


def make_strategy(config: SimulationConfig) -> Strategy:
    """FedAvg weighted by num-examples, wrapped for differential privacy where the settings ask for it.

    Args:
        config: the run's settings, with the noise multiplier in force.
    """
    fedavg = FedAvg(fraction_evaluate=0.0, min_train_nodes=1, min_available_nodes=1)
    return WRAPPERS[config.dp](fedavg, config) if config.dp in WRAPPERS else fedavg


class Observed(Strategy):
    """Another strategy, with every round's replies put in the hospitals' order and shown to an observer.

    The order makes the average the same on every engine: floating-point sums depend on it.

    Args:
        strategy: does the work.
        order: a node's place among the hospitals.
        observe: told (round, global arrays before the round, replies by the hospital's place); may raise to end
            the run.
        allow: asked before every round; may raise to end the run.
    """

    def __init__(
        self,
        strategy: Strategy,
        order: dict[int, int],
        observe: Callable[[int, ArrayRecord, dict[int, Message]], None],
        allow: Callable[[int], None] = lambda server_round: None,
    ) -> None:
        self.strategy, self.order, self.observe, self.allow = strategy, order, observe, allow
        self._arrays = ArrayRecord()

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self.allow(server_round)
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
