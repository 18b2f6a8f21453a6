"""Where a model looks: what it says when a square of the image is covered, square by square.

The method is occlusion (Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2): a square of the image's mean grey slides
over it, and what the model loses by it shows what it went by. What it loses is measured as the weight of evidence
(Robnik-Sikonja and Kononenko 2008; Zintgraf et al. 2017, arXiv:1702.04595): by how much the log odds of a class fall,
in bits. A probability would not do: a model that is all but certain loses none of it, wherever it looked.

Captum has the same (`captum.attr.Occlusion`). It is not used: it asks the model once a square instead of once for all,
and measures the logit, which is no evidence for one class against the others; what is left are the lines below.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from fedsim.training.local import EVAL_BATCH_SIZE, Batches, evaluate, normalise

SIDES = 5
"""An image's shorter side is so many squares long."""
STEPS = 3
"""A square moves on by one part in so many of its side."""


@dataclass(frozen=True, eq=False)
class Look:
    """What covering a square does to one image, for every place of the square.

    Attributes:
        side: the square's, px.
        tops: (rows,) its upper edges, px.
        lefts: (columns,) its left edges, px.
        probabilities: (rows, columns, k) float32: what the model says then.
        evidence: (rows, columns, k) float32: by how many bits the log odds of each class fall; below 0 they rise.
    """

    side: int
    tops: tuple[int, ...]
    lefts: tuple[int, ...]
    probabilities: np.ndarray
    evidence: np.ndarray


def answer(model: nn.Module, image: np.ndarray) -> np.ndarray:
    """(k,) float32, what a model on the CPU says to (h, w) or (h, w, 3) uint8.

    Raises:
        DivergedError: it is not finite.
    """
    return evaluate(model, Batches.from_numpy(image[None], np.zeros(1, np.int64))).probabilities[0]


@torch.inference_mode()
def look(model: nn.Module, image: np.ndarray) -> Look:
    """Cover an image square by square.

    Args:
        model: on the CPU.
        image: (h, w) or (h, w, 3) uint8.
    """
    whole = Batches.from_numpy(image[None], np.zeros(1, np.int64)).images
    side = max(1, min(whole.shape[2:]) // SIDES)
    tops, lefts = (_edges(length, side) for length in whole.shape[2:])
    grey = whole.float().mean(dim=(2, 3), keepdim=True).round().to(torch.uint8)
    covered = whole.repeat(len(tops) * len(lefts), 1, 1, 1)
    for number, (top, left) in enumerate((top, left) for top in tops for left in lefts):
        covered[number, :, top : top + side, left : left + side] = grey[0]
    model.eval()
    batches = [whole, *covered.split(EVAL_BATCH_SIZE)]
    odds = torch.cat([_log_odds(model(normalise(batch))) for batch in batches]).numpy()
    shape = (len(tops), len(lefts), -1)
    evidence = ((odds[:1] - odds[1:]) / math.log(2)).reshape(shape)
    return Look(side, tops, lefts, _probabilities(odds[1:]).reshape(shape), evidence.astype(np.float32))


def _edges(length: int, side: int) -> tuple[int, ...]:
    """Where squares begin that cover all of a length, evenly spread."""
    number = -(-(length - side) // max(1, side // STEPS)) + 1
    return tuple(np.linspace(0, length - side, number).round().astype(int).tolist())


def _log_odds(logits: torch.Tensor) -> torch.Tensor:
    """(n, k) float64: of each class against all others, nats; exact also where a probability rounds to 1."""
    logits = logits.double()
    others = logits[:, None, :].expand(-1, logits.shape[1], -1).clone()
    others.diagonal(dim1=1, dim2=2).fill_(-math.inf)
    return logits - others.logsumexp(dim=2)


def _probabilities(odds: np.ndarray) -> np.ndarray:
    return (1 / (1 + np.exp(-odds))).astype(np.float32)
