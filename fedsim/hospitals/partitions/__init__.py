"""Which hospital gets which training image: a file a kind, and one line here."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from fedsim.hospitals.partitions.disjoint import disjoint

Rule = Callable[[Any, np.ndarray, Sequence[Sequence[int]], int], list[np.ndarray]]
"""Given (the setting, labels (n,) int64 in [0, k), the classes that each hospital has never seen, the run's seed), it
gives an int64 index array a hospital. A hospital that may keep only some of a class keeps those that come first."""

PARTITIONS: dict[str, Rule] = {"disjoint": disjoint}
"""By the kind's name in the settings."""
