"""A strategy whose average is not the new model, but says where the server steps to."""

from collections.abc import Iterable

from flwr.app import ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.serverapp import Grid
from flwr.serverapp.strategy import Strategy

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.federation.strategies.base import Step
from fedsim.federation.wrapper import Wrapper


class Stepping(Wrapper):
    """Steps from the model that was sent out, by what the strategy in it came to.

    It stands around privacy's wrapper: what the server does sees noisy averages alone.

    Args:
        strategy: averages.
        step: gives the new model.
    """

    PARTS = ("strategy", "_step")

    def __init__(self, strategy: Strategy, step: Step) -> None:
        super().__init__(strategy)
        self._step, self._sent = step, ArrayRecord()

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self._sent = arrays
        return super().configure_train(server_round, arrays, config, grid)

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        record, metrics = super().aggregate_train(server_round, replies)
        if record is None:
            return None, metrics
        return to_record(self._step(server_round, to_numpy(self._sent), to_numpy(record))), metrics
