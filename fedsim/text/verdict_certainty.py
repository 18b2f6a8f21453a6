"""The sentences of a verdict on how sure it is, and on what it does not rest on. Shares are fractions in [0, 1]."""

from collections.abc import Sequence

from fedsim.analysis.evidence import Gap
from fedsim.language import _, ngettext
from fedsim.text.format import apart, counted, hospital, hospitals, in_words, margin, number, percent, points

NEAR_0 = 0.0005
"""What would be written as 0.0 points."""


def gainers(num_gaining: int, num_trained: int) -> str:
    """How many of the hospitals that have trained alone gain by more than noise."""
    trained = in_words(num_trained)
    if not num_gaining:
        none = _("Of the {trained} hospitals that have trained alone, none does better together by more than chance.")
        return none.format(trained=trained)
    return ngettext(
        "Of the {trained} hospitals that have trained alone, {n} does better together by more than chance.",
        "Of the {trained} hospitals that have trained alone, {n} do better together by more than chance.",
        num_gaining,
    ).format(trained=trained, n=in_words(num_gaining))


def pooled(one: float, other: float, clear: bool, num_seeds: int) -> str:
    """The pooled model's accuracy against that together, which the headline has said."""
    if not clear:
        sentence = _(
            "One model trained on all their images in one place reaches {pooled}, no clear difference to what they "
            "reach together."
        )
    elif one > other:
        sentence = _("One model trained on all their images in one place reaches {pooled}, {points} better.")
    else:
        sentence = _("One model trained on all their images in one place reaches {pooled}, {points} worse.")
    reached = _("{share} on average").format(share=percent(one)) if num_seeds > 1 else percent(one)
    return sentence.format(pooled=reached, points=points(one, other))


def sure_by_images(one: float, other: float, gap: Gap, num_alone: int, num_test: int) -> str:
    """How sure the difference to the best alone is, by the number of test images.

    Args:
        one: an accuracy.
        other: the best alone, or the mean of all alone.
        gap: their difference.
        num_alone: hospitals of which it is the best; 0 where it is their mean.
        num_test: test images.
    """
    up_to = margin(gap.noise, apart(one, other))
    noise = ngettext(
        "With {images}, a difference of up to {noise} point may be chance ({confidence}); one seed shows nothing of "
        "the spread between seeds.",
        "With {images}, a difference of up to {noise} points may be chance ({confidence}); one seed shows nothing of "
        "the spread between seeds.",
        1 if up_to == "1" else 2,
    )
    clear = _(
        "With {images}, the difference to {whom} is {points}, {interval} ({confidence}); one seed shows "
        "nothing of the spread between seeds."
    )
    equal = _(
        "With {images}, no difference to {whom} can be told ({confidence}); one seed shows nothing of the "
        "spread between seeds."
    )
    said = clear if gap.clear else equal if gap.noise < NEAR_0 else noise
    return said.format(
        images=counted(num_test, "test image"), points=points(one, other), interval=_interval(one, other, gap),
        noise=up_to, confidence=_confidence(num_alone), whom=_whom(num_alone),
    )  # fmt: skip


def sure_by_seeds(one: float, other: float, gap: Gap, num_alone: int) -> str:
    """Likewise, by what it is with each seed."""
    clear = _("Seed by seed, the difference to {whom} is {points} on average, {interval} ({confidence}).")
    noise = _(
        "Seed by seed, the difference to {whom} is {points} on average, {interval} ({confidence}): too little to tell."
    )
    equal = _("Seed by seed, no difference to {whom} can be told ({confidence}).")
    said = clear if gap.clear else equal if max(abs(gap.low), abs(gap.high)) < NEAR_0 else noise
    return said.format(
        points=points(one, other), interval=_interval(one, other, gap), confidence=_confidence(num_alone),
        whom=_whom(num_alone),
    )  # fmt: skip


def _whom(num_alone: int) -> str:
    """What together is compared with."""
    return _("the best alone") if num_alone else _("the mean alone")


def _interval(one: float, other: float, gap: Gap) -> str:
    """Between 9 and 18; or, where its ends have two signs, from 3 less to 9 more."""
    nearest, farthest = sorted((abs(gap.low), abs(gap.high)))
    decimals = 1 if nearest < 0.01 else apart(one, other)
    if not gap.clear:
        return _("from {less} less to {more} more").format(
            less=margin(abs(gap.low), decimals), more=margin(abs(gap.high), decimals)
        )
    if nearest < NEAR_0:
        return _("between just over 0 and {high}").format(high=margin(farthest, decimals))
    return _("between {low} and {high}").format(low=margin(nearest, decimals), high=margin(farthest, decimals))


def _confidence(num_alone: int) -> str:
    """What an interval allows for."""
    if num_alone > 1:
        return _("95 % interval, allowing for the best of {n} being picked").format(n=in_words(num_alone))
    return _("95 % interval")


def not_alone_yet(names: Sequence[str], live: bool) -> str:
    """Of hospitals that have not trained alone."""
    if live:
        return ngettext(
            "{hospitals} has not trained alone yet.", "{hospitals} have not trained alone yet.", len(names)
        ).format(hospitals=hospitals(names))
    return ngettext(
        "{hospitals} has not trained alone to the end.", "{hospitals} have not trained alone to the end.", len(names)
    ).format(hospitals=hospitals(names))


def a_sample(num_sampled: int, num_hospitals: int, *, has_best: bool) -> str:
    """Of a federation of many, of whom a sample trains alone."""
    words = (
        _("Of the {all} hospitals a sample of {n} trains alone; the best is the best of these.")
        if has_best
        else _("Of the {all} hospitals a sample of {n} trains alone; the mean is of these.")
    )
    return words.format(n=number(num_sampled), all=number(num_hospitals))


def could_be_compared(counting: int, given: int) -> str:
    """Of runs that do not count."""
    return _(
        "Only {counting} of {given} runs could be compared: the others are not complete, or differ in more than the "
        "seed."
    ).format(counting=in_words(counting), given=in_words(given))


def ended_apart(least: int, most: int) -> str:
    """Of runs of which a rule or a budget ended some before others."""
    return _("The runs ended after {least} to {rounds}: of each its last round counts.").format(
        least=number(least), rounds=counted(most, "round")
    )


def absent(name: str, num_missed: int, num_rounds: int, failed: bool, last: bool) -> str:
    """Of a hospital that was not in every average."""
    if failed:
        sentence = (
            _("{hospital} failed in {missed} of {rounds}, the last one among them.")
            if last
            else _("{hospital} failed in {missed} of {rounds}.")
        )
    else:
        sentence = (
            _("{hospital} took no part in {missed} of {rounds}, the last one among them.")
            if last
            else _("{hospital} took no part in {missed} of {rounds}.")
        )
    return sentence.format(hospital=hospital(name), missed=num_missed, rounds=counted(num_rounds, "round"))


def more_absent(num_more: int) -> str:
    """Of those for whom there is no room."""
    return ngettext("So did {n} more hospital.", "So did {n} more hospitals.", num_more).format(n=in_words(num_more))
