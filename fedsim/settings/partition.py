"""Label skew: which of its classes a hospital gets how much of, as a kind with the parameters that this kind has."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Le
from pydantic import Field

from fedsim.settings.setting import Need, Setting


@dataclass(frozen=True)
class NoSkew:
    """Only the classes that a hospital has never seen are missing; of the others it has the same share of each."""

    kind: Literal["none"] = "none"


@dataclass(frozen=True)
class Dirichlet:
    """Each class is shared out in proportions drawn from a Dirichlet distribution (Hsu et al. 2019, arXiv:1909.06335).

    Attributes:
        alpha: of its parameters the one for each hospital; small ones give a class to few hospitals, and at infinity
            every hospital has the same share.
    """

    kind: Literal["dirichlet"] = "dirichlet"
    alpha: Annotated[
        float, Ge(1e-3), Le(1e6), Setting(steps=(0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0))
    ] = 0.5
    skews: ClassVar = True
    """That a hospital has nothing of a class that it may see is what it was chosen for."""


@dataclass(frozen=True)
class FewClasses:
    """Each hospital has some classes alone (the pathological split of McMahan et al. 2017, arXiv:1602.05629).

    Attributes:
        classes_per_hospital: how many.
    """

    kind: Literal["classes"] = "classes"
    classes_per_hospital: Annotated[int, Ge(1), Le(1000), Setting(steps=(1, 2, 3, 4, 5, 10))] = 2
    skews: ClassVar = True


@dataclass(frozen=True)
class Shards:
    """The images, sorted by class, are cut into equal shards, and each hospital draws some (McMahan et al. 2017).

    Attributes:
        shards_per_hospital: how many; a shard has one class, or two where one ends within it.
    """

    kind: Literal["shards"] = "shards"
    shards_per_hospital: Annotated[int, Ge(1), Le(1000), Setting(steps=(1, 2, 3, 5, 10))] = 2
    skews: ClassVar = True
    needs: ClassVar = (Need("quantity", ("even",), of=("shards",), problem="shards-or-quantity", mutual=True),)
    """Shards are of one size."""


Partition = Annotated[NoSkew | Dirichlet | FewClasses | Shards, Field(discriminator="kind")]
EARLIER = {"disjoint": "none"}
"""Kinds by what earlier versions called them, when no image could be at two hospitals."""
