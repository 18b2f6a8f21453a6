"""Flower's wrappers for central differential privacy, mended once, and what each does to a round's average.

What is mended, with a test of each fault and its cure in tests/federation/test_flower_faults.py:

- Clipping divides by the length of an update, which may be 0, and multiplies integer arrays in place.
- Noise is drawn from NumPy's global generator, and falls on integer arrays too.
- Noise is divided by the hospitals that were asked, not by those that answered: too little where one fails.
- Adaptive clipping moves the clip norm the wrong way (its bit says "clipped" where Andrew et al.'s says "unclipped"),
  and scales the noise by the norm of the next round instead of the one that clipped this round's updates.
- An average weighted by images has no bounded sensitivity to one hospital: here all count equally.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np
from flwr.app import ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.serverapp import Grid
from flwr.serverapp.strategy import (
    DifferentialPrivacyClientSideFixedClipping,
    DifferentialPrivacyServerSideAdaptiveClipping,
    DifferentialPrivacyServerSideFixedClipping,
    FedAvg,
    Strategy,
)

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.privacy.noise import Arrays, add_noise, clip, expected_norm, floats, noise_std, update_norm
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig

UNCLIPPED_QUANTILE = 0.5
"""Adaptive clipping steers towards the median update, as Andrew et al. 2021 (arXiv:1905.03871) recommend."""


@dataclass(frozen=True)
class Measured:
    """What privacy did to a round.

    Attributes:
        clip_norm: no hospital's update was longer.
        noise_std: standard deviation of the noise in each number of the average.
        signal_to_noise: L2 norm of the average's update without noise over the noise's expected norm; None without
            noise.
    """

    clip_norm: float
    noise_std: float
    signal_to_noise: float | None


class Mended(Strategy):
    """What all the wrappers here share. It stands before Flower's class, whose aggregation it replaces.

    The noise on the average of m answers has the standard deviation noise_multiplier * clip_norm / m.
    """

    strategy: Strategy
    noise_multiplier: float
    clipping_norm: float
    seed: int
    measured: Measured | None = None

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self._sent = arrays
        return super().configure_train(server_round, arrays, config, grid)  # type: ignore[safe-super]

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered, before, clip_norm = list(replies), to_numpy(self._sent), self.clipping_norm
        self.clip(server_round, answered, before)
        self.count_equally(answered)
        record, metrics = self.strategy.aggregate_train(server_round, answered)
        if record is None:
            return None, metrics
        mean, std = to_numpy(record), noise_std(self.noise_multiplier, clip_norm) / len(answered)
        self.measured = measure(before, mean, clip_norm, std)
        return to_record(add_noise(mean, std, numpy_rng(self.seed, "noise", server_round))), metrics

    def clip(self, server_round: int, answered: list[Message], before: Arrays) -> None:
        """Bound each hospital's update, where the hospitals have not."""

    def count_equally(self, answered: list[Message]) -> None:
        """Give every reply the weight 1 in place of its number of images."""
        weight = cast(FedAvg, self.strategy).weighted_by_key
        for reply in answered:
            reply.content.metric_records["metrics"][weight] = 1


class CentralDP(Mended, DifferentialPrivacyServerSideFixedClipping):
    """The server clips each hospital's update and adds noise (McMahan et al. 2018, arXiv:1710.06963)."""

    def __init__(self, strategy: Strategy, config: SimulationConfig) -> None:
        DifferentialPrivacyServerSideFixedClipping.__init__(
            self, strategy, config.noise_multiplier, config.clip_norm, len(config.hospitals)
        )
        self.seed = config.seed

    def clip(self, server_round: int, answered: list[Message], before: Arrays) -> None:
        clip_replies(answered, before, self.clipping_norm)


class CentralClientDP(Mended, DifferentialPrivacyClientSideFixedClipping):
    """The server tells the clip norm, the hospitals clip (`mods.clip_update`), the server adds noise."""

    def __init__(self, strategy: Strategy, config: SimulationConfig) -> None:
        DifferentialPrivacyClientSideFixedClipping.__init__(
            self, strategy, config.noise_multiplier, config.clip_norm, len(config.hospitals)
        )
        self.seed = config.seed


class CentralAdaptiveDP(Mended, DifferentialPrivacyServerSideAdaptiveClipping):
    """As `CentralDP`, with a clip norm that follows the median update (Andrew et al. 2021, arXiv:1905.03871).

    The count of unclipped updates is noised too, with the standard deviation hospitals / 20, and at least the noise
    multiplier, so that it takes at most a quarter of the budget: noise z on both together is that of one release with
    1 / z^2 = 1 / z_updates^2 + (1 / 2 z_count)^2.
    """

    def __init__(self, strategy: Strategy, config: SimulationConfig) -> None:
        hospitals, noise = len(config.hospitals), config.noise_multiplier
        DifferentialPrivacyServerSideAdaptiveClipping.__init__(
            self,
            strategy,
            noise,
            hospitals,
            initial_clipping_norm=config.clip_norm,
            clipped_count_stddev=max(hospitals / 20, noise) if noise > 0 else None,
        )
        self.seed = config.seed

    def clip(self, server_round: int, answered: list[Message], before: Arrays) -> None:
        unclipped = clip_replies(answered, before, self.clipping_norm)
        rng = numpy_rng(self.seed, "count-noise", server_round)
        share = (unclipped + rng.normal(0.0, self.clipped_count_stddev)) / len(answered)
        self.clipping_norm *= float(np.exp(-self.clip_norm_lr * (min(1.0, max(0.0, share)) - UNCLIPPED_QUANTILE)))


def clip_replies(answered: list[Message], before: Arrays, clip_norm: float) -> int:
    """Clip every reply's update in place, and count those that were short enough."""
    unclipped = 0
    for reply in answered:
        after = to_numpy(reply.content.array_records["arrays"])
        unclipped += update_norm(before, after) <= clip_norm
        reply.content["arrays"] = to_record(clip(before, after, clip_norm))
    return unclipped


def measure(before: Arrays, mean: Arrays, clip_norm: float, std: float) -> Measured:
    """What noise of this standard deviation does to an average, given without it."""
    noise_norm = expected_norm(std, sum(values.size for values in floats(mean).values()))
    return Measured(clip_norm, std, update_norm(before, mean) / noise_norm if noise_norm else None)
