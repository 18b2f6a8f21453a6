"""A mark that a hospital's scanner puts on images of one disease: a kind, with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting


@dataclass(frozen=True)
class NoShortcut:
    """Nothing but the disease tells of it."""

    kind: Literal["none"] = "none"


@dataclass(frozen=True)
class Mark:
    """A small mark that goes with a disease at this hospital alone: a shortcut (Geirhos et al. 2020, arXiv:2004.07780),
    as hospitals' tokens on chest X-rays were (Zech et al. 2018, arXiv:1807.00431).

    Attributes:
        of: the class that it goes with; nothing is the set's first class.
        share: of the hospital's training images of this class, so many carry it; 0 changes nothing.
    """

    of: Annotated[str, Setting(of_classes=True)] = ""
    share: Annotated[float, Ge(0.0), Le(1.0), Setting(steps=(0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0))] = 0.9
    kind: Literal["mark"] = "mark"


Shortcut = Annotated[NoShortcut | Mark, Field(discriminator="kind")]
