"""The hospitals' updates as one matrix, and a server that makes one update of it."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence

import numpy as np
from flwr.app import ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.serverapp import Grid

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.federation.strategies.base import Arrays
from fedsim.federation.strategies.fedavg import Averaging, as_type


class OnUpdates(Averaging):
    """Flower's FedAvg but for what becomes of the updates.

    Args:
        learned: names of the model's learned weights.
    """

    def __init__(self, learned: Sequence[str]) -> None:
        super().__init__()
        self._learned, self._sent = learned, dict[str, np.ndarray]()

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self._sent = to_numpy(arrays)
        return super().configure_train(server_round, arrays, config, grid)

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        received = [to_numpy(reply.content.array_records["arrays"]) for reply in answered]
        record, metrics = super().aggregate_train(server_round, answered)
        if record is None:
            return None, metrics
        mean, statistics = to_numpy(record), self.statistics
        moved = self._moved(self._learned, self.update(server_round, self._matrix(received, self._learned), answered))
        if statistics:
            rest = [name for name in mean if name not in self._learned]
            moved |= self._moved(rest, self.rule(server_round, self._matrix(received, rest))) if rest else {}
        return to_record(mean | {name: as_type(values, mean[name].dtype) for name, values in moved.items()}), metrics

    statistics = False
    """Whether the rule goes for what is not learned too, BatchNorm's statistics; otherwise they are averaged."""

    @abstractmethod
    def update(self, server_round: int, updates: np.ndarray, replies: Sequence[Message]) -> np.ndarray:
        """What they come to.

        Args:
            server_round: >= 1.
            updates: (n, d) float64, of the learned weights.
            replies: the n answers that they are from, in the hospitals' order.

        Returns:
            (d,).
        """

    def rule(self, server_round: int, updates: np.ndarray) -> np.ndarray:
        """The same of what is not learned."""
        raise NotImplementedError

    def _matrix(self, received: Sequence[Arrays], names: Sequence[str]) -> np.ndarray:
        rows = [[(each[name].astype(np.float64) - self._sent[name]).ravel() for name in names] for each in received]
        return np.stack([np.concatenate(row) for row in rows])

    def _moved(self, names: Sequence[str], update: np.ndarray) -> dict[str, np.ndarray]:
        ends = np.cumsum([self._sent[name].size for name in names])[:-1]
        parts = zip(names, np.split(update, ends), strict=True)
        return {name: self._sent[name] + part.reshape(self._sent[name].shape) for name, part in parts}
