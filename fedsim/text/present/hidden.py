"""Who is hidden by noise for privacy, from whom, and how well: for somebody who has never heard of epsilon."""

from fedsim.analysis.noise_points import NoisePoint
from fedsim.language import N_, Words, _, paragraph
from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Place, Unit
from fedsim.text.pages.privacy.promise import Promise
from fedsim.text.promise import attacker_right, is_void, overlapping, right_of_100

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


def hidden(point: NoisePoint, *, overlap: bool) -> tuple[tuple[str, str], ...]:
    """What a run's noise hides, from whom and how well, and what that is for patients: each with its title.

    Args:
        point: the run.
        overlap: whether hospitals may hold the same images.
    """
    mechanism, spent = MECHANISMS[point.dp], _spent(point)
    whom, who_not, patients = (_("nothing"), _("nobody"), _("Nothing is promised about them."))
    if spent and mechanism.noise_at:
        whom, who_not = _WHOM[mechanism.noise_at], _FROM[mechanism.noise_at]
        if not is_void(spent):
            patients = paragraph([*_of_patients(mechanism.unit), overlapping(point.dp) if overlap else ""])
    return (
        (_("Hides"), whom), (_("From"), who_not), (_("How well"), _how_well(spent)), (_("Patients"), patients),
    )  # fmt: skip


def _of_patients(unit: Unit | None) -> tuple[str, ...]:
    if unit is Unit.IMAGE:
        return (_("Hidden, each with one scan: a patient with several has less."),)
    return (_("Only as part of their hospital."), str(Promise.ANOTHER_UNIT))


def _spent(point: NoisePoint) -> Spent | None:
    return None if point.epsilon is None or point.delta is None else Spent(point.epsilon, point.delta)


def _how_well(spent: Spent | None) -> str:
    """What the promise is worth to the one who is hidden."""
    if spent is None:
        return _("Not at all: without noise nothing is promised.")
    if is_void(spent):
        words = _("Practically not: whoever guesses may be right {right}; tossing a coin, 50.")
    elif right_of_100(spent) >= POOR:
        words = _("Poorly: whoever guesses may be right {right}; tossing a coin, 50.")
    else:
        words = _("Whoever guesses may be right {right}; tossing a coin, 50.")
    return words.format(right=attacker_right(spent))
