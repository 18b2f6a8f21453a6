"""FedAvg: the mean of the hospitals' models (McMahan et al. 2017, arXiv:1602.05629), as Flower implements it."""

from collections.abc import Iterable, Sequence

import numpy as np
from flwr.app import ArrayRecord, Message, MetricRecord
from flwr.serverapp.strategy import FedAvg as FlowersFedAvg
from flwr.serverapp.strategy import Strategy

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.federation.strategies.base import FederatedStrategy

WEIGHT = "num-examples"
"""The metric by which a reply counts in the average."""


class Averaging(FlowersFedAvg):
    """Flower's FedAvg on all hospitals, whose averages keep each array's type: a counter stays a whole number."""

    def __init__(self) -> None:
        super().__init__(fraction_evaluate=0.0, min_train_nodes=1, min_available_nodes=1, weighted_by_key=WEIGHT)

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        record, metrics = super().aggregate_train(server_round, answered)
        if record is None:
            return None, metrics
        like = to_numpy(answered[0].content.array_records["arrays"])
        return to_record(
            {name: as_type(values, like[name].dtype) for name, values in to_numpy(record).items()}
        ), metrics


class Equal(Averaging):
    """The mean in which all count as much, however many images they have."""

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        for reply in answered:
            reply.content.metric_records["metrics"][WEIGHT] = 1
        return super().aggregate_train(server_round, answered)


def as_type(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Values as that type, rounded to whole numbers where it has no others."""
    return (np.rint(values) if np.issubdtype(dtype, np.integer) else values).astype(dtype, copy=False)


class FedAvg(FederatedStrategy):
    """Each hospital trains on its own, and the models are averaged."""

    def server(self, learned: Sequence[str]) -> Strategy:
        return Averaging()
