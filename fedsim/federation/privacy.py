"""Privacy at the server: a strategy in a wrapper that does what the run's mechanism says.

Flower's own wrappers are not used: tests/federation/test_flower_faults.py shows what they do wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from flwr.app import ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.serverapp import Grid
from flwr.serverapp.strategy import Strategy

from fedsim.federation.arrays import to_numpy, to_record
from fedsim.federation.mods import CLIP_NORM, hospital_rng
from fedsim.federation.strategies.fedavg import WEIGHT
from fedsim.federation.wrapper import Wrapper
from fedsim.privacy.mechanisms.base import Place
from fedsim.privacy.noise import Arrays, add_noise, draw_noise, expected_norm, shorten, update_norm
from fedsim.privacy.protection import Protection
from fedsim.seeds import numpy_rng


@dataclass(frozen=True)
class Measured:
    """What privacy did to a round.

    Attributes:
        clip_norm: no hospital's update was longer.
        noise_std: standard deviation of the noise in each number of the average.
        signal_to_noise: L2 norm of the average's update without noise over the noise's expected norm; None without
            noise, and where it is no average.
    """

    clip_norm: float
    noise_std: float
    signal_to_noise: float | None


def make_private(strategy: Strategy, protection: Protection, *, is_mean: bool = True) -> Strategy:
    """A strategy with what the run's privacy asks of the server; nothing, where it is the hospitals' training's own.

    Args:
        strategy: makes one model of the hospitals'.
        protection: the run's.
        is_mean: whether that is a mean; of anything else it is unknown how much of it is noise.
    """
    wrappers: dict[Place | None, type[Private]] = {Place.SERVER: NoisyAverage, Place.SENDING: NoisyUpdates}
    wrapper = wrappers.get(protection.mechanism.noise_at)
    return wrapper(strategy, protection, is_mean=is_mean) if wrapper else strategy


class Private(Wrapper):
    """What both wrappers share: the hospitals are told the clip norm, and every round is measured.

    Attributes:
        clip_norm: of the round to come.
        measured: what privacy did to the last round.
    """

    REMEMBERED = ("clip_norm",)
    measured: Measured | None = None

    def __init__(self, strategy: Strategy, protection: Protection, *, is_mean: bool = True) -> None:
        super().__init__(strategy)
        self.protection, self.clip_norm, self._is_mean = protection, protection.clip_norm, is_mean

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self._sent, config[CLIP_NORM] = arrays, self.clip_norm
        return self.strategy.configure_train(server_round, arrays, config, grid)

    def std(self, server_round: int) -> float:
        """Of the noise in each number that noise is added to, with the clip norm in force."""
        its = self.protection
        return its.mechanism.std(its.noise_multiplier, self.clip_norm, its.num_planned(server_round))

    def measure(self, mean: Arrays, std: float) -> None:
        """Keep what noise of this standard deviation does to an average, given without it."""
        learned = self.protection.learned
        noise_norm = expected_norm(std, sum(mean[name].size for name in learned))
        signal = update_norm(to_numpy(self._sent), mean, learned)
        self.measured = Measured(self.clip_norm, std, signal / noise_norm if noise_norm else None)


class NoisyAverage(Private):
    """Adds noise to the average, in which all that are planned for the round count as much.

    Who is absent changes nothing. Divided by who answered, the noise's spread would tell how many there were; how many
    were planned everyone knows.
    """

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered, sent, its = list(replies), to_numpy(self._sent), self.protection
        unclipped = [self._arrive(reply, sent) for reply in answered]
        record, metrics = self.strategy.aggregate_train(server_round, answered)
        if record is None:
            return None, metrics
        num_planned, std = its.num_planned(server_round), self.std(server_round)
        mean = shorten(sent, to_numpy(record), len(answered) / num_planned, its.learned)
        self.measure(mean, std)
        noisy = add_noise(mean, std, numpy_rng(its.seed(server_round), "noise", server_round), its.learned)
        rng = numpy_rng(its.seed(server_round), "count-noise", server_round)
        self.clip_norm = its.mechanism.next_clip_norm(self.clip_norm, unclipped, its.noise_multiplier, num_planned, rng)
        return to_record(noisy), metrics

    def _arrive(self, reply: Message, sent: Arrays) -> bool:
        """Make a reply count in the average as the mechanism says; whether its update was short enough."""
        received = to_numpy(reply.content.array_records["arrays"])
        counts = self.protection.mechanism.arrive(sent, received, self.protection.learned, self.clip_norm)
        reply.content["arrays"] = to_record(counts)
        reply.content.metric_records["metrics"][WEIGHT] = 1
        return counts is received


class NoisyUpdates(Private):
    """Averages updates that the hospitals clipped and noised (`mods`): there is nothing to add."""

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        answered = list(replies)
        record, metrics = self.strategy.aggregate_train(server_round, answered)
        if record is not None and not self._is_mean:
            self.measured = Measured(self.clip_norm, self.std(server_round), None)
        elif record is not None:
            self._measure(server_round, answered, to_numpy(record))
        return record, metrics

    def _measure(self, server_round: int, answered: list[Message], mean: Arrays) -> None:
        """Draw the hospitals' noise again, which only a simulation can, to know the average without it."""
        clean, its, std = dict(mean), self.protection, self.std(server_round)
        numbers = [float(str(reply.content.metric_records["metrics"][WEIGHT])) for reply in answered]
        weights = [number / sum(numbers) for number in numbers]
        for reply, weight in zip(answered, weights, strict=True):
            hospital = int(str(reply.content.metric_records["metrics"]["hospital"]))
            noise = draw_noise(mean, std, hospital_rng(its.seed(server_round), server_round, hospital), its.learned)
            clean |= {name: clean[name] - weight * values for name, values in noise.items()}
        self.measure(clean, std * sqrt(sum(weight**2 for weight in weights)))
