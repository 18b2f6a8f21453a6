"""Where axes end, and the ticks of logarithmic ones.

A page builds a chart before it has the data, so that a range that Vega would take from these is given by hand: of no
data it has none, and warns.
"""

from collections.abc import Iterable, Sequence

import altair as alt
import numpy as np

from fedsim.text.charts import Clipping

SHORT = "datum.value >= 1000000 ? format(datum.value, '~s') : format(datum.value, ',~g')"
"""A label, as a Vega expression: 0.01, 1,000, 10,000 as on every other axis, and 1M."""
ROUND, STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10), (1, 2, 5, 10)


def powers(domain: tuple[float, float]) -> list[float]:
    low, high = (round(float(np.log10(end))) for end in domain)
    return [10.0**power for power in range(low, high + 1)]


def top(values: Iterable[float], round_ones: Sequence[float] = ROUND) -> float:
    """The first round number that no value is above; 1 where there is none to go by."""
    most = max((float(value) for value in values if np.isfinite(value) and value > 0), default=1.0)
    power = 10.0 ** np.floor(np.log10(most))
    return float(next(each for each in round_ones if each * power >= most * (1 - 1e-9)) * power)


def around(values: Sequence[float]) -> tuple[float, float]:
    """Round numbers near to the smallest and to the largest value; 0 and 1 where there is none to go by."""
    if not values:
        return 0.0, 1.0
    step = top([(max(values) - min(values)) / 5], STEPS)
    low = np.floor(min(values) / step)
    return float(step * low), float(step * max(low + 1, np.ceil(max(values) / step)))


def as_wide_as_a_round(chart: alt.Chart, half: float) -> alt.Chart:
    """With a start and an end for marks, half a round or less on each side of its round."""
    return chart.transform_calculate(start=f"datum.round - {half}", end=f"datum.round + {half}")


def by_round(field: str, num_rounds: int) -> alt.X:
    """Half a round of room at both ends, for marks as wide as a round."""
    scale = alt.Scale(domain=[0.5, num_rounds + 0.5], nice=False)
    return alt.X(f"{field}:Q", title=Clipping.ROUND, scale=scale).axis(tickMinStep=1, format="d", grid=False)
