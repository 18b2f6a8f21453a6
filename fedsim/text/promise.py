"""What is promised to whom, in words."""

import math

from fedsim.hospitals.participation import PARTICIPATION
from fedsim.hospitals.participation.attendance import is_everyone
from fedsim.hospitals.participation.base import Accounted
from fedsim.language import N_, Words, _, paragraph
from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Unit
from fedsim.privacy.plan import COSTLY, HOPELESS, best_guess, noise_against_updates
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import members
from fedsim.text.format import counted, decimals, exact, short
from fedsim.text.format import in_words as number_in_words

UNIT_NAMES = Words({Unit.HOSPITAL: N_("a whole hospital"), Unit.IMAGE: N_("one image")})
LEVELS = Words({Unit.HOSPITAL: N_("client level"), Unit.IMAGE: N_("record level")})
_CENTRAL = (
    N_("The unit is a whole hospital (client level)."),
    N_(
        "ε limits what whoever sees the shared models of all rounds can tell about whether one hospital, with all its "
        "images, took part (add-or-remove-one)."
    ),
)
_TRUSTED = N_("The server is trusted.")
_EQUALLY = N_("Hospitals count equally in the average, and one that is absent as one that changed nothing.")
_TAKE_PART = Words({"full": N_("Every hospital takes part in every round, so that sampling amplifies nothing.")})
"""Who takes part, by the participation's kind; of another one, or where some drop out, it is what privacy counts on."""
_ACCOUNTED = Words(
    {
        Accounted.WHOLE_ROUNDS: N_(
            "Who takes part in a round follows from the settings and the seed, so that sampling amplifies nothing: a "
            "hospital pays in full for every round that it is asked in."
        )
    }
)
_OWN_PROMISE = N_("Each hospital has a promise of its own.")
_UNITS = {
    "central": (*_CENTRAL, _TRUSTED, _EQUALLY),
    "central-client": (
        *_CENTRAL,
        N_("The server is trusted to add the noise, and the hospitals to clip."),
        _EQUALLY,
    ),
    "central-adaptive": (
        *_CENTRAL,
        N_("The noise on the count of unclipped updates is part of the budget."),
        _TRUSTED,
        _EQUALLY,
    ),
    "local": (
        N_("The unit is a whole hospital, and the server need not be trusted."),
        N_(
            "ε limits what whoever sees what a hospital sent in all rounds can tell about whether its images were used "
            "(add-or-remove-one)."
        ),
        _OWN_PROMISE,
    ),
    "record": (
        N_("The unit is one image of one hospital (record level)."),
        N_(
            "ε limits what whoever sees what the hospital sent in all rounds can tell about whether that image was "
            "there (add-or-remove-one)."
        ),
        N_(
            "Each hospital has a promise of its own, by its number of images and its steps; Poisson sampling amplifies "
            "it."
        ),
        N_("A patient with several images has less."),
    ),
}
_NOT_COVERED = (
    N_(
        "What is measured for teaching, from true data: losses, accuracies, confusion matrices, update norms, the "
        "share that is clipped, and who answered in a round."
    ),
    N_("How many images each hospital has, and the settings."),
    N_(
        "A run that ends early for what its data did: a loss that is not finite, or a round in which all hospitals "
        "failed."
    ),
    N_(
        "A run that ends early at a test accuracy or a plateau: only the rounds made are counted, and how many these "
        "are depends on models. To be safe, take the promise of all rounds."
    ),
    N_(
        "A copy of the shared model that a hospital which never takes part trains further: it stays there, and is "
        "trained without noise."
    ),
    N_(
        "Choosing settings by looking at several runs: every run spends a budget of its own. Runs that differ in "
        "settings, images or device have noise of their own, so that comparing them takes none of it away."
    ),
    N_(
        "Noise from a seed: whoever knows it, and settings and images, can take the noise away. The very same run has "
        "the very same noise, also on a device whose sums differ each time. A real federation draws it from the system."
    ),
    N_("The rounding of floating-point noise (Mironov 2012, doi:10.1145/2382196.2382264)."),
)


def unit_of(config: SimulationConfig) -> str:
    """Who is protected from whom by a run's noise, and what overlapping hospitals take from that."""
    said = unit(config.dp, config.participation.kind, all_answer=is_everyone(config))
    return paragraph([said, overlapping(config.dp)]) if config.deal == "shared" else said


def unit(dp: str, participation: str, all_answer: bool = True) -> str:
    """Who is protected from whom, with noise.

    Args:
        dp: where the noise goes.
        participation: the kind of it, which must be accounted for.
        all_answer: whether whoever is asked answers, as far as the settings say.
    """
    said = list(map(_, _UNITS[dp]))
    return paragraph(said if MECHANISMS[dp].unit is Unit.IMAGE else [*said, _who_takes_part(participation, all_answer)])


def _who_takes_part(kind: str, all_answer: bool) -> str:
    accounted = PARTICIPATION[kind].accounted
    return _TAKE_PART[kind] if (kind in _TAKE_PART and all_answer) or accounted is None else _ACCOUNTED[accounted]


def not_covered() -> tuple[str, ...]:
    """What no promise of this app is about."""
    return tuple(map(_, _NOT_COVERED))


def no_guarantee() -> str:
    """In place of an epsilon where nothing is promised."""
    return _("no guarantee")


def in_words(config: SimulationConfig, noise_multiplier: float) -> str:
    """Who is protected from whom, or why nobody is.

    Args:
        config: the run's settings.
        noise_multiplier: the noise in force.
    """
    if not config.private:
        return _("No guarantee: updates are neither clipped nor noised.")
    if noise_multiplier <= 0:
        return _("No guarantee: updates are clipped, but without noise that hides nobody.")
    return unit_of(config)


def overlapping(dp: str) -> str:
    """What overlapping hospitals take from the promise, where images are dealt shared."""
    if MECHANISMS[dp].unit is Unit.IMAGE:
        return _(
            "Hospitals overlap: an image that is at several of them is in as many promises, and what each lets through "
            "adds up."
        )
    return _(
        "Hospitals overlap: nothing is promised of one hospital's images where others have the same ones and take part "
        "too."
    )


def promised(spent: Spent | None) -> str:
    """Epsilon as it is shown; never a number where nothing is promised."""
    if spent is None:
        return no_guarantee()
    return f"ε = {short(spent.epsilon)}"


def chance(spent: Spent) -> str:
    """Delta as it is shown."""
    return f"δ = {short_delta(spent.delta)}"


def short_delta(delta: float) -> str:
    """1e-5 rather than 1e-05."""
    return short(delta, 2).replace("e-0", "e-")


def right_of_100(spent: Spent) -> int:
    """How many times of 100 a guesser of membership who would toss a coin may be right, rounded up: it is a bound."""
    return min(100, math.ceil(100 * best_guess(spent) - 1e-9))


def is_void(spent: Spent) -> bool:
    """Whether a promise lets a guesser of membership be right more than 99 times of 100: practically nothing."""
    return right_of_100(spent) == 100


def attacker_right(spent: Spent) -> str:
    """The one way in which every page says what an epsilon is worth: who guesses membership may be right ..."""
    message = _("up to {n} of 100 times") if is_void(spent) else _("at most {n} of 100 times")
    return message.format(n=right_of_100(spent))


def worth(spent: Spent, dp: str) -> str:
    """What a promise is worth to the one who is protected, in a sentence for everyone."""
    right, image = attacker_right(spent), MECHANISMS[dp].unit is Unit.IMAGE
    if is_void(spent):
        message = (
            _(
                "Practically nothing is promised: whoever could only toss a coin on whether one image was used may be "
                "right {right} after seeing everything."
            )
            if image
            else _(
                "Practically nothing is promised: whoever could only toss a coin on whether one hospital took part may "
                "be right {right} after seeing everything."
            )
        )
        return message.format(right=right)
    message = (
        _(
            "Whoever could only toss a coin on whether one image was used may be right {right} after seeing "
            "everything: the odds rise by a factor of e^ε = {odds} at most, but for a chance of {chance}."
        )
        if image
        else _(
            "Whoever could only toss a coin on whether one hospital took part may be right {right} after seeing "
            "everything: the odds rise by a factor of e^ε = {odds} at most, but for a chance of {chance}."
        )
    )
    odds = math.exp(spent.epsilon)
    return message.format(right=right, odds=f"{odds:,.{1 if odds < 10 else 0}f}", chance=chance(spent))


def worth_in_short(spent: Spent) -> str:
    """Likewise, to follow an epsilon."""
    message = (
        _("whoever guesses membership may be right {right}: practically nothing is promised")
        if is_void(spent)
        else _("whoever guesses membership may be right {right}")
    )
    return message.format(right=attacker_right(spent))


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
    number = len(members(config.hospitals))
    here = noise_against_updates(config, epsilon, number, num_parameters)
    there = noise_against_updates(config, epsilon, many, num_parameters)
    if here > HOPELESS:
        headline = _("With {hospitals} hospitals, protecting a whole hospital is nearly hopeless.")
    elif here > COSTLY:
        headline = _("With {hospitals} hospitals, protecting a whole hospital is costly.")
    else:
        headline = _("With {hospitals} hospitals, protecting a whole hospital is affordable.")
    numbers = _(
        "Even ε = {epsilon}, which promises practically nothing, after {rounds} leaves noise in the average that is "
        "{here} as long as the longest update a hospital may send. Shared by {hospitals} it would be {there} as long."
    )
    return headline.format(hospitals=number_in_words(number)), numbers.format(
        epsilon=exact(epsilon),
        rounds=counted(config.rounds, "round"),
        here=_times(here),
        hospitals=counted(many, "hospital"),
        there=_times(there),
    )


def _times(number: float) -> str:
    return _("{number} times").format(number=decimals(number, 0) if number >= 10 else short(number, 2))
