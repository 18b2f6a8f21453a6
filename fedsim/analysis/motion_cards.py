"""The federation's hospitals on cards: one each, or of many a card for those that are alike."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from fedsim.analysis.motion import HospitalMotion, Motion
from fedsim.analysis.taking_part import IN_THE_AVERAGE, Doing
from fedsim.settings.alike import alike
from fedsim.settings.config import SimulationConfig

MOST_CARDS = 12
"""Of more hospitals those that are alike share a card, and the last card has all that are left."""
ACTIVE = (Doing.TRAINING, Doing.SENDING, Doing.RECEIVING, Doing.SENT, Doing.READY)
"""What a card of several shows if any of them does it, the first of these that one does."""


@dataclass(frozen=True)
class Card:
    """What a card shows.

    Attributes:
        places: of its hospitals in the federation.
        hospital: the one, or what several come to: images and weights are sums, accuracy is a mean, the share done is
            of those that take part, and never seen is what none of them has seen.
        num_taking_part: how many of them take part in the round.
        num_images: that those have who count in the average by a weight.
    """

    places: tuple[int, ...]
    hospital: HospitalMotion
    num_taking_part: int
    num_images: int


def places_on_cards(config: SimulationConfig) -> tuple[tuple[int, ...], ...]:
    """Who is on which card; it does not change during a run that loses and regains hospitals, if they are few."""
    number = len(config.hospitals)
    if number <= MOST_CARDS:
        return tuple((place,) for place in range(number))
    groups = [group.places for group in alike(config.hospitals)]
    if len(groups) <= MOST_CARDS:
        return tuple(groups)
    left = sorted(place for group in groups[MOST_CARDS - 1 :] for place in group)
    return (*groups[: MOST_CARDS - 1], tuple(left))


def cards(config: SimulationConfig, motion: Motion) -> tuple[Card, ...]:
    """The cards of a federation, in order.

    Args:
        config: the run's settings.
        motion: what it is doing.
    """
    return tuple(_card(places, [motion.hospitals[place] for place in places]) for places in places_on_cards(config))


def _card(places: tuple[int, ...], on_it: Sequence[HospitalMotion]) -> Card:
    taking_part = sum(each.doing in IN_THE_AVERAGE for each in on_it)
    images = sum(each.num_examples for each in on_it if each.weight is not None)
    return Card(places, on_it[0] if len(on_it) == 1 else _together(on_it), taking_part, images)


def _together(on_it: Sequence[HospitalMotion]) -> HospitalMotion:
    known = [each.accuracy for each in on_it if each.accuracy is not None]
    weights = [each.weight for each in on_it if each.weight is not None]
    never = [cls for cls in on_it[0].never_seen if all(cls in each.never_seen for each in on_it)]
    return HospitalMotion(
        on_it[0].name,
        _what_most_do(on_it),
        _share(on_it),
        mean(known) if known else None,
        sum(weights) if weights else None,
        sum(each.num_examples for each in on_it),
        tuple(map(sum, zip(*(each.class_counts for each in on_it), strict=False))),
        tuple(never),
    )


def _what_most_do(on_it: Sequence[HospitalMotion]) -> Doing:
    counts = Counter(each.doing for each in on_it)
    return next((each for each in ACTIVE if counts[each]), counts.most_common(1)[0][0])


def _share(on_it: Sequence[HospitalMotion]) -> float | None:
    """Of the training of those that take part, while one trains and says how far it is."""
    if all(each.share is None for each in on_it):
        return None
    training = [each for each in on_it if each.doing in IN_THE_AVERAGE]
    return mean(1.0 if each.doing is Doing.SENT else each.share or 0.0 for each in training)
