"""How many images a hospital has: its share, or a number typed for it alone."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting


@dataclass(frozen=True)
class Share:
    """Its share of the images of the classes that it sees, up to the bound that all hospitals have."""

    kind: Literal["share"] = "share"


@dataclass(frozen=True)
class Exactly:
    """A number of its own, whatever the bound on the others, who share what is left.

    Attributes:
        num_images: images.
    """

    kind: Literal["exactly"] = "exactly"
    num_images: Annotated[int, Ge(1), Le(999_999), Setting(steps=(20, 50, 100, 200, 500, 1000, 2000, 5000))] = 200


NumImages = Annotated[Share | Exactly, Field(discriminator="kind")]
