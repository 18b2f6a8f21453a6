"""How the hospitals' models become one: a kind, with the parameters that this kind has.

A kind that is not sound with some of privacy's mechanisms says so in `needs`, by the problem that it would be:

- `rule-or-central-noise`: central noise is calibrated for a mean of clipped updates that all count alike; of a median,
of
  what Krum chooses, or of updates that count by what hospitals say of themselves it says nothing. Noise that a hospital
  adds before it sends (local, record) holds whatever is made of it.
- `loss-or-noise`, `scaffold-or-noise`: the hospitals send more than the model, which no mechanism clips or noises.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le, Lt
from pydantic import Field

from fedsim.settings.setting import Need, Setting

NOT_CENTRAL = ("none", "local", "record")
Byzantine = Annotated[int, Ge(0), Le(400), Setting(steps=(0, 1, 2, 3, 5))]
ServerRate = Annotated[float, Ge(1e-4), Le(10.0), Setting(steps=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0))]
Beta1 = Annotated[float, Ge(0.0), Lt(1.0), Setting(steps=(0.0, 0.5, 0.9, 0.95, 0.99))]
Beta2 = Annotated[float, Ge(0.0), Lt(1.0), Setting(steps=(0.0, 0.9, 0.99, 0.999))]
Tau = Annotated[float, Ge(1e-8), Le(1.0), Setting(steps=(1e-5, 1e-4, 1e-3, 1e-2, 1e-1))]


def _not_central(kind: str) -> tuple[Need, ...]:
    return (Need("dp", NOT_CENTRAL, of=(kind,), problem="rule-or-central-noise", mutual=True),)


KEEP_A_MODEL = ("scaffold", "feddyn", "ditto")
"""Kinds with which each hospital remembers as much as a model from round to round."""
SEND_CONTROLS = ("scaffold",)
"""Kinds with which a correction travels beside each of a model's learned numbers, both ways."""


@dataclass(frozen=True)
class FedAvg:
    """The mean of the hospitals' models (McMahan et al. 2017, arXiv:1602.05629)."""

    kind: Literal["fedavg"] = "fedavg"


@dataclass(frozen=True)
class FedProx:
    """FedAvg whose hospitals are held near the global model (Li et al. 2020, arXiv:1812.06127).

    Attributes:
        mu: each hospital's loss gains mu / 2 times the squared distance from the global model; 0 is FedAvg.
    """

    kind: Literal["fedprox"] = "fedprox"
    mu: Annotated[float, Ge(0.0), Le(10.0), Setting(steps=(0.0, 0.001, 0.01, 0.1, 1.0, 10.0))] = 0.01


@dataclass(frozen=True)
class Scaffold:
    """FedAvg whose hospitals correct their steps for how they differ (Karimireddy et al. 2020, arXiv:1910.06378)."""

    kind: Literal["scaffold"] = "scaffold"
    needs: ClassVar = (Need("dp", ("none",), of=("scaffold",), problem="scaffold-or-noise", mutual=True),)
    """Control variates are made of the same images and would have to be clipped, noised and accounted for."""


@dataclass(frozen=True)
class FedAvgM:
    """FedAvg with momentum at the server (Hsu et al. 2019, arXiv:1909.06335).

    Attributes:
        momentum: share of the last step that goes on; 0 is FedAvg.
    """

    kind: Literal["fedavgm"] = "fedavgm"
    momentum: Annotated[float, Ge(0.0), Lt(1.0), Setting(steps=(0.0, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99))] = 0.5


@dataclass(frozen=True)
class FedAdagrad:
    """The server takes Adagrad's steps along the mean update (Reddi et al. 2021, arXiv:2003.00295).

    Attributes:
        server_lr: the server's learning rate, eta.
        server_tau: added to the root of the squared updates' sum: the larger, the less each weight has a pace of its
        own.
    """

    kind: Literal["fedadagrad"] = "fedadagrad"
    server_lr: ServerRate = 0.03
    server_tau: Tau = 1e-3


@dataclass(frozen=True)
class FedAdam:
    """The server takes Adam's steps along the mean update (Reddi et al. 2021, arXiv:2003.00295).

    Attributes:
        server_lr: the server's learning rate, eta.
        beta_1: share of the earlier updates' mean that goes on.
        beta_2: share of their mean square that goes on.
        server_tau: added to its root.
    """

    kind: Literal["fedadam"] = "fedadam"
    server_lr: ServerRate = 0.03
    beta_1: Beta1 = 0.9
    beta_2: Beta2 = 0.99
    server_tau: Tau = 1e-3


@dataclass(frozen=True)
class FedYogi:
    """FedAdam whose mean square moves by less at a time (Reddi et al. 2021, arXiv:2003.00295).

    Attributes:
        server_lr: the server's learning rate, eta.
        beta_1: share of the earlier updates' mean that goes on.
        beta_2: 1 - beta_2 is by how much the mean square may move.
        server_tau: added to its root.
    """

    kind: Literal["fedyogi"] = "fedyogi"
    server_lr: ServerRate = 0.03
    beta_1: Beta1 = 0.9
    beta_2: Beta2 = 0.99
    server_tau: Tau = 1e-3


@dataclass(frozen=True)
class QFedAvg:
    """Hospitals with a larger loss count more (q-FedAvg, Li et al. 2020, arXiv:1905.10497).

    Attributes:
        q: how much more; 0 is FedAvg.
        lipschitz: the paper's L: the larger, the shorter the steps where q > 0.
    """

    kind: Literal["qfedavg"] = "qfedavg"
    q: Annotated[float, Ge(0.0), Le(10.0), Setting(steps=(0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0))] = 0.2
    lipschitz: Annotated[float, Ge(1e-3), Le(1e4), Setting(steps=(0.1, 0.3, 1.0, 3.0, 10.0, 100.0))] = 1.0
    needs: ClassVar = (Need("dp", ("none",), of=("qfedavg",), problem="loss-or-noise", mutual=True),)


@dataclass(frozen=True)
class FedNova:
    """Updates are means over a hospital's steps, so that who makes more counts no more (Wang et al. 2020,
    arXiv:2007.07481)."""

    kind: Literal["fednova"] = "fednova"
    needs: ClassVar = _not_central("fednova")


@dataclass(frozen=True)
class FedDyn:
    """Each hospital's loss is bent so that its optimum is the federation's (Acar et al. 2021, arXiv:2111.04263).

    Attributes:
        dyn_alpha: how strongly.
    """

    kind: Literal["feddyn"] = "feddyn"
    dyn_alpha: Annotated[float, Ge(1e-4), Le(10.0), Setting(steps=(0.001, 0.01, 0.03, 0.1, 0.3, 1.0))] = 0.1
    needs: ClassVar = _not_central("feddyn")
    """Its step counts who answered, which central noise is to hide."""


@dataclass(frozen=True)
class FedMedian:
    """The median of each weight (Yin et al. 2018, arXiv:1803.01498)."""

    kind: Literal["fedmedian"] = "fedmedian"
    needs: ClassVar = _not_central("fedmedian")


@dataclass(frozen=True)
class FedTrimmedAvg:
    """The mean of each weight without its extremes (Yin et al. 2018, arXiv:1803.01498).

    Attributes:
        trim: share of the hospitals that is left out at each end, rounded down; 0 is the mean.
    """

    kind: Literal["fedtrimmedavg"] = "fedtrimmedavg"
    trim: Annotated[float, Ge(0.0), Lt(0.5), Setting(steps=(0.0, 0.1, 0.2, 0.3, 0.4))] = 0.34
    needs: ClassVar = _not_central("fedtrimmedavg")


@dataclass(frozen=True)
class Krum:
    """The one update that has the others nearest (Blanchard et al. 2017, arXiv:1703.02757).

    Attributes:
        byzantine: how many hospitals may cheat, f; there must be 2f + 3 or more.
    """

    kind: Literal["krum"] = "krum"
    byzantine: Byzantine = 1
    needs: ClassVar = _not_central("krum")


@dataclass(frozen=True)
class MultiKrum:
    """The mean of the updates that have the others nearest (Blanchard et al. 2017, arXiv:1703.02757).

    Attributes:
        byzantine: how many hospitals may cheat, f; there must be 2f + 3 or more.
        num_selected: of how many; 0 is all but f.
    """

    kind: Literal["multikrum"] = "multikrum"
    byzantine: Byzantine = 1
    num_selected: Annotated[int, Ge(0), Le(1000), Setting(steps=(0, 1, 2, 3, 5, 10))] = 0
    needs: ClassVar = _not_central("multikrum")


@dataclass(frozen=True)
class Bulyan:
    """Krum chooses many, and each weight's extremes among them are left out (El Mhamdi et al. 2018, arXiv:1802.07927).

    Attributes:
        byzantine: how many hospitals may cheat, f; there must be 4f + 3 or more.
    """

    kind: Literal["bulyan"] = "bulyan"
    byzantine: Byzantine = 1
    needs: ClassVar = _not_central("bulyan")


@dataclass(frozen=True)
class GeometricMedian:
    """The point that is nearest to all updates together: RFA (Pillutla et al. 2022, arXiv:1912.13445)."""

    kind: Literal["rfa"] = "rfa"
    needs: ClassVar = _not_central("rfa")


@dataclass(frozen=True)
class CentredClipping:
    """The mean, in which nobody moves the last round's result by more than a radius (Karimireddy et al. 2021,
    arXiv:2012.10333).

    Attributes:
        clip_radius: tau, an L2 norm of updates.
        clip_steps: how often the result is taken for the new centre.
    """

    kind: Literal["centred-clipping"] = "centred-clipping"
    clip_radius: Annotated[float, Ge(1e-3), Le(1e4), Setting(steps=(0.1, 0.3, 1.0, 3.0, 10.0, 30.0))] = 1.0
    clip_steps: Annotated[int, Ge(1), Le(100), Setting(steps=(1, 2, 3, 5, 10))] = 3
    needs: ClassVar = _not_central("centred-clipping")


@dataclass(frozen=True)
class FedBN:
    """FedAvg whose normalisation layers stay at each hospital (Li et al. 2021, arXiv:2102.07623)."""

    kind: Literal["fedbn"] = "fedbn"


@dataclass(frozen=True)
class FedPer:
    """FedAvg whose last layer stays at each hospital (Arivazhagan et al. 2019, arXiv:1912.00818)."""

    kind: Literal["fedper"] = "fedper"


@dataclass(frozen=True)
class Ditto:
    """FedAvg, and beside it each hospital trains a model of its own, held near the shared one (Li et al. 2021,
    arXiv:2012.04221).

    Attributes:
        ditto_lambda: how strongly; 0 is training alone.
    """

    kind: Literal["ditto"] = "ditto"
    ditto_lambda: Annotated[float, Ge(0.0), Le(100.0), Setting(steps=(0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0))] = 0.1


@dataclass(frozen=True)
class FineTuning:
    """FedAvg, of whose model each hospital trains a copy a little further on its own images (Wang et al. 2019,
    arXiv:1910.10252).

    Attributes:
        tuning_epochs: passes over its own images; 0 is FedAvg.
    """

    kind: Literal["finetuning"] = "finetuning"
    tuning_epochs: Annotated[int, Ge(0), Le(50), Setting(steps=(0, 1, 2, 3, 5, 10))] = 1


AVERAGING = FedAvg | FedProx | Scaffold | FedAvgM | FedAdagrad | FedAdam | FedYogi | QFedAvg | FedNova | FedDyn
ROBUST_KINDS = FedMedian | FedTrimmedAvg | Krum | MultiKrum | Bulyan | GeometricMedian | CentredClipping
PERSONAL = FedBN | FedPer | Ditto | FineTuning
Strategy = Annotated[AVERAGING | ROBUST_KINDS | PERSONAL, Field(discriminator="kind")]
ROBUST = tuple(kind.kind for kind in ROBUST_KINDS.__args__)
"""The kinds that look for updates that may be wrong."""
OWN_MODELS = tuple(kind.kind for kind in PERSONAL.__args__)
"""The kinds that leave each hospital a model of its own: a round's numbers are means over these models."""


def has_own_models(config: Any) -> bool:
    """Whether the rounds of a run are evaluated on the hospitals' own models."""
    return config.strategy.kind in OWN_MODELS


def by_scanner(config: Any) -> bool:
    """Whether each of these is evaluated on images of its own: what its hospital's scanner takes."""
    return has_own_models(config) and any(each.shift.kind != "none" for each in config.hospitals)
