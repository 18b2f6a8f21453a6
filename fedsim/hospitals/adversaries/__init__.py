"""What a hospital does to cheat: a file a kind, and one line here."""

from typing import Any

from fedsim.hospitals.adversaries.alie import Alie
from fedsim.hospitals.adversaries.backdoor import Backdoor
from fedsim.hospitals.adversaries.base import Adversary
from fedsim.hospitals.adversaries.honest import Honest
from fedsim.hospitals.adversaries.inner_product import InnerProduct
from fedsim.hospitals.adversaries.label_flip import LabelFlip
from fedsim.hospitals.adversaries.mimic import Mimic
from fedsim.hospitals.adversaries.noise import Noise
from fedsim.hospitals.adversaries.scale import Scale
from fedsim.hospitals.adversaries.sign_flip import SignFlip

ADVERSARIES: dict[str, type[Adversary]] = {
    "honest": Honest,
    "label-flip": LabelFlip,
    "backdoor": Backdoor,
    "noise": Noise,
    "scale": Scale,
    "sign-flip": SignFlip,
    "alie": Alie,
    "inner-product": InnerProduct,
    "mimic": Mimic,
}
"""By the kind's name in the settings."""


def adversary_of(setting: Any) -> Adversary:
    """What a hospital does, by `Hospital.adversary`."""
    return ADVERSARIES[setting.kind](setting)
