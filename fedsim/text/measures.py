"""What runs are compared by, in words."""

import pandas as pd

from fedsim.analysis.measures import METRICS
from fedsim.text.format import percent, short
from fedsim.text.pages.views import METRICS as TITLES
from fedsim.text.pages.views import Charts


def told(metric: str, value: float, spread: float | None = None) -> str:
    """A number of `measures.METRICS` in words, perhaps with what it spreads."""
    if pd.isna(value):
        return "–"
    spread = None if spread is None or pd.isna(spread) else spread
    if METRICS[metric].share:
        return percent(value, 1, spread)
    return short(value) if spread is None else f"{short(value)} ± {short(spread, 2)}"


def value_title(metric: str, value: str, last: int) -> str:
    """What a run's number is: the metric, and which round's it is unless it is the last one's."""
    if value == "best":
        return Charts.VALUE_BEST.format(metric=TITLES[metric])
    return Charts.VALUE_MEAN.format(metric=TITLES[metric], n=last) if value == "mean" else TITLES[metric]
