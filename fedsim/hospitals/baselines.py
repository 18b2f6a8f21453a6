"""What a federation is compared with: each hospital alone, and one model on all their images. Plain PyTorch.

Alone, a hospital trains for as many epochs as it would see in the federation. Pooled, one model trains for as many
epochs on all hospitals' images in one place, each image once: the bound that privacy forbids. Both start from the
federation's initial weights and are evaluated on the same test set (or, beside own models of hospitals with different
scanners, on what their own scanner makes of it), so after one epoch a hospital alone has the very
weights that it would send in round 1. Later they part: alone, Adam keeps its moments; in the federation each round
starts a fresh one.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

import numpy as np
import torch
from torch import nn

from fedsim.errors import FedsimError, Problem, RunStopped
from fedsim.events import (
    Answers,
    BaselineEpoch,
    BaselineFinished,
    BaselineProgress,
    Emit,
    Epoch,
    Pace,
    ShouldStop,
)
from fedsim.hospitals.identity import NUM_THREADS, digest_of_images, identity
from fedsim.hospitals.population import Population
from fedsim.seeds import seed_for
from fedsim.settings import sameness
from fedsim.settings.alike import sample_places
from fedsim.settings.presence import takes_part
from fedsim.settings.strategy import by_scanner
from fedsim.training.local import (
    MAX_OWN_EXAMPLES,
    Batches,
    DivergedError,
    Evaluation,
    evaluate,
    torch_rng,
    train_local,
)
from fedsim.training.metrics import accuracy_on, measure, measure_mean

logger = logging.getLogger(__name__)
Weights = Mapping[str, np.ndarray]
"""A model's arrays by their names, statistics included."""


class Cache(Protocol):
    """Keeps finished baselines with their (n, k) test probabilities, and their weights by name, by `cache_key`;
    processes take turns at one."""

    def baseline(self, key: str) -> tuple[BaselineFinished, np.ndarray] | None: ...

    def keep_baseline(
        self, key: str, finished: BaselineFinished, probabilities: np.ndarray, weights: Weights
    ) -> None: ...

    def only_one(self, key: str, should_stop: ShouldStop) -> AbstractContextManager[ShouldStop]: ...


def train_baselines(population: Population, emit: Emit, should_stop: ShouldStop, cache: Cache | None = None) -> None:
    """Train and evaluate every hospital alone, in order, then the pooled model; of many hospitals a sample alone.

    What the cache has is not trained again. One that fails does not end the others.

    Raises:
        RunStopped: `should_stop` said so, which is asked ten times a second.
        FedsimError: some failed; the message names each, and all others are finished.
    """
    torch.set_num_threads(NUM_THREADS)
    failures = []
    names = population.config.hospital_names
    for place in (*sample_places(population.config), None):
        name = None if place is None else names[place]
        shard, place = (population.pooled, 0) if place is None else (population.shard(place), place)
        try:
            _find_or_train(population, name, shard, place, emit, should_stop, cache)
        except RunStopped:
            raise
        except Exception as error:
            failures.append(_why(name, error, population.config.lr))
    if failures:
        raise FedsimError(*failures)


def _why(hospital: str | None, error: Exception, lr: float) -> Problem:
    """Why a baseline failed, and whose it was."""
    if isinstance(error, DivergedError):
        return Problem.of("baseline-diverged", hospital=hospital, why=error, lr=lr)
    if isinstance(error, FedsimError):
        return Problem.of("baseline-failed", hospital=hospital, why=error)
    logger.error("the baseline of %s failed", hospital or "all", exc_info=error)
    return Problem.of("baseline-failed-oddly", hospital=hospital, kind=type(error).__name__, words=error)


def cache_key(
    population: Population,
    shard: Batches,
    place: int,
    tests: Sequence[Batches] = (),
    marked: Sequence[int] = (),
) -> str:
    """Names a baseline by exactly what its numbers depend on: the images, the settings, and its `identity`.

    Not on names, rounds, privacy noise or what other hospitals hold, unless the images of this one change with them.

    Args:
        population: the run.
        shard: the images that the baseline trains on.
        place: whose order of batches it follows.
        tests: what it is evaluated on; none is the data set's test images.
        marked: the diseases of whose marks it is measured whether it reads them.
    """
    made = {
        "images": [
            _digest(shard),
            _digest(population.validation(shard)),
            *map(_digest, tests or (population.test,)),
            population.dataset.num_classes,
        ],
        "settings": sameness.baselines(population.config).to_dict(),
        "place": place,
        "marked": [population.dataset.classes[cls] for cls in marked],
        "made_by": identity(population.device),
    }
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def fit(
    population: Population,
    shard: Batches,
    place: int,
    on_batch: Callable[[int, int], None] = lambda done, total: None,
    on_epoch: Callable[[nn.Module, int], None] = lambda model, epoch: None,
) -> nn.Module:
    """Train the run's initial model on some images only, with the batches that the hospital at `place` has in round 1.

    Raises:
        DivergedError: the loss is not finite.
    """
    config, model = population.config, population.model()
    train_local(
        model,
        shard,
        epochs=config.num_baseline_epochs,
        batch_size=config.batch_size,
        lr=config.lr,
        optimizer=config.optimizer,
        generator=torch_rng(seed_for(config.seed, "batches", 1, place)),
        on_batch=on_batch,
        on_epoch=lambda epoch: on_epoch(model, epoch),
    )
    return model


def _find_or_train(
    population: Population,
    hospital: str | None,
    shard: Batches,
    place: int,
    emit: Emit,
    stop: ShouldStop,
    cache: Cache | None,
) -> None:
    own = None if hospital is None else place
    tests, marked = population.judged_on(own), population.marked_diseases(own)
    there = None if hospital is None or takes_part(population.config.hospitals[place]) else population.test_at(place)
    if cache:
        key = cache_key(population, shard, place, (*tests, there) if there else tests, marked)
        with cache.only_one(key, stop) as stop:
            if known := _cached(cache, key, population, hospital):
                finished, probabilities = known
            else:
                finished, probabilities, model = _train(population, hospital, shard, place, tests, there, emit, stop)
                finished = replace(finished, key=key)
                cache.keep_baseline(key, finished, probabilities, weights_of(model))
    else:
        finished, probabilities, _ = _train(population, hospital, shard, place, tests, there, emit, stop)
    emit(Answers("pooled" if hospital is None else "alone", hospital, probabilities))
    emit(finished)


def _cached(
    cache: Cache, key: str, population: Population, hospital: str | None
) -> tuple[BaselineFinished, np.ndarray] | None:
    """One that was trained before, perhaps for a run whose numbers are on test images of another kind."""
    if not (known := cache.baseline(key)):
        return None
    finished = replace(known[0], hospital=hospital, cached=True, evaluated_on=_evaluated_on(population), key=key)
    return finished, known[1]


def weights_of(model: nn.Module) -> Weights:
    """A model's arrays as they are now."""
    return {name: values.detach().cpu().numpy() for name, values in model.state_dict().items()}


def _evaluated_on(population: Population) -> str:
    return "scanner" if by_scanner(population.config) else "test"


def _train(
    population: Population,
    hospital: str | None,
    shard: Batches,
    place: int,
    tests: Sequence[Batches],
    there: Batches | None,
    emit: Emit,
    should_stop: ShouldStop,
) -> tuple[BaselineFinished, np.ndarray, nn.Module]:
    """There is what the scanner of a hospital takes that is to be told of by itself."""
    own, validation, labels = shard.thin_out(MAX_OWN_EXAMPLES), population.validation(shard), population.test.labels
    pace, epochs, evaluated = Pace(), list[Epoch](), list[Evaluation]()
    distinct = {id(test): test for test in tests}

    def is_due() -> bool:
        """Whether to tell how far it is; a stop that was asked for ends the training here."""
        due = pace.due()
        if due and should_stop():
            raise RunStopped("stopped")
        return due

    def on_batch(done: int, total: int) -> None:
        if is_due():
            emit(BaselineProgress(hospital, done, total))

    def on_own(model: nn.Module) -> tuple[float | None, float | None]:
        """On all classes, and on those that the hospital has."""
        if there is None:
            return None, None
        answers = evaluate(model, there, is_due)
        matrix = answers.confusion_matrix(there.labels)
        return answers.accuracy(there.labels), accuracy_on(matrix, shard.labels.unique().tolist())

    def on_epoch(model: nn.Module, epoch: int) -> None:
        answers = {key: evaluate(model, test, is_due) for key, test in distinct.items()}
        evaluated[:] = [answers[id(test)] for test in tests]
        val_accuracy = evaluate(model, validation).accuracy(validation.labels) if len(validation) else None
        train_accuracy = evaluate(model, own).accuracy(own.labels)
        accuracy = float(np.mean([each.accuracy(labels) for each in evaluated]))
        epochs.append(Epoch(epoch, train_accuracy, val_accuracy, accuracy, *on_own(model)))
        emit(BaselineEpoch(hospital, epochs[-1]))

    started = time.perf_counter()
    model = fit(population, shard, place, on_batch, on_epoch)
    without = None if by_scanner(population.config) else epochs[-1].accuracy  # on the data set's own test images
    shortcut = population.shortcut_of(model, None if hospital is None else place, is_due, without)
    metrics = measure_mean([measure(labels.cpu().numpy(), each.probabilities) for each in evaluated])
    finished = BaselineFinished(
        hospital,
        len(shard),
        tuple(epochs),
        time.perf_counter() - started,
        cached=False,
        loss=float(np.mean([each.loss for each in evaluated])),
        **vars(metrics),
        evaluated_on=_evaluated_on(population),
        shortcut=shortcut,
    )
    return finished, evaluated[0].probabilities, model


def _digest(data: Batches) -> str:
    return digest_of_images(data.images.cpu().numpy(), data.labels.cpu().numpy())
