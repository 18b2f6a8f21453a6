"""Labels that a hospital has wrong by mistake, and does not know of: whoever trains on its images trains on them.

Who holds what is counted by what the images show, and not by what these labels say: a disease that a hospital has
never seen stays one that it has never seen, although some of its images bear that name.
"""

import numpy as np

from fedsim.seeds import numpy_rng
from fedsim.settings.label_noise import LabelNoise, NoNoise


def mistaken(setting: LabelNoise, labels: np.ndarray, num_classes: int, seed: int, place: int, of: str) -> np.ndarray:
    """A hospital's labels with its mistakes; the very same array where it makes none.

    Args:
        setting: the hospital's.
        labels: (n,) int64 in [0, k).
        num_classes: k.
        seed: the run's.
        place: the hospital's.
        of: names the labels: the same name and labels give the same.
    """
    if isinstance(setting, NoNoise) or setting.share == 0 or num_classes < 2:
        return labels
    rng = numpy_rng(seed, f"label-noise-{of}", hospital=place)
    wrong, further = rng.random(len(labels)) < setting.share, rng.integers(1, num_classes, len(labels))
    return np.where(wrong, (labels + further) % num_classes, labels)
