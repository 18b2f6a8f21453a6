"""Runs Flower's apps in this process, through a Grid that hands each message straight to the ClientApp."""

import itertools
from collections.abc import Iterable

from flwr.app import Context, Message, RecordDict
from flwr.clientapp import ClientApp
from flwr.serverapp import Grid

from fedsim.errors import RunStopped
from fedsim.events import Checkpoint, Emit, Pace, Progress, ShouldStop
from fedsim.federation.client_app import make_client_app
from fedsim.federation.flower_compat import Run, become_server, client_error, empty_run
from fedsim.federation.server_app import StateDict, make_server_app
from fedsim.settings.config import SimulationConfig

RUN_ID = 1
SERVER_NODE_ID = 1


def run(config: SimulationConfig, emit: Emit, should_stop: ShouldStop, resume: Checkpoint | None = None) -> StateDict:
    """An `Engine`. Reports progress, and stops, within a tenth of a second or a batch, whichever is longer."""
    pace = Pace()

    def is_due() -> bool:
        """Whether to tell how far it is; a stop that was asked for ends the run here."""
        due = pace.due()
        if due and should_stop():
            raise RunStopped("stopped")
        return due

    def on_batch(round: int, hospital: int, done: int, total: int) -> None:
        if is_due() or done == total:  # that a hospital has trained is always told
            emit(Progress(round, config.hospital_names[hospital], done, total))

    final: list[StateDict] = []
    grid = InProcessGrid(make_client_app(config, on_batch, is_due), len(config.hospitals))
    server_app = make_server_app(config, emit, should_stop, final.append, resume)
    server_app(grid, Context(RUN_ID, SERVER_NODE_ID, {}, RecordDict(), {}))
    return final[0]


class InProcessGrid(Grid):
    """Delivers messages by calling the ClientApp, one after the other, in the caller's thread.

    Args:
        client_app: runs on every node.
        num_nodes: how many there are; each is told its place as `partition-id`, as in Flower's simulation.
    """

    def __init__(self, client_app: ClientApp, num_nodes: int) -> None:
        become_server(RUN_ID, SERVER_NODE_ID)
        self._client_app = client_app
        self._run = empty_run(RUN_ID)
        self._contexts = {
            SERVER_NODE_ID + 1 + place: _context(SERVER_NODE_ID + 1 + place, place, num_nodes)
            for place in range(num_nodes)
        }
        self._message_ids = itertools.count(1)
        self._replies: dict[str, Message] = {}

    def state_of(self, node_id: int) -> RecordDict:
        """What a node keeps over the rounds."""
        return self._contexts[node_id].state

    def set_run(self, run: Run) -> None:
        self._run = run

    @property
    def run(self) -> Run:
        return self._run

    def create_message(
        self, content: RecordDict, message_type: str, dst_node_id: int, group_id: str, ttl: float | None = None
    ) -> Message:
        return Message(content, dst_node_id, message_type, ttl=ttl, group_id=group_id)

    def get_node_ids(self) -> Iterable[int]:
        return list(self._contexts)

    def push_messages(self, messages: Iterable[Message]) -> Iterable[str]:
        message_ids = []
        for message in messages:
            message_id = f"message-{next(self._message_ids)}"
            self._replies[message_id] = self._deliver(message)
            message_ids.append(message_id)
        return message_ids

    def pull_messages(self, message_ids: Iterable[str]) -> Iterable[Message]:
        return [self._replies.pop(message_id) for message_id in message_ids if message_id in self._replies]

    def send_and_receive(self, messages: Iterable[Message], *, timeout: float | None = None) -> Iterable[Message]:
        return self.pull_messages(self.push_messages(messages))

    def _deliver(self, message: Message) -> Message:
        """A hospital's error becomes an error reply, as on Flower's other grids; only a stop ends the run here."""
        try:
            return self._client_app(message, self._contexts[message.metadata.dst_node_id])
        except RunStopped:
            raise
        except Exception as error:
            return Message(client_error(error), reply_to=message)


def _context(node_id: int, place: int, num_nodes: int) -> Context:
    return Context(RUN_ID, node_id, {"partition-id": place, "num-partitions": num_nodes}, RecordDict(), {})
