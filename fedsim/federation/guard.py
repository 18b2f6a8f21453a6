"""What privacy allows a run, what it has cost so far, and what it did to the last round."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flwr.app import ConfigRecord

from fedsim.errors import BudgetSpent
from fedsim.events import HospitalRound
from fedsim.federation.mods import NOISE_MULTIPLIER
from fedsim.federation.privacy import Measured, make_private
from fedsim.federation.stepping import Stepping
from fedsim.federation.strategies.base import FederatedStrategy
from fedsim.privacy.accounting import Ledger
from fedsim.privacy.protection import Protection
from fedsim.settings.config import SimulationConfig


class Guard:
    """Watches over a run's privacy; without privacy it promises nothing and allows everything.

    Args:
        config: the run's settings.
        protection: what it is protected by.
        strategy: how the hospitals' models become one.

    Attributes:
        strategy: its server's side, with what privacy asks of the server, and what is made of that.
    """

    PARTS = ("_ledger", "strategy")

    def __init__(self, config: SimulationConfig, protection: Protection, strategy: FederatedStrategy) -> None:
        self._num_rounds, self._protection = config.rounds, protection
        self._ledger = Ledger(protection.releases, config.rounds, config.target_epsilon)
        self._released = True
        self._private = make_private(strategy.server(protection.learned), protection, is_mean=strategy.is_mean)
        step = strategy.step(protection.learned)
        self.strategy = Stepping(self._private, step) if step else self._private

    def allow(self, server_round: int) -> None:
        """Raise BudgetSpent if a round would spend too much."""
        self._ledger.allow(server_round, self._protection.participation.planned(server_round))

    def train_config(self) -> ConfigRecord:
        """What every hospital is told in every round."""
        return ConfigRecord({NOISE_MULTIPLIER: self._protection.noise_multiplier})

    def is_last(self, server_round: int) -> bool:
        """Whether the run ends with this round, for want of rounds or of budget; asked once the round is spent."""
        try:
            self.allow(server_round + 1)
        except BudgetSpent:
            return True
        return server_round >= self._num_rounds

    def spend(self, server_round: int, hospitals: Sequence[HospitalRound]) -> None:
        """Count a round; one to which nobody sent anything publishes nothing."""
        sent = [hospital.participated for hospital in hospitals]
        self._released = any(sent)
        self._ledger.spend(sent, self._protection.participation.planned(server_round))

    def of_round(self) -> dict[str, Any]:
        """What `RoundFinished` tells."""
        spent = self._ledger.worst()
        promise = {"epsilon": spent.epsilon, "delta": spent.delta} if spent else {"epsilon": None, "delta": None}
        return promise | (vars(self._measured) if self._measured else {})

    def of_hospitals(self, hospitals: Sequence[HospitalRound]) -> list[HospitalRound]:
        """The hospitals with what `HospitalRound` tells of each."""
        spent = self._ledger.spent() if self._protection.mechanism.per_hospital else ()
        if spent:
            hospitals = [replace(h, **vars(s)) for h, s in zip(hospitals, spent, strict=True)]
        return [self._with_clipping(hospital) for hospital in hospitals]

    @property
    def _measured(self) -> Measured | None:
        """Of the last round; nothing, where it published nothing."""
        return getattr(self._private, "measured", None) if self._released else None

    def _with_clipping(self, hospital: HospitalRound) -> HospitalRound:
        if self._measured is None or hospital.update_norm is None:
            return hospital
        clip_norm = self._measured.clip_norm
        return replace(hospital, clip_norm=clip_norm, clipped=hospital.update_norm > clip_norm)
