"""Axes of numbers that are only known when they are drawn: shares from 0 to 1, others from zero, or by a logarithm."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from fedsim.charts.axes import top

TICKS = (1, 2, 5)
MOST_TICKS = 10


@dataclass(frozen=True)
class Scale:
    """An axis.

    Attributes:
        title: with its unit.
        low: where it begins.
        high: where it ends.
        share: whether it is in percent.
        whole: whether only whole numbers have a mark.
        log: whether it is logarithmic.
    """

    title: str
    low: float
    high: float
    share: bool = False
    whole: bool = False
    log: bool = False

    @property
    def format(self) -> str:
        """Of a tooltip's number, as d3-format takes it."""
        return ".1%" if self.share else ",.3~r"

    def on(self, channel: type[alt.X] | type[alt.Y], field: str) -> Any:
        """The axis of a field."""
        scale = alt.Scale(type="log" if self.log else "linear", domain=[self.low, self.high], nice=False)
        written = "~%" if self.share else "d" if self.whole else ",~g"
        axis = alt.Axis(format=written, grid=channel is alt.Y, labelFlush=channel is alt.X, labelOverlap=True)
        if self.log:
            axis.values = _ticks(self.low, self.high)
        elif self.whole:
            axis.tickMinStep = 1
        elif channel is alt.X:
            axis.tickCount = MOST_TICKS  # else one every 40 px, and of percent two near the end touch
        return channel(f"{field}:Q", title=self.title, scale=scale, axis=axis)


def scale_of(values: Iterable[float], title: str, *, share: bool = False, log: bool = False) -> Scale:
    """Round ends for these values; shares have the whole of their range, unless a logarithm is to show them."""
    known = [float(value) for value in values if np.isfinite(value)]
    if not log:
        return Scale(title, 0.0, 1.0 if share else top(known), share)
    above = [value for value in known if value > 0] or [1.0]
    ends = _ticks(min(above) / max(TICKS), max(above) * max(TICKS))
    low, high = max(e for e in ends if e <= min(above)), min(e for e in ends if e >= max(above))
    return Scale(title, low, high if high > low else 2 * low, share, log=True)


def _ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 of each power of ten, from end to end."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    every = [float(f"{tick}e{power}") for power in powers for tick in TICKS]
    return [tick for tick in every if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
