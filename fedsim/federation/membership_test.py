"""Attacks the models of a run's last round, as whoever holds them could: each hospital's update, and the global model.

An update is what the server received: under local privacy it is clipped and noised, under record-level privacy trained
with noise, and under central privacy raw, since the server is trusted and clips it only then. What is done here changes
nothing in the training: it works on a model of its own and draws from generators of its own.
"""

import dataclasses
from collections.abc import Iterator, Mapping

from flwr.app import ArrayRecord
from torch import nn

from fedsim.errors import FedsimError, Problem
from fedsim.events import Attacked
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.population import Population
from fedsim.privacy.membership import attack, choose_examples
from fedsim.settings.presence import takes_part
from fedsim.training.local import Batches, evaluate

MAX_HOSPITALS = 5
"""Only the first hospitals are attacked, so that the attack stays short beside the training."""


class Attacker:
    """Tries to tell which images the models of a run were trained on.

    Args:
        population: the run; its settings' seed chooses the images.
    """

    def __init__(self, population: Population) -> None:
        self._population = population

    def on_updates(self, received: Mapping[int, ArrayRecord]) -> Iterator[Attacked]:
        """Attack what each hospital sent, by its position; one that sent nothing gives the reason."""
        for place in self.places:
            yield self._attack("update", place, received.get(place))

    def on_global(self, arrays: ArrayRecord) -> Iterator[Attacked]:
        """Attack the averaged model, with each hospital's images in turn."""
        for place in self.places:
            yield self._attack("global", place, arrays)

    @property
    def places(self) -> range:
        """Of the hospitals whose models are attacked."""
        return range(min(MAX_HOSPITALS, len(self._population.config.hospitals)))

    def _attack(self, target: str, place: int, arrays: ArrayRecord | None) -> Attacked:
        name = self._population.config.hospital_names[place]
        if not takes_part(self._population.config.hospitals[place]):
            return Attacked(target, name, Problem.of("took-no-part"))
        if arrays is None:
            return Attacked(target, name, Problem.of("no-update"))
        cheat = adversary_of(self._population.config.hospitals[place].adversary)
        if cheat.poison or cheat.collude:
            return Attacked(target, name, Problem.of("not-its-images"))
        try:
            members, non_members = choose_examples(self._population, place, self._population.config.seed)
            return _evaluate(target, name, self._load(arrays), members, non_members)
        except FedsimError as error:  # the run is none the worse for it
            return Attacked(target, name, Problem.of_error(error))

    def _load(self, arrays: ArrayRecord) -> nn.Module:
        model = self._population.model()
        model.load_state_dict(arrays.to_torch_state_dict())
        return model


def _evaluate(target: str, name: str, model: nn.Module, members: Batches, non_members: Batches) -> Attacked:
    right = [evaluate(model, data).accuracy(data.labels) for data in (members, non_members)]
    curve = dataclasses.asdict(attack(model, members, non_members))
    return Attacked(target, name, **curve, accuracy_on_members=right[0], accuracy_on_non_members=right[1])
