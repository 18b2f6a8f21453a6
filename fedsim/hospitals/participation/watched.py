"""Whose model is looked at in a round before it is averaged: a pass over all test images for each would be most of the
work where many hospitals train on few images."""

from functools import lru_cache

from fedsim.hospitals.participation import participation_for
from fedsim.seeds import numpy_rng
from fedsim.settings.alike import MOST_EACH
from fedsim.settings.config import SimulationConfig

NUM_WATCHED = 5


@lru_cache(maxsize=64)
def watched(config: SimulationConfig, server_round: int) -> frozenset[int]:
    """Places of the hospitals whose model is evaluated after its training: all of up to `MOST_EACH` that are asked, of
    more `NUM_WATCHED` that the seed decides."""
    asked = participation_for(config).planned(server_round)
    if len(asked) <= MOST_EACH:
        return frozenset(asked)
    drawn = numpy_rng(config.seed, "watched", server_round).choice(asked, NUM_WATCHED, replace=False)
    return frozenset(drawn.tolist())
