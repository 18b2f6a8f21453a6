"""A strategy whose replies are put in order and shown to an observer."""

from collections.abc import Callable, Collection, Iterable

from flwr.app import ArrayRecord, ConfigRecord, Message, MessageType, MetricRecord, RecordDict
from flwr.serverapp import Grid
from flwr.serverapp.strategy import Strategy

from fedsim.errors import FedsimError
from fedsim.federation.own_models import SCORES, Scores, from_record
from fedsim.federation.wrapper import Wrapper


class Observed(Wrapper):
    """Another strategy, with every round's replies put in the hospitals' order and shown to an observer.

    The order makes the average the same on every engine: floating-point sums depend on it.

    Args:
        strategy: does the work.
        order: a node's place among the hospitals; one that is not in it is not asked.
        observe: told (round, what each hospital was sent, replies by the hospital's place); may raise to end
            the run.
        allow: asked before every round; may raise to end the run.
        answering: places of the hospitals that are to answer in a round; None is all of them. Where it is nobody, the
            round is over at once, and the model stays as it is.
        observe_own: told (round, how hospitals' own models do after it, by place; None is one whose answers are not
            finite); without it nobody is asked.
        of_own: places of the hospitals that are asked for it; None is all of them.
    """

    def __init__(
        self,
        strategy: Strategy,
        order: dict[int, int],
        observe: Callable[[int, RecordDict, dict[int, Message]], None],
        allow: Callable[[int], None] = lambda server_round: None,
        answering: Callable[[int], Collection[int]] | None = None,
        observe_own: Callable[[int, dict[int, Scores | None]], None] | None = None,
        of_own: Collection[int] | None = None,
    ) -> None:
        super().__init__(strategy)
        self._observe_own, self._of_own = observe_own, set(order.values() if of_own is None else of_own)
        self.order, self.observe, self.allow = order, observe, allow
        self._answering = answering or (lambda server_round: set(order.values()))
        self._sent = RecordDict()

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self.allow(server_round)
        answering = self._answering(server_round)
        everyone = list(self.strategy.configure_train(server_round, arrays, config, grid))
        messages = [each for each in everyone if self.order.get(each.metadata.dst_node_id) in answering]
        if answering and not messages:
            raise FedsimError("nobody-there", round=server_round, places=", ".join(str(each + 1) for each in answering))
        self._sent = (messages or everyone)[0].content
        return sorted(messages, key=lambda message: self.order[message.metadata.dst_node_id])

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        by_place = {self.order[reply.metadata.src_node_id]: reply for reply in replies}
        by_place = {place: by_place[place] for place in sorted(by_place)}
        self.observe(server_round, self._sent, by_place)
        if not self._answering(server_round):
            return None, None
        return self.strategy.aggregate_train(server_round, [r for r in by_place.values() if r.has_content()])

    def configure_evaluate(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        """Whoever is asked how its own model does evaluates it, whether it took part in the round or not."""
        if self._observe_own is None:
            return []
        content = RecordDict({"arrays": arrays, "config": ConfigRecord({"server-round": server_round})})
        asked = [node for node in sorted(self.order, key=self.order.__getitem__) if self.order[node] in self._of_own]
        return [Message(content, node, MessageType.EVALUATE) for node in asked]

    def aggregate_evaluate(self, server_round: int, replies: Iterable[Message]) -> MetricRecord | None:
        answered = {self.order[reply.metadata.src_node_id]: reply for reply in replies if reply.has_content()}
        if self._observe_own is not None:
            records = {place: reply.content.metric_records[SCORES] for place, reply in answered.items()}
            self._observe_own(server_round, {place: from_record(record) for place, record in records.items()})
        return None
