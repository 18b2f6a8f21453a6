"""Which hospital gets which training image: a file a kind, and one line here."""

from collections.abc import Callable
from typing import Any

import numpy as np

from fedsim.hospitals.partitions.base import Dealing
from fedsim.hospitals.partitions.classes import few_classes, picked
from fedsim.hospitals.partitions.dirichlet import MIN_IMAGES, dirichlet
from fedsim.hospitals.partitions.none import all_seen, unskewed
from fedsim.hospitals.partitions.shards import shards

Rule = Callable[[Any, Dealing], list[np.ndarray]]
"""Given (the setting, what there is to deal), it gives an int64 index array a hospital, and no image to two. A hospital
that may keep only some of a class keeps those that come first."""

PARTITIONS: dict[str, Rule] = {"none": unskewed, "dirichlet": dirichlet, "classes": few_classes, "shards": shards}
"""By the kind's name in the settings."""
CLASSES_HELD: dict[str, Callable[[Any, Dealing], np.ndarray]] = {"none": all_seen, "classes": picked}
"""Of the kinds that say which classes a hospital has, and no more than that: (hospitals, k) bool. These can be dealt
shared, all images of a class to all that have it."""
LEAST: dict[str, int] = {"dirichlet": MIN_IMAGES}
"""Images that each hospital must get of a kind's split; a run with fewer is refused."""
