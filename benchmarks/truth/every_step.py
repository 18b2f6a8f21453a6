"""Training in which the server makes one update of every single step, as the papers on robust rules do.

The product's engine sends messages and evaluates hospitals' models in every round; with thousands of rounds of one
batch that is most of the work. Here all hospitals' gradients are taken at once. The rest is the product's: partitions,
adversaries, the model, the strategies' rules and what mixes before them. tests/test_truth.py holds it to the engine.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.func import functional_call, grad, vmap
from torch.nn import functional as F

from fedsim.hospitals.adversaries.base import Adversary, Arrays, Known
from fedsim.seeds import numpy_rng, seed_for
from fedsim.training.local import Batches, DivergedError, normalise, torch_rng

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


@dataclass(frozen=True)
class Pace:
    """How a training goes.

    Attributes:
        rounds: how many.
        lr: of plain gradient descent.
        batch_size: images a step.
        most: see `Stream`.
        seed: of the run.
    """

    rounds: int
    lr: float
    batch_size: int
    most: int
    seed: int


class Stream:
    """Which images a worker's batches have; shuffled anew once so many are drawn, or once the images are used up.

    Args:
        number: of the worker's images.
        batch_size: images a step; all are of this size.
        most: batches between two shuffles.
        seed: of the run.
        place: the worker's.
    """

    def __init__(self, number: int, batch_size: int, most: int, seed: int, place: int) -> None:
        self._number, self._size, self._seed, self._place = number, batch_size, seed, place
        self._most, self._drawn = max(1, min(most, number // batch_size)), 0
        self._order = torch.empty(0)

    def __next__(self) -> torch.Tensor:
        epoch, at = divmod(self._drawn, self._most)
        if at == 0:
            generator = torch_rng(seed_for(self._seed, "batches", epoch, self._place))
            self._order = torch.randperm(self._number, generator=generator)
        self._drawn += 1
        return self._order[at * self._size : (at + 1) * self._size]


def train(model: nn.Module, workers: Sequence[Worker], rule: Rule, pace: Pace) -> Iterator[int]:
    """Train a model in place, one step of every worker a round.

    Args:
        model: without statistics: all that it holds is learned.
        workers: of one device, the model's; those that cheat do it alike.
        rule: makes one update of all.
        pace: how long, and by what steps.

    Yields:
        The round that is over, from 1.

    Raises:
        DivergedError: an update is not finite.
    """
    shapes = {name: weights.shape for name, weights in model.named_parameters()}
    flat = torch.cat([weights.detach().flatten() for weights in model.parameters()])
    draw = _drawing(workers, pace)
    for round in range(1, pace.rounds + 1):
        gradients = _gradients(model, _named(flat, shapes), *draw())
        trained = (flat - pace.lr * torch.cat([gradients[name].flatten(1) for name in shapes], dim=1)).cpu().numpy()
        received = flat.cpu().numpy()
        sent = _cheat(workers, received, trained, shapes, round, pace.seed)
        updates = sent.astype(np.float64) - received
        if not np.isfinite(updates).all():
            raise DivergedError("not-finite")
        flat = torch.from_numpy((received + rule(round, updates)).astype(np.float32)).to(flat.device)
        model.load_state_dict(_named(flat, shapes))
        yield round


def _drawing(workers: Sequence[Worker], pace: Pace) -> Callable[[], tuple[torch.Tensor, torch.Tensor]]:
    """Draws a batch of each worker: (n, b, c, h, w) uint8 images and (n, b) labels."""
    images = torch.cat([worker.images.images for worker in workers])
    labels = torch.cat([worker.images.labels for worker in workers])
    starts = np.cumsum([0, *(len(worker.images) for worker in workers)])
    streams = [
        Stream(len(worker.images), pace.batch_size, pace.most, pace.seed, place) for place, worker in enumerate(workers)
    ]

    def draw() -> tuple[torch.Tensor, torch.Tensor]:
        rows = torch.stack([next(stream) + int(start) for stream, start in zip(streams, starts, strict=False)])
        rows = rows.to(images.device)
        return images[rows], labels[rows]

    return draw


def _gradients(
    model: nn.Module, weights: dict[str, torch.Tensor], images: torch.Tensor, labels: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Each worker's, of its mean loss: arrays with a row a worker."""

    def loss(weights: dict[str, torch.Tensor], images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(functional_call(model, weights, (normalise(images),)), labels)

    return vmap(grad(loss), in_dims=(None, 0, 0))(weights, images, labels)


def _cheat(
    workers: Sequence[Worker], received: np.ndarray, trained: np.ndarray, shapes: dict[str, torch.Size], round: int,
    seed: int,
) -> np.ndarray:  # fmt: skip
    """What the workers send: (n, d) float32."""
    cheats = [place for place, worker in enumerate(workers) if not worker.honest]
    if not cheats:
        return trained
    names, before = list(shapes), _arrays(received, shapes)
    adversary = workers[cheats[0]].adversary
    for place in cheats if adversary.send else ():
        rng = numpy_rng(seed, "cheat", round, place)
        trained[place] = _flat(adversary.send(before, _arrays(trained[place], shapes), names, rng), names)
    if adversary.collude:
        honest = {place: _arrays(trained[place], shapes) for place, worker in enumerate(workers) if worker.honest}
        known = Known(before, honest, names, len(workers), len(cheats))
        trained[cheats] = _flat(adversary.collude(known, numpy_rng(seed, "collude", round)), names)
    return trained


def _named(flat: torch.Tensor, shapes: dict[str, torch.Size]) -> dict[str, torch.Tensor]:
    parts = flat.split([shape.numel() for shape in shapes.values()])
    return {name: part.view(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}


def _arrays(flat: np.ndarray, shapes: dict[str, torch.Size]) -> dict[str, np.ndarray]:
    return {name: part.numpy() for name, part in _named(torch.from_numpy(flat), shapes).items()}


def _flat(arrays: Arrays, names: Sequence[str]) -> np.ndarray:
    return np.concatenate([arrays[name].ravel() for name in names])
