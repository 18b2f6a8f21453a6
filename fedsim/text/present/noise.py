"""What noise for privacy costs, and whom it hides from whom: who sees an update before its noise sees all of it."""

from collections.abc import Iterator, Sequence

from fedsim.analysis.noise_points import NoisePoint
from fedsim.analysis.same import SAME
from fedsim.language import N_, Words, _
from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Place
from fedsim.text.format import exact, percent, places, short
from fedsim.text.promise import attacker_right, is_void

_GUESSED = Words(
    {
        Place.SERVER: N_(
            "Noise {noise}: {accuracy} of the scans are named rightly; the server knows whether a hospital took part, "
            "and whoever else guesses may be right {right}."
        ),
        Place.SENDING: N_(
            "Noise {noise}: {accuracy} of the scans are named rightly; whoever guesses whether a hospital's scans were "
            "used, be it the server, may be right {right}."
        ),
        Place.TRAINING: N_(
            "Noise {noise}: {accuracy} of the scans are named rightly; whoever guesses from outside whether a scan was "
            "used, be it the server, may be right {right}."
        ),
    }
)
"""All tables are by where noise is added."""
_COSTS = Words(
    {
        Place.SERVER: N_(
            "The server saw no scan; noise that hides hospitals from others takes accuracy from {plain} to {worst}."
        ),
        Place.SENDING: N_(
            "The server saw no scan; noise that hides even whose were used takes accuracy from {plain} to {worst}."
        ),
        Place.TRAINING: N_(
            "The server saw no scan; noise that hides even which were used takes accuracy from {plain} to {worst}."
        ),
    }
)
_FREE = Words(
    {
        Place.SERVER: N_("The server saw no scan; noise that hides hospitals from others costs nothing here."),
        Place.SENDING: N_("The server saw no scan; noise that hides even whose were used costs nothing here."),
        Place.TRAINING: N_("The server saw no scan; noise that hides even which were used costs nothing here."),
    }
)
_EPSILON = Words(
    {
        Place.SERVER: N_(
            "At noise {noise}, ε is {epsilon}: the smaller it is, the less the shared models tell of who took part. "
            "The server knows."
        ),
        Place.SENDING: N_(
            "At noise {noise}, ε is {epsilon}: the smaller it is, the less anybody, the server too, can tell of whose "
            "scans were used."
        ),
        Place.TRAINING: N_(
            "At noise {noise}, ε is {epsilon}: the smaller it is, the less anybody outside a hospital, the server too, "
            "can tell of which of its scans were used."
        ),
    }
)
_SHARED = Words(
    {
        Place.SERVER: N_("All hospitals share the noise: with many of them, the same promise costs less accuracy."),
        Place.SENDING: N_(
            "Each hospital adds noise of its own: the same ε costs more accuracy than one noise that all share."
        ),
        Place.TRAINING: N_(
            "Each hospital adds noise of its own: the more scans it has, the less accuracy the same promise costs."
        ),
    }
)


def noise_sentence(point: NoisePoint) -> str:
    """What a run with this noise comes to, and what that promises."""
    said = {"noise": exact(point.noise), "accuracy": percent(point.accuracy)}
    if point.epsilon is None or point.delta is None:
        return _("No noise: {accuracy} of the scans are named rightly, and nothing is promised.").format(**said)
    words = _GUESSED[MECHANISMS[point.dp].noise_at]
    return words.format(right=attacker_right(Spent(point.epsilon, point.delta)), **said)


def noise_cost(points: Sequence[NoisePoint]) -> str:
    """What noise takes at most, of that which promises something.

    Args:
        points: the run without noise first, then at least one with it.
    """
    plain, worst = points[0], worst_of(points).accuracy
    costs, added = worst <= plain.accuracy - SAME, MECHANISMS[points[-1].dp].noise_at
    if any(map(_promises, points)):
        words = (_COSTS if costs else _FREE)[added]
    elif costs:
        words = _(
            "The server saw no scan; noise takes accuracy from {plain} to {worst}, and promises practically nothing."
        )
    else:
        words = _("The server saw no scan; so little noise costs nothing here, and promises practically nothing.")
    decimals = places(plain.accuracy, worst)
    return words.format(plain=percent(plain.accuracy, decimals), worst=percent(worst, decimals))


def worst_of(points: Sequence[NoisePoint]) -> NoisePoint:
    """The noise of which the cost is told: what it takes is most, of those that promise something if any does."""
    _plain, *noisy = points
    return min([each for each in noisy if _promises(each)] or noisy, key=lambda each: each.accuracy)


def noise_notes(point: NoisePoint) -> Iterator[str]:
    """What a run with noise promises whom, and what the same promise's cost goes by."""
    added = MECHANISMS[point.dp].noise_at
    yield _EPSILON[added].format(noise=exact(point.noise), epsilon=short(point.epsilon or 0.0))
    yield _SHARED[added]


def _promises(point: NoisePoint) -> bool:
    """Whether that is worth anything."""
    return point.epsilon is not None and point.delta is not None and not is_void(Spent(point.epsilon, point.delta))
