"""What privacy allows a run, what it has cost so far, and what it did to the last round."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flwr.app import ConfigRecord

from fedsim.errors import BudgetSpent
from fedsim.events import HospitalRound
from fedsim.federation.mods import NOISE_MULTIPLIER
from fedsim.federation.private import Measured
from fedsim.federation.strategies import make_strategy
from fedsim.privacy.accounting import Ledger, mechanisms
from fedsim.privacy.budget import noise_in_force
from fedsim.settings.config import SimulationConfig


class Guard:
    """Watches over a run's privacy; without privacy it promises nothing and allows everything.

    Args:
        config: the run's settings.
        num_examples: each hospital's training images.

    Attributes:
        strategy: averages, with the noise in force.
        noise_multiplier: the one in force.
        allow: raises BudgetSpent if a round would spend too much.

    Raises:
        ConfigError: no noise is strong enough for the budget.
    """

    def __init__(self, config: SimulationConfig, num_examples: Sequence[int]) -> None:
        self._config = replace(config, noise_multiplier=noise_in_force(config, num_examples))
        self._ledger = Ledger(mechanisms(self._config, num_examples), config.rounds, config.target_epsilon)
        self.strategy = make_strategy(self._config)
        self.noise_multiplier = self._config.noise_multiplier
        self.allow = self._ledger.allow

    def train_config(self) -> ConfigRecord:
        """What every hospital is told in every round."""
        return ConfigRecord({NOISE_MULTIPLIER: self._config.noise_multiplier})

    def is_last(self, server_round: int) -> bool:
        """Whether the run ends with this round, for want of rounds or of budget; asked once the round is spent."""
        try:
            self.allow(server_round + 1)
        except BudgetSpent:
            return True
        return server_round >= self._config.rounds

    def spend(self, hospitals: Sequence[HospitalRound]) -> None:
        self._ledger.spend([hospital.participated for hospital in hospitals])

    def of_round(self) -> dict[str, Any]:
        """What `RoundFinished` tells."""
        spent = self._ledger.worst()
        promise = {"epsilon": spent.epsilon, "delta": spent.delta} if spent else {"epsilon": None, "delta": None}
        return promise | (vars(self._measured) if self._measured else {})

    def of_hospitals(self, hospitals: Sequence[HospitalRound]) -> list[HospitalRound]:
        """The hospitals with what `HospitalRound` tells of each."""
        spent = self._ledger.spent() if self._config.dp in ("local", "record") else ()
        if spent:
            hospitals = [replace(h, **vars(s)) for h, s in zip(hospitals, spent, strict=True)]
        return [self._with_clipping(hospital) for hospital in hospitals]

    @property
    def _measured(self) -> Measured | None:
        return getattr(self.strategy, "measured", None)

    def _with_clipping(self, hospital: HospitalRound) -> HospitalRound:
        if self._measured is None or hospital.update_norm is None:
            return hospital
        clip_norm = self._measured.clip_norm
        return replace(hospital, clip_norm=clip_norm, clipped=hospital.update_norm > clip_norm)
