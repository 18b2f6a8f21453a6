"""What is promised to whom, in words."""

import math

from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Unit
from fedsim.privacy.plan import COSTLY, HOPELESS, best_guess, noise_against_updates
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import counted
from fedsim.text.format import in_words as number_in_words

NO_GUARANTEE = "no guarantee"
_WHO: dict[Unit | None, str] = {Unit.HOSPITAL: "one hospital took part", Unit.IMAGE: "one image was used"}
UNIT_NAMES: dict[Unit | None, str] = {Unit.HOSPITAL: "a whole hospital", Unit.IMAGE: "one image"}
LEVELS: dict[Unit | None, str] = {Unit.HOSPITAL: "client level", Unit.IMAGE: "record level"}
_CENTRAL = (
    "The unit is a whole hospital (client level). ε limits what whoever sees the shared models of all rounds can tell "
    "about whether one hospital, with all its images, took part (add-or-remove-one). "
)
_EQUALLY = "Hospitals count equally in the average, and one that is absent as one that changed nothing. "
_EVERY_ROUND = "Every hospital takes part in every round, so that sampling amplifies nothing."
UNITS = {
    "central": _CENTRAL + "The server is trusted. " + _EQUALLY + _EVERY_ROUND,
    "central-client": _CENTRAL
    + "The server is trusted to add the noise, and the hospitals to clip. "
    + _EQUALLY
    + _EVERY_ROUND,
    "central-adaptive": _CENTRAL
    + "The noise on the count of unclipped updates is part of the budget. The server is trusted. "
    + _EQUALLY
    + _EVERY_ROUND,
    "local": "The unit is a whole hospital, and the server need not be trusted. ε limits what whoever sees what a "
    "hospital sent in all rounds can tell about whether its images were used (add-or-remove-one). Each hospital has a "
    "promise of its own. " + _EVERY_ROUND,
    "record": "The unit is one image of one hospital (record level). ε limits what whoever sees what the hospital sent "
    "in all rounds can tell about whether that image was there (add-or-remove-one). Each hospital has a promise of its "
    "own, by its number of images and its steps; Poisson sampling amplifies it. A patient with several images has "
    "less.",
}
NOT_COVERED = (
    "What is measured for teaching, from true data: losses, accuracies, confusion matrices, update norms, the share "
    "that is clipped, and who answered in a round.",
    "How many images each hospital has, and the settings.",
    "A run that ends early for what its data did: a loss that is not finite, or a round in which all hospitals failed.",
    "Choosing settings by looking at several runs: every run spends a budget of its own. Runs that differ in settings, "
    "images or device have noise of their own, so that comparing them takes none of it away.",
    "Noise from a seed: whoever knows it, and settings and images, can take the noise away. The very same run has the "
    "very same noise, also on a device whose sums differ each time. A real federation draws it from the system.",
    "The rounding of floating-point noise (Mironov 2012, doi:10.1145/2382196.2382264).",
)
"""What no promise of this app is about."""


def in_words(config: SimulationConfig, noise_multiplier: float) -> str:
    """Who is protected from whom, or why nobody is.

    Args:
        config: the run's settings.
        noise_multiplier: the noise in force.
    """
    if not config.private:
        return f"{NO_GUARANTEE.capitalize()}: updates are neither clipped nor noised."
    if noise_multiplier <= 0:
        return f"{NO_GUARANTEE.capitalize()}: updates are clipped, but without noise that hides nobody."
    return UNITS[config.dp]


def promised(spent: Spent | None) -> str:
    """Epsilon as it is shown; never a number where nothing is promised."""
    if spent is None:
        return NO_GUARANTEE
    return f"ε = {spent.epsilon:,.0f}" if spent.epsilon >= 100 else f"ε = {spent.epsilon:.3g}"


def chance(spent: Spent) -> str:
    """Delta as it is shown."""
    return f"δ = {short_delta(spent.delta)}"


def short_delta(delta: float) -> str:
    """1e-5 rather than 1e-05."""
    return f"{delta:.2g}".replace("e-0", "e-")


def right_of_100(spent: Spent) -> int:
    """How many times of 100 an attacker who would toss a coin may be right, rounded up: it is a bound."""
    return min(100, math.ceil(100 * best_guess(spent) - 1e-9))


def is_void(spent: Spent) -> bool:
    """Whether a promise leaves an attacker free to be right more than 99 times of 100: practically nothing."""
    return right_of_100(spent) == 100


def attacker_right(spent: Spent) -> str:
    """The one way in which every page says what an epsilon is worth: an attacker may be right ..."""
    return f"{'up to' if is_void(spent) else 'at most'} {right_of_100(spent)} of 100 times"


def worth(spent: Spent, dp: str) -> str:
    """What a promise is worth to the one who is protected, in a sentence for everyone."""
    who = _WHO[MECHANISMS[dp].unit]
    right = f"whoever could only toss a coin on whether {who} may be right {attacker_right(spent)}"
    if is_void(spent):
        return f"Practically nothing is promised: {right} after seeing everything."
    odds = math.exp(spent.epsilon)
    return (
        f"{right[0].upper()}{right[1:]} after seeing everything: the odds rise by a factor of e^ε = "
        f"{odds:,.{1 if odds < 10 else 0}f} at most, but for a chance of {chance(spent)}."
    )


def worth_in_short(spent: Spent) -> str:
    """Likewise, to follow an epsilon."""
    return f"an attacker may be right {attacker_right(spent)}" + (
        ": practically nothing is promised" if is_void(spent) else ""
    )


def verdict(config: SimulationConfig, epsilon: float, num_parameters: int, many: int = 1000) -> tuple[str, str]:
    """Whether this federation can afford to hide one hospital, and the numbers that say so.

    Args:
        config: the run's settings, with a whole hospital as the unit.
        epsilon: what is to be promised after all rounds.
        num_parameters: numbers in the model.
        many: a number of hospitals to compare with.

    Raises:
        ConfigError: no noise is strong enough.
    """
    number = len(config.hospitals)
    here = noise_against_updates(config, epsilon, number, num_parameters)
    there = noise_against_updates(config, epsilon, many, num_parameters)
    judged = "nearly hopeless" if here > HOPELESS else "costly" if here > COSTLY else "affordable"
    return (
        f"With {number_in_words(number)} hospitals, protecting a whole hospital is {judged}.",
        f"Even ε = {epsilon:g}, which promises practically nothing, after {counted(config.rounds, 'round')} leaves "
        f"noise in the average that is {_times(here)} as long as the longest update a hospital may send. "
        f"Shared by {counted(many, 'hospital')} it would be {_times(there)} as long.",
    )


def _times(number: float) -> str:
    return f"{number:,.0f} times" if number >= 10 else f"{number:.2g} times"
