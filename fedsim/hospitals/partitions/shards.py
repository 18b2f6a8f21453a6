"""Shards: what McMahan et al. (2017, arXiv:1602.05629) dealt MNIST in."""

import numpy as np

from fedsim.hospitals.partitions.base import Dealing
from fedsim.seeds import numpy_rng
from fedsim.settings.partition import Shards


def shards(setting: Shards, dealing: Dealing) -> list[np.ndarray]:
    """Cut the images, sorted by class, into as many shards as are drawn, and let each hospital draw its own.

    The shards are of one size, or of sizes that differ by one image: none is left over.
    """
    num_hospitals = len(dealing.weights)
    order = np.concatenate([np.empty(0, np.int64), *dealing.piles])
    cut = np.array_split(order, num_hospitals * setting.shards_per_hospital)
    drawn = numpy_rng(dealing.seed, "shards").permutation(len(cut)).reshape(num_hospitals, -1)
    return [np.concatenate([cut[shard] for shard in own]) for own in drawn]
