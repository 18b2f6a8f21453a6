"""A Grid that asks, while hospitals train elsewhere, whether the run is to stop."""

import time
from collections.abc import Iterable

from flwr.app import Message, RecordDict
from flwr.serverapp import Grid

from fedsim.errors import RunStopped
from fedsim.events import PACE_SECONDS, ShouldStop
from fedsim.federation.flower_compat import Run


class Stoppable(Grid):
    """Another Grid whose wait for replies ends with the run.

    Args:
        grid: delivers the messages.
        should_stop: asked ten times a second.
    """

    def __init__(self, grid: Grid, should_stop: ShouldStop) -> None:
        self._grid, self._should_stop = grid, should_stop

    def set_run(self, run: Run) -> None:
        self._grid.set_run(run)

    @property
    def run(self) -> Run:
        return self._grid.run

    def create_message(
        self, content: RecordDict, message_type: str, dst_node_id: int, group_id: str, ttl: float | None = None
    ) -> Message:
        return self._grid.create_message(content, message_type, dst_node_id, group_id, ttl)

    def get_node_ids(self) -> Iterable[int]:
        return self._grid.get_node_ids()

    def push_messages(self, messages: Iterable[Message]) -> Iterable[str]:
        return self._grid.push_messages(messages)

    def pull_messages(self, message_ids: Iterable[str]) -> Iterable[Message]:
        return self._grid.pull_messages(message_ids)

    def send_and_receive(self, messages: Iterable[Message], *, timeout: float | None = None) -> Iterable[Message]:
        """Send, and wait for the replies.

        Raises:
            RunStopped: `should_stop` said so.
        """
        waiting, replies = set(self._grid.push_messages(messages)), list[Message]()
        number = len(waiting)
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            came = list(self._grid.pull_messages(waiting))
            replies += came
            waiting -= {reply.metadata.reply_to_message_id for reply in came}
            if len(replies) >= number or (end is not None and time.monotonic() >= end):
                return replies
            if self._should_stop():
                raise RunStopped("stopped")
            time.sleep(PACE_SECONDS)
