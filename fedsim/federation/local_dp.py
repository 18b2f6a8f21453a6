"""Local differential privacy: what the server does where the hospitals add the noise."""

from collections.abc import Iterable
from math import sqrt

from flwr.app import ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.serverapp import Grid
from flwr.serverapp.strategy import DifferentialPrivacyClientSideFixedClipping, Strategy

from fedsim.federation.arrays import to_numpy
from fedsim.federation.mods import local_rng
from fedsim.federation.private import Measured, measure
from fedsim.privacy.noise import Arrays, draw_noise, noise_std
from fedsim.settings.config import SimulationConfig


class LocalDP(DifferentialPrivacyClientSideFixedClipping):
    """The server tells the clip norm; hospitals clip and add noise (`mods`), and the server only averages.

    Whatever the server does to noisy models needs no more noise: hospitals count by their images.
    """

    measured: Measured | None = None

    def __init__(self, strategy: Strategy, config: SimulationConfig) -> None:
        super().__init__(strategy, config.noise_multiplier, config.clip_norm, len(config.hospitals))
        self.seed = config.seed

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self._sent = arrays
        return super().configure_train(server_round, arrays, config, grid)

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        record, metrics = self.strategy.aggregate_train(server_round, answered)
        if record is not None:
            self._measure(server_round, answered, to_numpy(record))
        return record, metrics

    def _measure(self, server_round: int, answered: list[Message], mean: Arrays) -> None:
        """Draw the hospitals' noise again, which only a simulation can, to know the average without it."""
        std, clean = noise_std(self.noise_multiplier, self.clipping_norm), dict(mean)
        weights = self._weights(answered)
        for reply, weight in zip(answered, weights, strict=True):
            hospital = int(str(reply.content.metric_records["metrics"]["hospital"]))
            noise = draw_noise(mean, std, local_rng(self.seed, server_round, hospital))
            clean |= {name: clean[name] - weight * values for name, values in noise.items()}
        self.measured = measure(
            to_numpy(self._sent), clean, self.clipping_norm, std * sqrt(sum(weight**2 for weight in weights))
        )

    def _weights(self, answered: list[Message]) -> list[float]:
        numbers = [float(str(r.content.metric_records["metrics"]["num-examples"])) for r in answered]
        return [number / sum(numbers) for number in numbers]
