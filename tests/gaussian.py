"""The Gaussian mechanism's own numbers."""

import math

from scipy.stats import norm


def exact_delta(epsilon: float, noise_multiplier: float) -> float:
    """The smallest delta at an epsilon, for one release (Balle and Wang 2018, arXiv:1805.06530, theorem 8)."""
    half, shift = 0.5 / noise_multiplier, epsilon * noise_multiplier
    return float(norm.cdf(half - shift) - math.exp(epsilon) * norm.cdf(-half - shift))
