"""A hospital that does not cheat."""

from fedsim.hospitals.adversaries.base import Adversary


class Honest(Adversary):
    """It trains on its own images, and sends what it has learnt."""
