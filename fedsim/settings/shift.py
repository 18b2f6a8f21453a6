"""How a hospital's scanner differs from the data set's: a kind, with the parameters that this kind has.

Each kind but the flip has a value at which the images are as they are in the data set; it is said with the bounds.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

from fedsim.settings.setting import Setting

FACTORS = (0.25, 0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 2.0, 3.0)


@dataclass(frozen=True)
class NoShift:
    """Its images are as they are in the data set."""

    kind: Literal["none"] = "none"


@dataclass(frozen=True)
class Gain:
    """Brighter or darker.

    Attributes:
        factor: every grey level is multiplied by it; 1 changes nothing, 0 leaves black images.
    """

    factor: Annotated[float, Ge(0.0), Le(10.0), Setting(steps=FACTORS)] = 1.4
    kind: Literal["gain"] = "gain"


@dataclass(frozen=True)
class Contrast:
    """Stronger or weaker contrast.

    Attributes:
        factor: every grey level's distance to its image's mean is multiplied by it; 1 changes nothing, 0 leaves the
            mean alone.
    """

    factor: Annotated[float, Ge(0.0), Le(10.0), Setting(steps=FACTORS)] = 0.5
    kind: Literal["contrast"] = "contrast"


@dataclass(frozen=True)
class Blur:
    """A blurred image.

    Attributes:
        sigma: standard deviation of the Gaussian, px; 0 changes nothing.
    """

    sigma: Annotated[float, Ge(0.0), Le(50.0), Setting(steps=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0))] = 1.5
    kind: Literal["blur"] = "blur"


@dataclass(frozen=True)
class Noise:
    """A noisy image, the same one whenever it is looked at.

    Attributes:
        std: standard deviation of the Gaussian noise, grey levels of 255; 0 changes nothing.
    """

    std: Annotated[float, Ge(0.0), Le(255.0), Setting(steps=(0.0, 5.0, 10.0, 20.0, 30.0, 50.0, 80.0))] = 20.0
    kind: Literal["noise"] = "noise"


@dataclass(frozen=True)
class Resolution:
    """Fewer pixels, drawn as large as before.

    Attributes:
        share: so many of the pixels are kept; 1 changes nothing.
    """

    share: Annotated[float, Gt(0.0), Le(1.0), Setting(steps=(0.02, 0.05, 0.1, 0.25, 0.5, 1.0))] = 0.25
    kind: Literal["resolution"] = "resolution"


@dataclass(frozen=True)
class Flip:
    """Left is right."""

    kind: Literal["flip"] = "flip"


@dataclass(frozen=True)
class Tilt:
    """A patient who does not sit straight.

    Attributes:
        degrees: so far the image is turned, counter-clockwise; 0 changes nothing.
    """

    degrees: Annotated[float, Ge(-180.0), Le(180.0), Setting(steps=(-45.0, -20.0, -10.0, 0.0, 10.0, 20.0, 45.0))] = 20.0
    kind: Literal["tilt"] = "tilt"


Shift = NoShift | Gain | Contrast | Blur | Noise | Resolution | Flip | Tilt
