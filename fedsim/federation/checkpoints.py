"""What a federation has come to after a round, taken down so that another process can go on from there, bit for bit.

Every random choice follows from the seed and the round, so that what is left to keep is what objects remember: the
server's are asked here, the hospitals' contexts are fetched and handed back in messages, which every engine delivers.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from flwr.app import ArrayRecord, Message, MessageType, RecordDict
from flwr.serverapp import Grid

from fedsim.events import Checkpoint
from fedsim.federation.arrays import to_numpy, to_record
from fedsim.memory import MODEL, Memory, recall, remember

FETCH, HAND_BACK = "fetch_state", "hand_back_state"
"""What a hospital is asked to do with what it keeps over the rounds."""


class Keeper:
    """Makes a run's checkpoints, and sets a run up from one.

    Args:
        grid: reaches the hospitals.
        order: a node's place among them.
        server: what remembers at the server, by name.
        at_hospitals: whether they keep anything from round to round.
    """

    def __init__(
        self, grid: Grid, order: Mapping[int, int], server: Mapping[str, object], *, at_hospitals: bool
    ) -> None:
        self._grid, self._order, self._server, self._at_hospitals = grid, order, server, at_hospitals
        self._states: dict[int, dict[str, dict[str, np.ndarray]]] = {}

    def make(self, server_round: int, arrays: ArrayRecord, asked: Collection[int]) -> Checkpoint:
        """Take down what there is after a round.

        Args:
            server_round: >= 1.
            arrays: the global model that it came to.
            asked: places of the hospitals whose state it may have changed.
        """
        if self._at_hospitals:
            self._fetch(asked)
        memory = Memory()
        for name, each in self._server.items():
            remember(memory, name, each)
        memory.keep("hospitals", self._states)
        model = {f"{MODEL}{name}": values for name, values in to_numpy(arrays).items()}
        return Checkpoint(server_round, {**model, **memory.arrays}, memory.tree)

    def restore(self, checkpoint: Checkpoint) -> ArrayRecord:
        """Give everybody back what they remembered; the global model."""
        memory = Memory(dict(checkpoint.arrays), dict(checkpoint.memory))
        for name, each in self._server.items():
            recall(memory, name, each)
        self._states = memory.value("hospitals")
        self._hand_back()
        model = {name.removeprefix(MODEL): each for name, each in memory.arrays.items() if name.startswith(MODEL)}
        return to_record(model)

    def _fetch(self, places: Collection[int]) -> None:
        nodes = [node for node, place in self._order.items() if place in places]
        for reply in self._ask(FETCH, {node: RecordDict() for node in nodes}):
            if reply.has_content():
                records = reply.content.array_records
                kept = {name: to_numpy(record) for name, record in records.items()}
                self._states[self._order[reply.metadata.src_node_id]] = kept

    def _hand_back(self) -> None:
        states = {node: self._states[place] for node, place in self._order.items() if place in self._states}
        contents = {
            node: RecordDict({name: to_record(arrays) for name, arrays in kept.items()})
            for node, kept in states.items()
        }
        self._ask(HAND_BACK, contents)

    def _ask(self, what: str, contents: Mapping[int, RecordDict]) -> Iterable[Message]:
        kind = f"{MessageType.QUERY}.{what}"
        return self._grid.send_and_receive([Message(content, node, kind) for node, content in contents.items()])
