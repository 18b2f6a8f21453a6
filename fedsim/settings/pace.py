"""How fast a hospital trains, on a clock that is not this machine's: a kind, with the parameters that it has."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Setting


@dataclass(frozen=True)
class Normal:
    """Its time goes by its images alone."""

    kind: Literal["normal"] = "normal"


@dataclass(frozen=True)
class Slow:
    """A straggler.

    Attributes:
        factor: how many times as long it takes for as many images.
    """

    factor: Annotated[float, Ge(1.0), Le(1000.0), Setting()] = 3.0
    kind: Literal["slow"] = "slow"


Pace = Annotated[Normal | Slow, Field(discriminator="kind")]


def slowness(pace: Normal | Slow) -> float:
    """How many times the normal time a hospital takes."""
    return pace.factor if isinstance(pace, Slow) else 1.0
