"""Training in which the server makes one update of every single step, as the papers on robust rules do.

The product's engine evaluates each hospital's model on all test images in every round; here that is left out, since
there are thousands of rounds of one batch. The rest is the product's: partitions, adversaries, the model, a hospital's
step, the strategies' rules and what mixes before them. tests/test_truth.py holds it to the engine.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from fedsim.hospitals.adversaries.base import Adversary, Arrays, Known
from fedsim.seeds import numpy_rng, seed_for
from fedsim.training.local import Batches, torch_rng, train_local

Rule = Callable[[int, np.ndarray], np.ndarray]
"""Given (the round, (n, d) float64 updates), it gives one, (d,)."""


@dataclass(frozen=True)
class Worker:
    """A hospital that makes one step at a time.

    Attributes:
        images: what it trains on.
        adversary: how it cheats; an honest one does nothing.
    """

    images: Batches
    adversary: Adversary

    @property
    def honest(self) -> bool:
        return self.adversary.setting.kind == "honest"


class Stream:
    """A worker's batches, shuffled anew once so many are drawn; what is left of its images waits for the next time.

    Args:
        images: the worker's.
        batch_size: images a step; all are of this size.
        most: batches between two shuffles, fewer where the images do not last so long.
        seed: of the run.
        place: the worker's.
    """

    def __init__(self, images: Batches, batch_size: int, most: int, seed: int, place: int) -> None:
        self._images, self._size, self._seed, self._place = images, batch_size, seed, place
        self._most, self._drawn = max(1, min(most, len(images) // batch_size)), 0
        self._order = torch.empty(0)

    def __next__(self) -> Batches:
        epoch, at = divmod(self._drawn, self._most)
        if at == 0:
            generator = torch_rng(seed_for(self._seed, "batches", epoch, self._place))
            self._order = torch.randperm(len(self._images), generator=generator)
        self._drawn += 1
        return self._images.select(self._order[at * self._size : (at + 1) * self._size].numpy())


def train(
    model: nn.Module,
    workers: Sequence[Worker],
    rule: Rule,
    *,
    rounds: int,
    lr: float,
    batch_size: int,
    most: int,
    seed: int,
) -> Iterator[int]:
    """Train a model in place, one step of every worker a round.

    Args:
        model: without statistics: all that it holds is learned.
        workers: those that cheat come last.
        rule: makes one update of all.
        rounds: how many.
        lr: of plain gradient descent.
        batch_size: images a step.
        most: see `Stream`.
        seed: of the run.

    Yields:
        The round that is over, from 1.
    """
    names = [name for name, _ in model.named_parameters()]
    streams = [Stream(worker.images, batch_size, most, seed, place) for place, worker in enumerate(workers)]
    own, generator = copy.deepcopy(model), torch_rng(0)
    for round in range(1, rounds + 1):
        received = _arrays(model)
        sent: list[Arrays] = []
        for place, worker in enumerate(workers):
            own.load_state_dict(model.state_dict())
            batch = next(streams[place])
            train_local(own, batch, generator=generator, batch_size=len(batch), lr=lr, optimizer="sgd")
            trained: Arrays = _arrays(own)
            if worker.adversary.send:
                trained = worker.adversary.send(received, trained, names, numpy_rng(seed, "cheat", round, place))
            sent.append(trained)
        _collude(workers, sent, received, names, numpy_rng(seed, "collude", round))
        updates = np.stack([_flat(arrays, names) - _flat(received, names) for arrays in sent])
        _move(model, rule(round, updates))
        yield round


def _collude(
    workers: Sequence[Worker], sent: list[Arrays], received: Arrays, names: Sequence[str], rng: np.random.Generator
) -> None:
    """Put what those that collude send in the place of what they would have sent; all of them do it alike."""
    cheats = [place for place, worker in enumerate(workers) if not worker.honest]
    if not cheats or (collude := workers[cheats[0]].adversary.collude) is None:
        return
    honest = {place: sent[place] for place, worker in enumerate(workers) if worker.honest}
    made = collude(Known(received, honest, names, len(workers), len(cheats)), rng)
    for place in cheats:
        sent[place] = {**sent[place], **made}


def _arrays(model: nn.Module) -> dict[str, np.ndarray]:
    return {name: weights.detach().numpy().copy() for name, weights in model.named_parameters()}


def _flat(arrays: Arrays, names: Sequence[str]) -> np.ndarray:
    return np.concatenate([arrays[name].ravel() for name in names]).astype(np.float64)


@torch.no_grad()
def _move(model: nn.Module, update: np.ndarray) -> None:
    """Add an update to the weights."""
    start = 0
    for weights in model.parameters():
        part = torch.from_numpy(update[start : start + weights.numel()].reshape(weights.shape))
        weights.copy_((weights.double() + part).float())
        start += weights.numel()
