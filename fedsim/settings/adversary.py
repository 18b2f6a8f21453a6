"""What a hospital does to cheat: a kind, with the parameters that this kind has.

Three kinds of cheats: with what the hospital trains on, with what it sends, and together with others that cheat, from
what the honest ones send.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Need, Setting

CLASS = Setting(of_classes=True)
"""The name of one of the data set's classes, or nothing."""


@dataclass(frozen=True)
class Honest:
    """It trains on its own images, and sends what it has learnt."""

    kind: Literal["honest"] = "honest"


@dataclass(frozen=True)
class LabelFlip:
    """It calls the images that it trains on by wrong names.

    Attributes:
        source: the class whose images it renames; nothing, with `target`, is every class: of k classes, label y becomes
            k - 1 - y (as in Karimireddy et al. 2022, arXiv:2006.09365).
        target: what it calls them.
    """

    kind: Literal["label-flip"] = "label-flip"
    source: Annotated[str, CLASS] = ""
    target: Annotated[str, CLASS] = ""


@dataclass(frozen=True)
class Backdoor:
    """It puts a small mark on some of its images and calls these by one name (Gu et al. 2017, arXiv:1708.06733).

    Attributes:
        target: the class that the mark is to mean; nothing is the set's first class.
        share: of its images of other classes, so many carry the mark.
        boost: what it sends is so many times its update (model replacement: Bagdasaryan et al. 2020, arXiv:1807.00459).
    """

    kind: Literal["backdoor"] = "backdoor"
    target: Annotated[str, CLASS] = ""
    share: Annotated[float, Ge(0.0), Le(1.0), Setting(steps=(0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0))] = 0.5
    boost: Annotated[float, Ge(0.0), Le(100.0), Setting(steps=(1.0, 2.0, 3.0, 5.0, 10.0, 20.0))] = 1.0


@dataclass(frozen=True)
class Noise:
    """It sends noise in place of its update (the Gaussian attack of Blanchard et al. 2017, arXiv:1703.02757).

    Attributes:
        ratio: how long the noise is (L2, expected), in lengths of its update; 0 sends the model back as it came.
    """

    kind: Literal["noise"] = "noise"
    ratio: Annotated[float, Ge(0.0), Le(1000.0), Setting(steps=(0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0))] = 3.0


@dataclass(frozen=True)
class Scale:
    """It sends a multiple of its update, so that it counts for more (Bagdasaryan et al. 2020, arXiv:1807.00459).

    Attributes:
        factor: how many times its update; 1 is honest, 0 sends the model back as it came.
    """

    kind: Literal["scale"] = "scale"
    factor: Annotated[float, Ge(0.0), Le(1000.0), Setting(steps=(0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0))] = 10.0


@dataclass(frozen=True)
class SignFlip:
    """It sends its update the wrong way round (Li et al. 2019, arXiv:1811.03761).

    Attributes:
        factor: how many times its update, turned round; 0 sends the model back as it came.
    """

    kind: Literal["sign-flip"] = "sign-flip"
    factor: Annotated[float, Ge(0.0), Le(1000.0), Setting(steps=(0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0))] = 1.0


UNNOISED = ("none", "record")
"""The privacy with which hospitals may collude: what the honest ones send is as it is, or protected already."""


def _colluding(kind: str) -> tuple[Need, ...]:
    return (Need("dp", UNNOISED, of=(kind,), problem="collude-or-noise", mutual=True),)


@dataclass(frozen=True)
class Alie:
    """It knows what the honest hospitals send, and hides within their spread: A Little Is Enough (Baruch et al. 2019,
    arXiv:1902.06156).

    Attributes:
        z: how many standard deviations it is away from their mean, in every number; 0 is the paper's formula.
    """

    kind: Literal["alie"] = "alie"
    z: Annotated[float, Ge(0.0), Le(100.0), Setting(steps=(0.0, 0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0))] = 0.0
    needs: ClassVar = _colluding("alie")


@dataclass(frozen=True)
class InnerProduct:
    """It knows what the honest hospitals send, and sends the opposite of their mean: inner-product manipulation (Xie et
    al. 2020, arXiv:1903.03936).

    Attributes:
        factor: how many times the mean of their updates, turned round; the paper's epsilon.
    """

    kind: Literal["inner-product"] = "inner-product"
    factor: Annotated[float, Ge(0.0), Le(1000.0), Setting(steps=(0.0, 0.1, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0))] = 0.5
    needs: ClassVar = _colluding("inner-product")


@dataclass(frozen=True)
class Mimic:
    """It knows what the honest hospitals send, and sends what one of them sends: that one counts for more, and the
    others for less (Karimireddy et al. 2022, arXiv:2006.09365)."""

    kind: Literal["mimic"] = "mimic"
    needs: ClassVar = _colluding("mimic")


Adversary = Annotated[
    Honest | LabelFlip | Backdoor | Noise | Scale | SignFlip | Alie | InnerProduct | Mimic,
    Field(discriminator="kind"),
]
COLLUDING = ("alie", "inner-product", "mimic")
"""The kinds that know what the honest hospitals send."""
