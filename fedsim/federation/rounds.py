"""The rounds of a federation, from the first or from where a checkpoint left off.

Flower's `Strategy.start` does the same from round 1 on, and knows no other beginning.
"""

from collections.abc import Callable

from flwr.app import ArrayRecord, ConfigRecord
from flwr.serverapp import Grid
from flwr.serverapp.strategy import Strategy

TIMEOUT_SECONDS = 3600.0
"""So long a round waits for replies; Flower's own default."""


def make_rounds(
    strategy: Strategy,
    grid: Grid,
    arrays: ArrayRecord,
    train_config: ConfigRecord,
    rounds: range,
    after: Callable[[int, ArrayRecord], object],
) -> ArrayRecord:
    """Train, and give the last global model.

    Args:
        strategy: leads them.
        grid: delivers the messages.
        arrays: the global model before the first of them.
        train_config: what every hospital is told.
        rounds: their numbers.
        after: told each round's number and the model that it came to.
    """
    for number in rounds:
        replies = grid.send_and_receive(
            strategy.configure_train(number, arrays, train_config, grid), timeout=TIMEOUT_SECONDS
        )
        arrays = strategy.aggregate_train(number, replies)[0] or arrays  # the same, where nobody answered
        answers = grid.send_and_receive(
            strategy.configure_evaluate(number, arrays, ConfigRecord(), grid), timeout=TIMEOUT_SECONDS
        )
        strategy.aggregate_evaluate(number, answers)
        after(number, arrays)
    return arrays
