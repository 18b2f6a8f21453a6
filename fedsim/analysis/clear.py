"""Whether one run's accuracy is clearly another's better: with each seed by itself, by what its test images leave to
chance, and allowing for the one having been picked from several."""

from collections.abc import Sequence

from fedsim.analysis.evidence import compare
from fedsim.events import RoundFinished


def better_in(ones: Sequence[RoundFinished], others: Sequence[RoundFinished], among: int = 1) -> int:
    """With how many seeds the ones are clearly better; a seed's rounds stand at the same place.

    Args:
        ones: a round a seed.
        others: likewise.
        among: from how many these ones were picked.
    """
    gaps = [compare([one], [other], among) for one, other in zip(ones, others, strict=True)]
    return sum(gap.clear and gap.mean > 0 for gap in gaps)
