"""FedBN: normalisation layers stay at each hospital (Li et al. 2021, arXiv:2102.07623).

They hold what a scanner does to the images: their gain and offset, and with BatchNorm its statistics. On a model
without any it is FedAvg. The paper has BatchNorm (resnet18); the small CNN has GroupNorm, whose gains and offsets stay.
"""

from collections.abc import Sequence

from torch import nn

from fedsim.federation.strategies.own_layers import OwnLayers

NORMALISES = (
    *(nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm),
    *(nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d, nn.GroupNorm, nn.LayerNorm),
)


class FedBN(OwnLayers):
    """FedAvg of everything but the normalisation layers."""

    def stays(self, model: nn.Module) -> Sequence[str]:
        layers = [(name, module) for name, module in model.named_modules() if isinstance(module, NORMALISES)]
        return [f"{name}.{part}" for name, module in layers for part in module.state_dict()]
