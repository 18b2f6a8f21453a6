"""Local training and evaluation: plain PyTorch on tensors in memory. No Flower, no Streamlit."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from fedsim.errors import FedsimError
from fedsim.events import Matrix
from fedsim.training.metrics import count_confusion

Adjust = Callable[[nn.Module], None]
"""Changes a model's gradients in place, after the backward pass and before the optimiser's step."""
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
"""Adam (Kingma and Ba 2015, arXiv:1412.6980), and plain stochastic gradient descent without momentum."""
EVAL_BATCH_SIZE = 250
CHECK_EVERY = 50
"""Steps between two looks at the losses: each look waits for the device."""
MAX_OWN_EXAMPLES = 500
"""A hospital's train loss and accuracy are measured, after training, on at most this many of its images."""


class DivergedError(FedsimError):
    """The loss, or what a model says, became NaN or infinite."""


@dataclass(frozen=True)
class Batches:
    """Images and labels as tensors, ready to train on.

    Attributes:
        images: (n, c, h, w) uint8.
        labels: (n,) int64.
    """

    images: torch.Tensor
    labels: torch.Tensor

    @classmethod
    def from_numpy(cls, images: np.ndarray, labels: np.ndarray) -> "Batches":
        """Take (n, h, w) or (n, h, w, 3) uint8 images and (n,) integer labels."""
        tensor = torch.from_numpy(np.ascontiguousarray(images))
        tensor = tensor.unsqueeze(1) if tensor.ndim == 3 else tensor.permute(0, 3, 1, 2)
        return cls(tensor.contiguous(), torch.from_numpy(np.ascontiguousarray(labels, dtype=np.int64)))

    def __len__(self) -> int:
        return len(self.labels)

    def select(self, indices: np.ndarray) -> "Batches":
        chosen = torch.from_numpy(np.asarray(indices, dtype=np.int64))
        return Batches(self.images[chosen], self.labels[chosen])

    def thin_out(self, number: int) -> "Batches":
        """At most this many, evenly spread."""
        return self.select(np.linspace(0, len(self) - 1, min(number, len(self)), dtype=np.int64))

    def to(self, device: str) -> "Batches":
        return Batches(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True)
class Evaluation:
    """A model's answers on a set of images, in eval mode.

    Attributes:
        loss: mean cross-entropy per example, nats.
        probabilities: (n, k) float32, rows sum to 1.
    """

    loss: float
    probabilities: np.ndarray

    def accuracy(self, labels: torch.Tensor) -> float:
        """Share of (n,) true labels that the most probable class meets."""
        return float(np.mean(self.probabilities.argmax(axis=1) == labels.cpu().numpy()))

    def confusion_matrix(self, labels: torch.Tensor) -> Matrix:
        """Of (n,) true labels over all k classes; see `metrics.count_confusion`."""
        answers = self.probabilities.argmax(axis=1)
        return count_confusion(labels.cpu().numpy(), answers, self.probabilities.shape[1])


def normalise(images: torch.Tensor) -> torch.Tensor:
    """uint8 [0, 255] -> float32 [-1, 1], as MedMNIST's own examples do."""
    return images.float().div_(127.5).sub_(1.0)


def train_local(
    model: nn.Module,
    data: Batches,
    *,
    generator: torch.Generator,
    epochs: int = 1,
    batch_size: int = 64,
    lr: float = 1e-3,
    optimizer: str = "adam",
    on_batch: Callable[[int, int], None] = lambda done, total: None,
    on_epoch: Callable[[int], None] = lambda epoch: None,
    adjust: Adjust | None = None,
) -> None:
    """Train a model in place with cross-entropy, from a fresh optimiser.

    Args:
        model: on the same device as the data.
        data: this hospital's images; a last, smaller batch is used too, as in `split_order`.
        generator: shuffles the data; the same state gives the same batches.
        epochs: passes over the data, >= 0.
        batch_size: images a step.
        lr: the learning rate.
        optimizer: a key of `OPTIMIZERS`.
        on_batch: told (batches done, batches in all) after each step; may raise to stop the training.
        on_epoch: told the epoch that is done, from 1; may use the model, also in eval mode.
        adjust: what a federated strategy does to every step's gradients; None leaves them alone.

    Raises:
        DivergedError: the loss is not finite; the step is named, though up to `CHECK_EVERY` more may have been made.
    """
    steps = OPTIMIZERS[optimizer](model.parameters(), lr=lr, fused=True)
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(data), generator=generator).to(data.labels.device)
        batches = split_order(order, batch_size)
        losses: list[torch.Tensor] = []
        for index, batch in enumerate(batches):
            loss = F.cross_entropy(model(normalise(data.images[batch])), data.labels[batch])
            losses.append(loss.detach())
            steps.zero_grad()
            loss.backward()
            if adjust:
                adjust(model)
            steps.step()
            if len(losses) % CHECK_EVERY == 0 or len(losses) == len(batches):
                _check_finite(losses, epoch)
            on_batch(epoch * len(batches) + index + 1, epochs * len(batches))
        on_epoch(epoch + 1)


def _check_finite(losses: list[torch.Tensor], epoch: int) -> None:
    """Look at an epoch's losses since the last look.

    Raises:
        DivergedError: one of them is not finite.
    """
    start = (len(losses) - 1) // CHECK_EVERY * CHECK_EVERY
    values = torch.stack(losses[start:]).tolist()
    for step, value in enumerate(values, start + 1):
        if not math.isfinite(value):
            raise DivergedError("diverged-at", loss=value, epoch=epoch + 1, step=step)


def split_order(order: torch.Tensor, batch_size: int) -> list[torch.Tensor]:
    """Split (n,) indices into batches; a single one that is left over joins the batch before: BatchNorm needs two."""
    batches = list(order.split(batch_size))
    if batch_size > 1 and len(batches) > 1 and len(batches[-1]) == 1:
        batches[-2:] = [torch.cat(batches[-2:])]
    return batches


@torch.inference_mode()
def evaluate(model: nn.Module, data: Batches, on_batch: Callable[[], object] = lambda: None) -> Evaluation:
    """Run a model over a set once, in eval mode.

    Args:
        model: on the same device as the data.
        data: n >= 1 images.
        on_batch: called after each batch; may raise to stop.

    Raises:
        DivergedError: what it says is not finite, and cannot be measured.
    """
    model.eval()
    logits = []
    for batch in data.images.split(EVAL_BATCH_SIZE):
        logits.append(model(normalise(batch)))
        on_batch()
    scores = torch.cat(logits)
    loss = F.cross_entropy(scores, data.labels).item()
    if not math.isfinite(loss) or not bool(scores.isfinite().all()):
        raise DivergedError("not-finite")
    return Evaluation(loss, scores.softmax(dim=1).cpu().numpy())


def torch_rng(seed: int) -> torch.Generator:
    """A generator on the CPU, where the data are shuffled."""
    return torch.Generator().manual_seed(seed)


def pick_device(choice: str = "auto") -> str:
    """The device to train on: the choice itself, or for "auto" cuda, else mps, else cpu.

    Raises:
        FedsimError: the device is not there.
    """
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if choice == "auto":
        return next(name for name, there in available.items() if there)
    if not available.get(choice, False):
        there = [name for name, is_there in available.items() if is_there]
        raise FedsimError("no-such-device", device=choice, devices=there)
    return choice
