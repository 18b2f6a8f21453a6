"""The ticks of a logarithmic axis."""

import numpy as np

SHORT = "datum.value >= 10000 ? format(datum.value, '~s') : format(datum.value, '~g')"
"""A label, as a Vega expression: 1000, 10k, 1M."""


def powers(domain: tuple[float, float]) -> list[float]:
    low, high = (round(float(np.log10(end))) for end in domain)
    return [10.0**power for power in range(low, high + 1)]
