"""FedPer: the last layer stays at each hospital (Arivazhagan et al. 2019, arXiv:1912.00818).

Each hospital decides by itself what the features mean that all have learnt together. What it has never seen, its own
last layer never learns.
"""

from collections.abc import Sequence

from torch import nn

from fedsim.federation.strategies.own_layers import OwnLayers


class FedPer(OwnLayers):
    """FedAvg of everything but the last linear layer."""

    def stays(self, model: nn.Module) -> Sequence[str]:
        *_, (name, last) = [(name, module) for name, module in model.named_modules() if isinstance(module, nn.Linear)]
        return [f"{name}.{part}" for part in last.state_dict()]
