"""The shared model at hospitals that never take part: as it comes, and after a little training on their own images.

What is trained is a copy, with generators of its own: the federation is the same to the last bit without it.
"""

import copy
from collections.abc import Callable
from dataclasses import replace

from torch import nn

from fedsim.errors import Problem
from fedsim.events import Newcomer
from fedsim.hospitals.population import Population
from fedsim.seeds import seed_for
from fedsim.settings.presence import newcomers
from fedsim.training.local import DivergedError, evaluate, torch_rng, train_local
from fedsim.training.metrics import accuracy_on


def try_there(
    population: Population, model: nn.Module, server_round: int, go_on: Callable[[], object]
) -> tuple[Newcomer, ...]:
    """Try the model of a round at each of them.

    Args:
        population: the run.
        model: with the round's weights; it stays as it is.
        server_round: 0 is before training.
        go_on: called after each batch; may raise to stop.

    Raises:
        DivergedError: the answers of the model as it comes are not finite.
    """
    return tuple(
        _try(population, place, model, server_round, go_on) for place in newcomers(population.config.hospitals)
    )


def _try(
    population: Population, place: int, model: nn.Module, server_round: int, go_on: Callable[[], object]
) -> Newcomer:
    epochs, classes = _epochs(population, place), population.classes_of(place)
    test = population.test_at(place)
    came = evaluate(model, test, go_on)
    found = Newcomer(
        name=population.config.hospital_names[place],
        num_examples=population.sizes[place],
        tuning_epochs=epochs,
        accuracy=came.accuracy(test.labels),
        accuracy_on_own_classes=accuracy_on(came.confusion_matrix(test.labels), classes),
    )
    if not epochs:
        return found
    try:
        tuned = _tuned(population, place, model, server_round, go_on)
        after = evaluate(tuned, test, go_on)
    except DivergedError as error:
        return replace(found, error=Problem.of_error(error))
    return replace(
        found,
        tuned_accuracy=after.accuracy(test.labels),
        tuned_accuracy_on_own_classes=accuracy_on(after.confusion_matrix(test.labels), classes),
    )


def _epochs(population: Population, place: int) -> int:
    return getattr(population.config.hospitals[place].presence, "tuning_epochs", 0)


def _tuned(
    population: Population, place: int, model: nn.Module, server_round: int, go_on: Callable[[], object]
) -> nn.Module:
    config, own = population.config, copy.deepcopy(model)

    def on_batch(done: int, total: int) -> None:
        go_on()

    train_local(
        own,
        population.shard(place),
        generator=torch_rng(seed_for(config.seed, "newcomer", server_round, place)),
        epochs=_epochs(population, place),
        batch_size=config.batch_size,
        lr=config.lr,
        optimizer=config.optimizer,
        on_batch=on_batch,
    )
    return own
