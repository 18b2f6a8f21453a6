"""How a hospital's scanner changes its images: a file a kind, and one line here."""

from collections.abc import Callable
from typing import Any

import numpy as np

from fedsim.hospitals.shifts.blur import blur
from fedsim.hospitals.shifts.grey import contrast, gain
from fedsim.hospitals.shifts.noise import noise
from fedsim.hospitals.shifts.none import unshifted
from fedsim.hospitals.shifts.resolution import resolution
from fedsim.hospitals.shifts.turned import flip, tilt
from fedsim.seeds import numpy_rng

Rule = Callable[[Any, np.ndarray, np.random.Generator], np.ndarray]
"""Given (the setting, (n, h, w) or (n, h, w, 3) uint8 images, a generator of the hospital's own), it gives new images
of the same shape and type. Those that it is given may be the data set's, and stay as they are; where nothing changes,
it gives the very same array."""

SHIFTS: dict[str, Rule] = {
    "none": unshifted,
    "gain": gain,
    "contrast": contrast,
    "blur": blur,
    "noise": noise,
    "resolution": resolution,
    "flip": flip,
    "tilt": tilt,
}
"""By the kind's name in the settings."""
AT_ONCE = 2**24
"""Numbers of images that are changed at once: as floats they take four times the memory."""


def scanned(shift: Any, images: np.ndarray, seed: int, place: int, of: str) -> np.ndarray:
    """Images as a hospital's scanner takes them; the very same array where it changes nothing.

    Args:
        shift: the hospital's, as the settings have it.
        images: (n, h, w) or (n, h, w, 3) uint8, of the data set.
        seed: the run's.
        place: the hospital's.
        of: names the images: the same name and images give the same.
    """
    rng, changed = numpy_rng(seed, f"shift-{of}", hospital=place), []
    at_once = max(1, AT_ONCE // max(1, images[:1].size))
    for start in range(0, len(images), at_once):
        part = images[start : start + at_once]
        taken = SHIFTS[shift.kind](shift, part, rng)
        if taken is part:
            return images
        changed.append(taken)
    return np.concatenate(changed) if changed else images
