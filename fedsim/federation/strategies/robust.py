"""Strategies that bear some hospitals that are wrong: a rule of `fedsim.federation.aggregation` in the place of the
mean.

All hospitals count as much, since a cheat may claim any number of images. BatchNorm's statistics go through the same
rule, by themselves. With a mixing the rule sees what it made of the updates.
"""

from collections.abc import Sequence

import numpy as np
from flwr.app import Message

from fedsim.errors import FedsimError
from fedsim.federation.aggregation.centres import centred_clipping, geometric_median
from fedsim.federation.aggregation.coordinates import median, trimmed_mean
from fedsim.federation.aggregation.krum import bulyan, multi_krum
from fedsim.federation.aggregation.mixing import bucketing, nearest_neighbours
from fedsim.federation.strategies.base import FederatedStrategy
from fedsim.federation.strategies.updates import OnUpdates
from fedsim.seeds import numpy_rng
from fedsim.settings.robust import enough


class Robust(FederatedStrategy):
    """A strategy with a rule."""

    weighting, is_mean = "equal", False

    def server(self, learned: Sequence[str]) -> "ByRule":
        return ByRule(learned, self)

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        """The rule.

        Args:
            updates: (n, d) float64.
            part: "learned" or "statistics": a rule may remember something of each.

        Returns:
            (d,) float64.
        """
        raise NotImplementedError

    def mixed(self, updates: np.ndarray, server_round: int) -> np.ndarray:
        """What the rule is to see of the updates."""
        if self.mixing.kind == "bucketing":
            return bucketing(updates, self.mixing.bucket_size, numpy_rng(self.seed, "buckets", server_round))
        if self.mixing.kind == "nnm":
            return nearest_neighbours(updates, self.mixing.neighbours_left_out)
        return updates


class ByRule(OnUpdates):
    """The server's side of a robust strategy."""

    PARTS = ("_strategy",)

    statistics = True

    def __init__(self, learned: Sequence[str], strategy: Robust) -> None:
        super().__init__(learned)
        self._strategy = strategy

    def update(self, server_round: int, updates: np.ndarray, replies: Sequence[Message]) -> np.ndarray:
        return self._by_rule(server_round, updates, "learned")

    def rule(self, server_round: int, updates: np.ndarray) -> np.ndarray:
        return self._by_rule(server_round, updates, "statistics")

    def _by_rule(self, server_round: int, updates: np.ndarray, part: str) -> np.ndarray:
        strategy = self._strategy
        if problem := enough(strategy.settings, strategy.mixing, len(updates)):
            raise FedsimError("too-few-for-the-rule", round=server_round, why=problem)
        return strategy.combine(strategy.mixed(updates, server_round), part)


class FedMedian(Robust):
    """The median of each weight."""

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        return median(updates)


class FedTrimmedAvg(Robust):
    """The mean of each weight without its extremes; its settings have a `trim`, 0 is the mean."""

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        return trimmed_mean(updates, self.settings.trim)


class Krum(Robust):
    """One hospital's update; its settings have a `byzantine`."""

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        return multi_krum(updates, self.settings.byzantine, 1)


class MultiKrum(Robust):
    """The mean of several; its settings have a `num_selected` too."""

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        most = len(updates) - self.settings.byzantine
        return multi_krum(updates, self.settings.byzantine, min(self.settings.num_selected or most, len(updates)))


class Bulyan(Robust):
    """The mean of each weight without its extremes, of those that Krum chooses."""

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        return bulyan(updates, self.settings.byzantine)


class GeometricMedian(Robust):
    """RFA's centre."""

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        return geometric_median(updates)


class CentredClipping(Robust):
    """From the last round's update, a mean in which no hospital pulls by more than a radius."""

    REMEMBERED = ("_centres",)

    def server(self, learned: Sequence[str]) -> ByRule:
        self._centres: dict[str, np.ndarray] = {}
        return super().server(learned)

    def combine(self, updates: np.ndarray, part: str) -> np.ndarray:
        centre = self._centres.get(part, np.zeros(updates.shape[1]))
        self._centres[part] = centred_clipping(updates, centre, self.settings.clip_radius, self.settings.clip_steps)
        return self._centres[part]
