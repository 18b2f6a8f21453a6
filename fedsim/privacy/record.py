"""DP-SGD inside a hospital: each image's gradient is clipped, and noise is added to their sum, in every step.

Abadi et al. 2016 (arXiv:1607.00133), with Opacus's per-example gradients and optimiser (Yousefpour et al. 2021,
arXiv:2109.12298). Batches are drawn by Poisson sampling, as the accounting assumes: every image is in each with the
same chance, independently.
"""

import warnings
from collections.abc import Callable

import torch
from opacus import GradSampleModule
from opacus.optimizers import DPOptimizer
from torch import nn
from torch.nn import functional as F
from torch.utils.hooks import RemovableHandle

from fedsim.privacy.accounting import steps_per_epoch
from fedsim.training.local import OPTIMIZERS, Adjust, Batches, DivergedError, normalise

warnings.filterwarnings("ignore", message="Full backward hook is firing")  # images want no gradient
warnings.filterwarnings("ignore", message="grad and param do not obey the gradient layout contract")

MAX_GRADIENT_NUMBERS = 50_000_000
"""At most this many numbers of per-example gradients at once (200 MB): larger batches are worked off in parts."""


def train_record_level(
    model: nn.Module,
    data: Batches,
    *,
    generator: torch.Generator,
    noise_generator: torch.Generator,
    noise_multiplier: float,
    clip_norm: float,
    epochs: int = 1,
    batch_size: int = 64,
    lr: float = 1e-3,
    optimizer: str = "adam",
    on_batch: Callable[[int, int], None] = lambda done, total: None,
    adjust: Adjust | None = None,
) -> None:
    """Train a model in place with DP-Adam or DP-SGD, from a fresh optimiser; the rest is as in `train_local`.

    Args:
        model: with neither BatchNorm nor in-place operations (`build_model(private=True)`).
        data: n images; each is in a batch with the chance min(1, batch_size / n).
        generator: draws the batches.
        noise_generator: draws the noise, on the model's device.
        noise_multiplier: standard deviation of the noise on the summed gradients, in units of `clip_norm`.
        clip_norm: no example's gradient is longer than this (L2).
        adjust: what a federated strategy does to every step's noisy gradient, from nothing but what was released.

    Raises:
        DivergedError: the loss is not finite.
    """
    hooks = _plain_layout(model)
    wrapped = GradSampleModule(model, loss_reduction="sum")
    steps = DPOptimizer(
        OPTIMIZERS[optimizer](model.parameters(), lr=lr),
        noise_multiplier=noise_multiplier,
        max_grad_norm=clip_norm,
        expected_batch_size=min(batch_size, len(data)),
        generator=noise_generator,
    )
    if adjust:
        steps.attach_step_hook(lambda _: adjust(model))
    wrapped.train()
    total = epochs * steps_per_epoch(len(data), batch_size)
    part = max(1, MAX_GRADIENT_NUMBERS // sum(parameter.numel() for parameter in model.parameters()))
    try:
        for step in range(total):
            chosen = torch.rand(len(data), generator=generator) < batch_size / len(data)
            _step(wrapped, steps, data, chosen.nonzero().flatten().to(data.labels.device), part)
            on_batch(step + 1, total)
    finally:
        wrapped.to_standard_module()
        for hook in hooks:
            hook.remove()


def _step(model: GradSampleModule, optimizer: DPOptimizer, data: Batches, batch: torch.Tensor, part: int) -> None:
    """One noisy step on a batch, whose gradients are summed up part by part. An empty batch is noise alone."""
    parts = batch.split(part)
    optimizer.zero_grad()
    for index, some in enumerate(parts):
        if len(some) == 0:
            for parameter in optimizer.params:
                parameter.grad_sample = parameter.new_zeros((0, *parameter.shape))
        else:
            loss = F.cross_entropy(model(normalise(data.images[some])), data.labels[some], reduction="sum")
            if not torch.isfinite(loss):
                raise DivergedError("diverged", loss=loss.item())
            loss.backward()
        optimizer.signal_skip_step(index < len(parts) - 1)
        optimizer.step()
        optimizer.zero_grad()


def _plain_layout(model: nn.Module) -> list[RemovableHandle]:
    """Lay out every convolution's input contiguously: Opacus 1.6 silently reads any other layout in the wrong order."""
    return [
        module.register_forward_pre_hook(lambda module, inputs: tuple(each.contiguous() for each in inputs))
        for module in model.modules()
        if isinstance(module, nn.Conv2d)
    ]
