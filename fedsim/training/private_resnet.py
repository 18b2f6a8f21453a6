"""ResNet-18 as privacy needs it: GroupNorm, and no activation overwritten."""

from functools import partial

import torch
from torch import nn
from torch.nn import functional as F
from torchvision.models.resnet import BasicBlock, ResNet


class Block(BasicBlock):
    """torchvision's block, without its in-place sums: per-example gradients are taken from the activations."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + (x if self.downsample is None else self.downsample(x)))


def private_resnet18() -> ResNet:
    """torchvision's ResNet-18 but for its norms: BatchNorm mixes the examples of a batch and keeps statistics of them.

    GroupNorm with 32 groups is Wu and He's (2018, arXiv:1803.08494).
    """
    model = ResNet(Block, [2, 2, 2, 2], norm_layer=partial(nn.GroupNorm, 32))
    model.relu = nn.ReLU()
    return model
