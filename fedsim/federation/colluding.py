"""Hospitals that collude: what they send is made once all honest replies are there.

It happens where the replies come in, before anybody else sees them: to the strategy, to privacy at the server and to
what is measured, a colluder's update is what it made of the others'. The papers' attackers know as much.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flwr.app import Message, RecordDict

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.adversaries.base import Known
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig

Observe = Callable[[int, RecordDict, dict[int, Message]], None]


def colluding(config: SimulationConfig, learned: Sequence[str], observe: Observe) -> Observe:
    """An observer of rounds that lets hospitals collude before it observes; the very same one where none does.

    Args:
        config: the run's settings.
        learned: names of the learned weights.
        observe: told (round, what each hospital was sent, replies by the hospital's place, in order).
    """
    colluders = Colluders(config, learned, observe)
    return colluders if colluders.groups else observe


class Colluders:
    """Plays all hospitals that collude, before others observe a round; those with the same setting send the same.

    Attributes:
        groups: the places of those that collude in the same way, by their setting.
    """

    PARTS = ("_adversaries",)

    def __init__(self, config: SimulationConfig, learned: Sequence[str], observe: Observe) -> None:
        self._config, self._learned, self._observe = config, learned, observe
        self.groups: dict[Any, list[int]] = {}
        for place, hospital in enumerate(config.hospitals):
            if adversary_of(hospital.adversary).collude is not None:
                self.groups.setdefault(hospital.adversary, []).append(place)
        self._adversaries = {setting: adversary_of(setting) for setting in self.groups}

    def __call__(self, server_round: int, sent: RecordDict, replies: dict[int, Message]) -> None:
        self._rewrite(server_round, sent, replies)
        self._observe(server_round, sent, replies)

    def _rewrite(self, server_round: int, sent: RecordDict, replies: Mapping[int, Message]) -> None:
        """Put into each colluder's reply what it sends; where no honest hospital sent anything, it stays as it is."""
        models = {
            place: to_numpy(reply.content.array_records["arrays"])
            for place, reply in replies.items()
            if reply.has_content() and self._config.hospitals[place].adversary.kind == "honest"
        }
        if not models:
            return
        received = to_numpy(sent.array_records["arrays"])
        for number, (setting, places) in enumerate(self.groups.items()):
            known = Known(received, models, self._learned, len(self._config.hospitals), self._num_alike(setting))
            collude = self._adversaries[setting].collude
            assert collude is not None  # noqa: S101 - these are those that do
            made = collude(known, numpy_rng(self._config.seed, "collude", server_round, number))
            for place in places:
                if (reply := replies.get(place)) and reply.has_content():
                    own = to_numpy(reply.content.array_records["arrays"])
                    reply.content["arrays"] = to_record({**own, **made})

    def _num_alike(self, setting: Any) -> int:
        """How many collude in this way, whatever its parameters."""
        return sum(len(places) for other, places in self.groups.items() if other.kind == setting.kind)
