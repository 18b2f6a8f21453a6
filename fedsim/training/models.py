"""The models, by name: plain `nn.Module`s that take (n, c, h, w) float images and give (n, k) logits."""

import threading
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from fedsim.errors import FedsimError

_INIT_LOCK = threading.Lock()


def build_model(
    name: str, channels: int, num_classes: int, seed: int, pretrained: bool = False, private: bool = False
) -> nn.Module:
    """Build a model with weights that depend on nothing but the arguments.

    Args:
        name: a key of `MODELS`.
        channels: 1 for grey images, 3 for colour.
        num_classes: k, the length of the output.
        seed: seeds the initial weights. torch's layers draw them from the global generator, which is put
            back as it was afterwards.
        pretrained: start from ImageNet weights (resnet18 only).
        private: use GroupNorm in place of BatchNorm, whose statistics differential privacy cannot noise.

    Raises:
        FedsimError: the name is unknown, or there are no such pretrained weights.
    """
    if name not in MODELS:
        raise FedsimError("no-such-model", model=name, models=list(MODELS))
    with _INIT_LOCK, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return MODELS[name](channels, num_classes, pretrained, private)


def num_parameters(model: nn.Module) -> int:
    """How many numbers a hospital sends for this model, buffers left out."""
    return sum(parameter.numel() for parameter in model.parameters())


class SmallCNN(nn.Module):
    """Three convolutions with GroupNorm (Wu and He 2018, arXiv:1803.08494) and one linear layer, for any image size.

    GroupNorm keeps no statistics of the data, so the average of several hospitals' models is a model again
    and noise for privacy cannot turn a variance negative (Hsieh et al. 2020, arXiv:1910.00189, measured that
    BatchNorm suffers most where hospitals see different classes). Every image is first scaled to mean 0 and
    variance 1: scanners differ in gain. The last layer sees the strongest answer of each feature in each of
    3 x 3 fields, since a lesion is small, and its mean.

    Args:
        channels: 1 for grey images, 3 for colour.
        num_classes: k, the length of the output.
    """

    def __init__(self, channels: int, num_classes: int) -> None:
        super().__init__()
        self.scale = nn.GroupNorm(1, channels, affine=False)
        self.features = nn.Sequential(
            nn.Conv2d(channels, 8, 5, padding=2), nn.MaxPool2d(2), nn.GroupNorm(4, 8), nn.ReLU(),
            nn.Conv2d(8, 16, 3, padding=1), nn.MaxPool2d(2), nn.GroupNorm(4, 16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, padding=1), nn.GroupNorm(4, 32), nn.ReLU(),
        )  # fmt: skip
        self.head = nn.Linear(32 * (3 * 3 + 1), num_classes)
        self.to(memory_format=torch.channels_last)  # the faster layout on a CPU

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        features = self.features(self.scale(images.contiguous(memory_format=torch.channels_last)))
        peaks = F.adaptive_max_pool2d(features, 3).flatten(1)
        return self.head(torch.cat([peaks, features.mean(dim=(2, 3))], dim=1))


def _small_cnn(channels: int, num_classes: int, pretrained: bool, private: bool) -> nn.Module:
    if pretrained:
        raise FedsimError("cnn-has-no-weights")
    return SmallCNN(channels, num_classes)


def _resnet18(channels: int, num_classes: int, pretrained: bool, private: bool) -> nn.Module:
    """torchvision's ResNet-18 (He et al. 2016) with a first convolution and a last layer that fit the data."""
    if pretrained and private:
        raise FedsimError("weights-or-privacy")
    from torchvision.models import resnet18  # takes seconds to import, and only this model needs it

    from fedsim.training.private_resnet import private_resnet18

    model = private_resnet18() if private else resnet18(weights=_imagenet_weights() if pretrained else None)
    if channels != 3:
        model.conv1 = nn.Conv2d(channels, 64, kernel_size=7, stride=2, padding=3, bias=False)
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model


def _imagenet_weights() -> Any:
    """Make sure that the weights are on disk, so that a missing network is one clear sentence."""
    from torchvision.models import ResNet18_Weights

    weights = ResNet18_Weights.IMAGENET1K_V1
    try:
        weights.get_state_dict(progress=False, check_hash=True)
    except (OSError, RuntimeError) as error:
        raise FedsimError("weights-not-downloaded", url=weights.url, why=error) from error
    return weights


MODELS: dict[str, Callable[[int, int, bool, bool], nn.Module]] = {"cnn": _small_cnn, "resnet18": _resnet18}
