"""Where the hospitals' updates of a round point: measured on what the server receives, before it clips or averages.

Under local privacy each hospital's noise is in it, and what cheats send is what they send. Nothing here changes a run.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from flwr.app import ArrayRecord, Message, RecordDict

from fedsim.settings.alike import MOST_PAIRS
from fedsim.training.sketches import Sketcher, blocks, pack

DECIMALS = 4


@dataclass(frozen=True)
class Directions:
    """Of a round.

    Attributes:
        similarity: the cosines of all pairs of those that sent something, in order: (first, second), (first, third)
            and so on; None where an update is 0 or not finite. Empty where they are more than `MOST_PAIRS`.
        to_mean: then the cosine of each to the mean of all, by place.
        sketches: of the updates of some hospitals, packed, by place.
    """

    similarity: tuple[float | None, ...] = ()
    to_mean: Mapping[int, float | None] = field(default_factory=dict)
    sketches: Mapping[int, str | None] = field(default_factory=dict)


class Compass:
    """Measures the updates of a run's rounds, and where the shared model is.

    Args:
        seed: the run's.
        learned: names of the learned weights.
        on_map: places of the hospitals whose updates are sketched.
    """

    REMEMBERED = ("_start",)

    def __init__(self, seed: int, learned: Sequence[str], on_map: Collection[int]) -> None:
        self._sketcher, self._learned, self._on_map = Sketcher(seed), tuple(learned), {*on_map}
        self._start: np.ndarray | None = None

    def position(self, arrays: ArrayRecord) -> str | None:
        """The sketch of the way from the first model that was asked about to this one, packed."""
        total = self._sketcher.start(1)
        for block in blocks([arrays[name].numpy()] for name in self._learned):
            total.add(block)
        if self._start is None:
            self._start = total.sketches[0]
        return pack(total.sketches[0] - self._start)

    def measure(self, sent: RecordDict, replies: Mapping[int, Message]) -> Directions:
        """Of the updates of those who sent one.

        Args:
            sent: what each hospital received, the global model among it.
            replies: by place, in order.
        """
        before = sent.array_records["arrays"]
        after = {
            place: reply.content.array_records["arrays"] for place, reply in replies.items() if reply.has_content()
        }
        if not after:
            return Directions()
        with np.errstate(over="ignore", invalid="ignore"):
            if len(after) > MOST_PAIRS:
                shown = {place: arrays for place, arrays in after.items() if place in self._on_map}
                return Directions((), self._to_mean(before, after), self._pairs(before, shown).sketches)
            return self._pairs(before, after)

    def _updates(self, before: ArrayRecord, after: Sequence[ArrayRecord]) -> Iterator[np.ndarray]:
        """Blocks of (updates, values)."""
        for block in blocks([each[name].numpy() for each in (before, *after)] for name in self._learned):
            yield block[1:] - block[:1]

    def _pairs(self, before: ArrayRecord, after: Mapping[int, ArrayRecord]) -> Directions:
        products, total = np.zeros((len(after), len(after))), self._sketcher.start(len(after))
        if after:
            for block in self._updates(before, [*after.values()]):
                products += block @ block.T
                total.add(block)
        lengths = np.sqrt(np.diag(products))
        pairs = zip(*np.triu_indices(len(after), 1), strict=True)
        similarity = tuple(_cosine(products[i, j], lengths[i], lengths[j]) for i, j in pairs)
        sketched = {
            place: pack(sketch) for place, sketch in zip(after, total.sketches, strict=True) if place in self._on_map
        }
        return Directions(similarity, {}, sketched)

    def _to_mean(self, before: ArrayRecord, after: Mapping[int, ArrayRecord]) -> dict[int, float | None]:
        """One update at a time, twice over: all at once would be as many models in memory."""
        mean = [np.zeros(before[name].shape) for name in self._learned]
        for arrays in after.values():
            for sums, name in zip(mean, self._learned, strict=True):
                sums += (arrays[name].numpy().astype(np.float64) - before[name].numpy()) / len(after)
        of_mean = math.sqrt(sum(float(np.sum(each**2)) for each in mean))
        return {place: self._to(before, arrays, mean, of_mean) for place, arrays in after.items()}

    def _to(self, before: ArrayRecord, arrays: ArrayRecord, mean: list[np.ndarray], of_mean: float) -> float | None:
        product = square = 0.0
        for other, name in zip(mean, self._learned, strict=True):
            update = arrays[name].numpy().astype(np.float64) - before[name].numpy()
            product += float(np.sum(update * other))
            square += float(np.sum(update**2))
        return _cosine(product, math.sqrt(square), of_mean)


def _cosine(product: float, one: float, other: float) -> float | None:
    """Rounded; None where there is no direction."""
    scale = one * other
    if not (scale > 0 and math.isfinite(scale) and math.isfinite(product)):
        return None
    return round(float(max(-1.0, min(1.0, product / scale))), DECIMALS)
