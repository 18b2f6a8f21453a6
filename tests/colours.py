"""How colours look to readers with a kind of colour blindness, and how far two are apart.

Simulated with full severity by Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113); distances are
Euclidean in Oklab (https://bottosson.github.io/posts/oklab/), in which 0.02 is about the least that is noticed.
"""

import numpy as np

from fedsim.charts.contrast import channels

VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def seen(color: str, vision: str) -> np.ndarray:
    """(3,) Oklab of a colour such as "#2f7de1" as a kind of vision sees it."""
    values = np.array(channels(color))
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return _OKLAB @ np.cbrt(_CONES @ np.clip(VISIONS[vision] @ linear, 0, 1))


def apart(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(seen(one, vision) - seen(other, vision)))
