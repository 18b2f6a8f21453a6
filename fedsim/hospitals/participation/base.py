"""What a participation is: who is asked to train in which round, and what privacy may count on."""

from abc import ABC, abstractmethod
from enum import Enum
from typing import Any, ClassVar


class Accounted(Enum):
    """How privacy accounts for who takes part."""

    WHOLE_ROUNDS = "whole-rounds"
    """A hospital is in a round with one update at most, and who is planned follows from the settings and the seed alone
    and is known to everyone. A round costs whom it asks all that it can cost: nothing is amplified."""


class Participation(ABC):
    """Who takes part in a run.

    Args:
        setting: its own, of `fedsim.settings.participation`.
        num_hospitals: of the federation.
        seed: the run's.

    Attributes:
        accounted: how privacy accounts for it; None is not at all, and a run with privacy is refused.
    """

    accounted: ClassVar[Accounted | None] = None

    def __init__(self, setting: Any, num_hospitals: int, seed: int) -> None:
        self.setting, self.num_hospitals, self.seed = setting, num_hospitals, seed

    @abstractmethod
    def planned(self, server_round: int) -> tuple[int, ...]:
        """Places of the hospitals that are asked in a round (>= 1), in order; at least one."""
