"""Intervals of shares, and of differences of what has an interval of its own."""

import math

Interval = tuple[float, float]


def of_share(share: float, number: int) -> Interval:
    """Wilson's 95 % score interval (1927) of a share among that many."""
    z2 = 1.96**2 / max(1, number)
    middle = (share + z2 / 2) / (1 + z2)
    half = math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
    return max(0.0, middle - half), min(1.0, middle + half)


def of_difference(one: float, around: Interval, other: float, around_other: Interval) -> Interval:
    """95 % interval of one - other, from the interval of each (Newcombe 1998, Statistics in Medicine 17:873).

    As if the two were independent; what is measured on the same images differs less by chance.
    """
    (low, high), (other_low, other_high) = around, around_other
    return (
        one - other - math.hypot(one - low, other_high - other),
        one - other + math.hypot(high - one, other - other_low),
    )
