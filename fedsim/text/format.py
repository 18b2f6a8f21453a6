"""Numbers and names in plain English, and the sentences that a verdict is made of.

Shares are fractions in [0, 1]. Where two are compared, `places` says with how many decimals, so that no sentence makes
two numbers look alike that are not, or names a difference that the reader cannot work out from them.
"""

from collections.abc import Sequence

from fedsim.analysis.evidence import SAME, Gap
from fedsim.analysis.keys import ModelKey
from fedsim.language import _

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MOST_NAMED = 3
NBSP = "\u00a0"
NUMBER_LOCALE = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "percent": f"{NBSP}%"}
"""The same rules for the numbers that a chart writes itself, as d3-format takes them."""


def in_words(number: int) -> str:
    """To ten in words."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def number(value: int) -> str:
    """1,500."""
    return f"{value:,}"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def either(names: Sequence[str]) -> str:
    """A, B or C."""
    if len(names) < 2:
        return "".join(names)
    return _("{all_but_last} or {last}").format(all_but_last=", ".join(names[:-1]), last=names[-1])


def hospital(name: str) -> str:
    """What to call it in a sentence, whatever its free name is."""
    return name if "hospital" in name.lower() else f"Hospital {name}"


def model(key: ModelKey) -> str:
    """What to call a model where its hospital is spelt out."""
    return f"{hospital(key.hospital)} alone" if key.hospital else key.kind.capitalize()


def clipped(name: str, most: int) -> str:
    """A name where there is room for so many characters: the end is left out, and seen to be."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def hospitals(names: Sequence[str]) -> str:
    """At most three of them by name."""
    if len(names) <= MOST_NAMED:
        return listed([hospital(name) for name in names])
    named = [hospital(name) for name in names[: MOST_NAMED - 1]]
    return listed([*named, f"{in_words(len(names) - len(named))} others"])


def all_classes(num_tested: int, num_classes: int) -> str:
    """The classes that an accuracy is over: those with test images."""
    if num_tested < num_classes:
        return f"the {in_words(num_tested)} of {in_words(num_classes)} classes that have test images"
    return {1: "the only class", 2: "both classes"}.get(num_classes, f"all {in_words(num_classes)} classes")


def places(one: float, other: float) -> int:
    """Decimals of two percentages side by side.

    None, unless they would look alike without being so, be less than a point apart, or round to a difference that is
    not the rounded difference (84.4 and 71.5 are 13 points apart, 84 and 72 are not).
    """
    if abs(one - other) < SAME:
        return 0
    apart = round(100 * one) - round(100 * other)
    return 0 if abs(one - other) > 0.01 - SAME and apart == round(100 * (one - other)) else 1


def percent(share: float, decimals: int = 0, spread: float | None = None) -> str:
    """84 %, or with a standard deviation 84 % ± 2."""
    return f"{100 * share:.{decimals}f} %" + ("" if spread is None else f" ± {margin(spread, decimals)}")


def margin(share: float, decimals: int = 0) -> str:
    """A spread or an interval's half: points, with a decimal below one."""
    return f"{100 * share:.{max(decimals, int(share < 0.01))}f}"


def points(one: float, other: float) -> str:
    """How far two percentages are apart as they are shown, without a sign."""
    decimals = places(one, other)
    apart = abs(round(100 * one, decimals) - round(100 * other, decimals))
    if decimals and apart < 0.05:
        return "less than 0.1 points"
    return f"{apart:.{decimals}f} point{'' if not decimals and round(apart) == 1 else 's'}"


def found(alone: float, together: float, what: str = "it") -> str:
    """What a hospital finds of a class that it has never seen."""
    decimals = places(alone, together)
    so = ", " if together > alone + SAME else " and "
    return f"{percent(alone, decimals)} of {what} alone{so}{percent(together, decimals)} together"


def blind_spot(name: str, classes: Sequence[str], alone: Sequence[float], together: Sequence[float]) -> str:
    """Of a hospital's unseen classes: each by name if they are two at most, else their mean.

    Args:
        name: the hospital.
        classes: what it has never seen.
        alone: its recall of each of these.
        together: the federation's.
    """
    if len(classes) == 1:
        return f"{hospital(name)} has never seen {classes[0]} and finds {found(alone[0], together[0])}."
    if len(classes) == 2:
        each = [found(a, t, name) for name, a, t in zip(classes, alone, together, strict=True)]
        return f"{hospital(name)} has never seen {listed(classes)}: it finds {'; '.join(each)}."
    means = sum(alone) / len(alone), sum(together) / len(together)
    return (
        f"{hospital(name)} has never seen {in_words(len(classes))} of the classes: on average it finds "
        f"{found(*means, 'them')}."
    )


def nobody_has(name: str, together: float, alone: Sequence[float]) -> str:
    """Of a class that no hospital has images of."""
    if not together and not any(alone):
        return f"No hospital has {name}: it is found by nobody, alone or together."
    return f"No hospital has {name}: together they find {percent(together)} of it, alone at most {percent(max(alone))}."


def best(names: Sequence[str], num_trained: int, num_hospitals: int) -> str:
    """The best of them alone, Hospital A, reaches ...

    Args:
        names: it, or those who tie.
        num_trained: hospitals that have trained alone.
        num_hospitals: hospitals in the federation.
    """
    group = "the best of them alone"
    if num_trained < num_hospitals:
        group = f"the best of the {in_words(num_trained)} that have trained alone"
        group = "the only one that has trained alone" if num_trained == 1 else group
    return f"{group}, {hospitals(names)}, {'reaches' if len(names) == 1 else 'reach'}"


def over_seeds(number: int) -> str:
    """What the numbers after a ± are."""
    return f" (mean and standard deviation over {number} seeds)" if number > 1 else ""


def gainers(number: int, num_trained: int) -> str:
    """How many of the hospitals that have trained alone gain by more than noise."""
    who = {0: "none does", 1: "one does"}.get(number, f"{in_words(number)} do")
    return f"Of the {in_words(num_trained)} hospitals that have trained alone, {who} better together, beyond noise."


def pooled(one: float, other: float, clear: bool, num_seeds: int) -> str:
    """The pooled model's accuracy against that together."""
    how = f"{points(one, other)} {'better' if one > other else 'worse'} than" if clear else "within noise of"
    reached, together = (percent(share, places(one, other)) for share in (one, other))
    mean = " on average" if num_seeds > 1 else ""
    return f"One model trained on all their images in one place reaches {reached}{mean}, {how} the {together} together."


def sure_by_images(one: float, other: float, gap: Gap, num_alone: int, num_test: int) -> str:
    """How sure the difference to the best alone is, by the number of test images.

    Args:
        one: an accuracy.
        other: the best alone.
        gap: their difference.
        num_alone: hospitals of which it is the best.
        num_test: test images.
    """
    says = f"a difference of up to {margin(gap.noise, places(one, other))} points is within noise"
    if gap.clear:
        says = f"the difference to the best alone is {points(one, other)}, {_interval(one, other, gap)}"
    images = counted(num_test, "test image")
    return f"With {images}, {says} ({_confidence(num_alone)}); one seed shows nothing of the spread between seeds."


def sure_by_seeds(one: float, other: float, gap: Gap, num_alone: int) -> str:
    """Likewise, by what it is with each seed."""
    doubt = "" if gap.clear else ": too little to tell"
    return (
        f"Seed by seed, the difference to the best alone is {points(one, other)} on average, "
        f"{_interval(one, other, gap)} ({_confidence(num_alone)}){doubt}."
    )


def _interval(one: float, other: float, gap: Gap) -> str:
    """Between 9 and 18; or, where its ends have two signs, from 3 less to 9 more."""
    nearest = min(abs(gap.low), abs(gap.high))
    decimals = 1 if nearest < 0.01 else places(one, other)
    if not gap.clear:
        return f"from {margin(abs(gap.low), decimals)} less to {margin(abs(gap.high), decimals)} more"
    near, far = margin(nearest, decimals), margin(max(abs(gap.low), abs(gap.high)), decimals)
    return f"between {'just over 0' if nearest < 0.0005 else near} and {far}"


def _confidence(num_alone: int) -> str:
    """What an interval allows for."""
    return "95 % interval" + (f", allowing for the best of {in_words(num_alone)} being picked" if num_alone > 1 else "")


def absent(name: str, num_missed: int, num_rounds: int, failed: bool, last: bool) -> str:
    """Of a hospital that was not in every average."""
    verb = "failed in" if failed else "took no part in"
    ending = ", the last one among them" if last else ""
    return f"{hospital(name)} {verb} {num_missed} of {counted(num_rounds, 'round')}{ending}."


def more(number: int) -> str:
    return f"{in_words(number)} more hospital{'' if number == 1 else 's'}"
