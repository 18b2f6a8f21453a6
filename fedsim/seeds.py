"""One seed for every place that needs randomness, so that any part of a run can be replayed alone.

State goes in and comes out: nothing here touches a global generator. The idea of deriving each round's
randomness from (seed, round, client) is FedJAX's (Ro, Suresh and Wu, 2021, arXiv:2108.02117).
"""

import hashlib

import numpy as np


def seed_for(run_seed: int, role: str, round: int = 0, hospital: int = 0) -> int:
    """Derive an independent seed from a run's seed and the place that it is used in.

    Args:
        run_seed: the seed that the user chose.
        role: what the randomness is for, such as "weights", "batches" or "noise".
        round: the communication round, 0 where there is none.
        hospital: the hospital's position, 0 where there is none.

    Returns:
        An integer in [0, 2**63), the same on every machine and in every process.
    """
    place = f"{run_seed}/{role}/{round}/{hospital}".encode()
    return int.from_bytes(hashlib.blake2b(place, digest_size=8).digest(), "big") >> 1


def numpy_rng(run_seed: int, role: str, round: int = 0, hospital: int = 0) -> np.random.Generator:
    """A NumPy generator seeded with `seed_for`."""
    return np.random.default_rng(seed_for(run_seed, role, round, hospital))
