"""When a run ends before its last round: a kind, with the parameters that this kind has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Ge, Gt, Le
from pydantic import Field

from fedsim.errors import Problem
from fedsim.settings.setting import Setting

if TYPE_CHECKING:
    from fedsim.settings.config import SimulationConfig


@dataclass(frozen=True)
class NoStop:
    """It makes all rounds."""

    kind: Literal["none"] = "none"


@dataclass(frozen=True)
class AtTarget:
    """It ends after the first round of training whose test accuracy is as high.

    Attributes:
        stop_accuracy: what the rounds are evaluated on, as a share of the test images.
    """

    stop_accuracy: Annotated[
        float, Gt(0.0), Le(1.0), Setting(steps=(0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99))
    ] = 0.9
    kind: Literal["target"] = "target"


@dataclass(frozen=True)
class Plateau:
    """It ends once the test accuracy has not grown for some rounds (early stopping, Prechelt 1998).

    Attributes:
        patience: so many rounds in a row without a new best one; the untrained model is the first best one.
        min_improvement: a new best one is better than the last by more than this.
    """

    patience: Annotated[int, Ge(1), Le(500), Setting(steps=(1, 2, 3, 5, 10, 20, 50))] = 5
    min_improvement: Annotated[float, Ge(0.0), Le(1.0), Setting(steps=(0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05))] = (
        0.001
    )
    kind: Literal["plateau"] = "plateau"


StopAt = Annotated[NoStop | AtTarget | Plateau, Field(discriminator="kind")]
RULES_MET = ("target-reached", "plateau-reached")
"""The codes of what `ended_early` says."""


def ended_early(config: "SimulationConfig", accuracies: Sequence[float]) -> Problem | None:
    """Why a run ends here, before its last round; None where it goes on, or has made all of them.

    Args:
        config: the run's settings.
        accuracies: of the rounds so far on the test set, the untrained model's first.
    """
    rule, done = config.stop_at, len(accuracies) - 1
    if done < 1 or done >= config.rounds:
        return None
    if isinstance(rule, AtTarget) and accuracies[-1] >= rule.stop_accuracy:
        rounds, reached, target = config.rounds, accuracies[-1], rule.stop_accuracy
        return Problem.of("target-reached", done=done, rounds=rounds, accuracy=reached, target=target)
    if isinstance(rule, Plateau):
        best = _best_round(accuracies, rule.min_improvement)
        if done - best >= rule.patience:
            return Problem.of(
                "plateau-reached",
                done=done,
                rounds=config.rounds,
                patience=rule.patience,
                best=best,
                accuracy=accuracies[best],
                improvement=rule.min_improvement,
            )
    return None


def _best_round(accuracies: Sequence[float], min_improvement: float) -> int:
    best = 0
    for place, accuracy in enumerate(accuracies):
        if accuracy > accuracies[best] + min_improvement:
            best = place
    return best


def target_of(config: "SimulationConfig") -> float | None:
    """The accuracy to tell the rounds to: the one asked for, or else the one at which the run ends."""
    if config.target_accuracy is None and isinstance(config.stop_at, AtTarget):
        return config.stop_at.stop_accuracy
    return config.target_accuracy
