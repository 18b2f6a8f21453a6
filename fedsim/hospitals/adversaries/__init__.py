"""What a hospital does to cheat: a file a kind, and one line here."""

from typing import Any

from fedsim.hospitals.adversaries.base import Adversary
from fedsim.hospitals.adversaries.honest import Honest

ADVERSARIES: dict[str, type[Adversary]] = {"honest": Honest}
"""By the kind's name in the settings."""


def adversary_of(setting: Any) -> Adversary:
    """What a hospital does, by `Hospital.adversary`."""
    return ADVERSARIES[setting.kind](setting)
