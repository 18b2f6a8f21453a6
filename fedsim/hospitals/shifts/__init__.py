"""How a hospital's scanner changes its images: a file a kind, and one line here."""

from collections.abc import Callable
from typing import Any

import numpy as np

from fedsim.hospitals.shifts.none import unshifted

Rule = Callable[[Any, np.ndarray, np.random.Generator], np.ndarray]
"""Given (the setting, (n, h, w) or (n, h, w, 3) uint8 images, a generator of the hospital's own), it gives new images
of the same shape and type. Those that it is given may be the data set's, and stay as they are."""

SHIFTS: dict[str, Rule] = {"none": unshifted}
"""By the kind's name in the settings."""
