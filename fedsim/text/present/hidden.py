"""Who is hidden by noise for privacy, from whom, and how well: for somebody who has never heard of epsilon."""

from fedsim.analysis.noise_points import NoisePoint
from fedsim.language import N_, Words, _, paragraph
from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Place, Unit
from fedsim.text.pages.privacy.promise import Promise
from fedsim.text.promise import attacker_right, is_void, right_of_100

POOR = 90
"""Right so many times of 100, whoever guesses is hardly held up."""
_WHOM = Words(
    {
        Place.SERVER: N_("whether a hospital took part"),
        Place.SENDING: N_("whether a hospital’s scans were used"),
        Place.TRAINING: N_("whether a single scan was used"),
    }
)
"""All tables are by where noise is added."""
_FROM = Words(
    {
        Place.SERVER: N_("the other hospitals and whoever gets the model; not from the server"),
        Place.SENDING: N_("everybody else, the server too"),
        Place.TRAINING: N_("everybody outside its hospital, the server too"),
    }
)


def hidden(dp: str) -> tuple[tuple[str, str], ...]:
    """What a mechanism hides and from whom, and what that is for patients: each with its title."""
    mechanism = MECHANISMS[dp]
    if mechanism.unit is Unit.IMAGE:
        patients = _("Hidden, each with one scan: a patient with several has less.")
    else:
        patients = paragraph([_("No promise of their own here."), Promise.ANOTHER_UNIT])
    return (
        (_("Hides"), _WHOM[mechanism.noise_at]),
        (_("From"), _FROM[mechanism.noise_at]),
        (_("Patients"), patients),
    )


def how_well(point: NoisePoint) -> str:
    """What the promise is worth to the one who is hidden."""
    if point.epsilon is None or point.delta is None:
        return _("Not at all: without noise nothing is promised.")
    spent = Spent(point.epsilon, point.delta)
    if is_void(spent):
        words = _("Practically not: whoever guesses may be right {right}; tossing a coin, 50.")
    elif right_of_100(spent) >= POOR:
        words = _("Poorly: whoever guesses may be right {right}; tossing a coin, 50.")
    else:
        words = _("Whoever guesses may be right {right}; tossing a coin, 50.")
    return words.format(right=attacker_right(spent))
