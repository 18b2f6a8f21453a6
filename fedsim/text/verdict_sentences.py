"""The sentences that a verdict is made of: together against alone. Shares are fractions in [0, 1]."""

from collections.abc import Sequence

from fedsim.analysis.evidence import Kind
from fedsim.analysis.same import SAME
from fedsim.language import N_, Words, _, ngettext
from fedsim.text.format import apart, hospital, hospitals, in_words, listed, percent, places, points

HEADLINES = Words(
    {
        "helps": N_("{joined}; {best}, {hospitals}, reaches {alone}{seeds}."),
        "helps.tie": N_("{joined}; {best}, {hospitals}, reach {alone}{seeds}."),
        "hurts": N_("{joined}; {best}, {hospitals}, reaches {alone}{seeds}, {points} more."),
        "hurts.tie": N_("{joined}; {best}, {hospitals}, reach {alone}{seeds}, {points} more."),
        "noise": N_("{joined}; {best}, {hospitals}, reaches {alone}{seeds}: a difference that may be chance."),
        "noise.tie": N_("{joined}; {best}, {hospitals}, reach {alone}{seeds}: a difference that may be chance."),
        "same": N_("{joined}; {best}, {hospitals}, reaches {alone}{seeds}: no difference."),
        "same.tie": N_("{joined}; {best}, {hospitals}, reach {alone}{seeds}: no difference."),
    }
)
"""By what it comes to, and whether several hospitals tie for the best alone."""


EACH = Words(
    {
        "helps": N_(
            "{joined}, each on what its own scanner takes; alone, the hospitals reach {alone} on average{seeds}."
        ),
        "hurts": N_(
            "{joined}, each on what its own scanner takes; alone, the hospitals reach {alone} on average{seeds}, "
            "{points} more."
        ),
        "noise": N_(
            "{joined}, each on what its own scanner takes; alone, the hospitals reach {alone} on average{seeds}: a "
            "difference that may be chance."
        ),
        "same": N_(
            "{joined}, each on what its own scanner takes; alone, the hospitals reach {alone} on average{seeds}: no "
            "difference."
        ),
    }
)
"""The same of own models that are evaluated on different images: both numbers are means over the hospitals."""


def joined(together: str, classes: str, *, own: bool) -> str:
    """What the hospitals reach together; own is by a model of their own each, whose mean it is."""
    if own:
        return _("Together the hospitals' own models reach {together} on average on {classes}").format(
            together=together, classes=classes
        )
    return _("Together the hospitals reach {together} on {classes}").format(together=together, classes=classes)


def each_by_scanner(
    kind: Kind, one: float, other: float, classes: str, seeds: int, spreads: tuple[float | None, float | None]
) -> str:
    """Own models against the hospitals alone, both on average; see `headline`."""
    ending = _ending(kind, one, other)
    decimals = max(places(one, other), apart(one, other) if kind is Kind.HURTS else 0)
    return EACH[ending].format(
        joined=joined(percent(one, decimals, spreads[0]), classes, own=True),
        alone=percent(other, decimals, spreads[1]), seeds=over_seeds(seeds), points=points(one, other),
    )  # fmt: skip


def _ending(kind: Kind, one: float, other: float) -> str:
    noise = "same" if abs(one - other) < SAME else "noise"
    return {Kind.HELPS: "helps", Kind.HURTS: "hurts", Kind.WITHIN_NOISE: noise}[kind]


def headline(
    kind: Kind, one: float, other: float, names: Sequence[str], group: str, classes: str, seeds: int,
    spreads: tuple[float | None, float | None] = (None, None), *, own: bool = False,
) -> str:  # fmt: skip
    """Together against the best hospital alone.

    Args:
        kind: whether federation helps.
        one: accuracy together.
        other: of the best alone.
        names: it, or those who tie.
        group: of whom they are the best, from `best_of`.
        classes: what the accuracies are over, from `all_classes`.
        seeds: how many runs they are means of.
        spreads: standard deviations of the two over the seeds.
        own: whether together is a mean over the hospitals' own models.
    """
    ending = _ending(kind, one, other)
    decimals = max(places(one, other), apart(one, other) if kind is Kind.HURTS else 0)
    return HEADLINES[ending + (".tie" if len(names) > 1 else "")].format(
        joined=joined(percent(one, decimals, spreads[0]), classes, own=own),
        alone=percent(other, decimals, spreads[1]), best=group, hospitals=hospitals(names),
        seeds=over_seeds(seeds), points=points(one, other),
    )  # fmt: skip


def best_of(num_trained: int, num_hospitals: int) -> str:
    """Whom the best alone is the best of.

    Args:
        num_trained: hospitals that have trained alone.
        num_hospitals: hospitals in the federation.
    """
    if num_trained == num_hospitals:
        return _("the best of them alone")
    if num_trained == 1:
        return _("the only one that has trained alone")
    return _("the best of the {n} that have trained alone").format(n=in_words(num_trained))


def over_seeds(number: int) -> str:
    """What the numbers after a ± are."""
    return _(" (mean and standard deviation over {n} seeds)").format(n=number) if number > 1 else ""


def blind_spot(name: str, classes: Sequence[str], alone: Sequence[float], together: Sequence[float]) -> str:
    """Of a hospital's unseen classes: each by name if they are two at most, else their mean.

    Args:
        name: the hospital.
        classes: what it has never seen.
        alone: its recall of each of these.
        together: the federation's.
    """
    who = hospital(name)
    if len(classes) == 1:
        more = _("{hospital} has never seen {cls} and finds {alone} of it alone, {together} together.")
        as_much = _("{hospital} has never seen {cls} and finds {alone} of it alone and {together} together.")
        return _found(alone[0], together[0], more, as_much, hospital=who, cls=classes[0])
    if len(classes) == 2:
        one, other = (_found_of(*found) for found in zip(classes, alone, together, strict=True))
        return _("{hospital} has never seen {classes}: it finds {one}; {other}.").format(
            hospital=who, classes=listed(classes), one=one, other=other
        )
    more = _(
        "{hospital} has never seen {n} of the classes: on average it finds {alone} of them alone, {together} together."
    )
    as_much = _(
        "{hospital} has never seen {n} of the classes: on average it finds {alone} of them alone and {together} "
        "together."
    )
    means = sum(alone) / len(alone), sum(together) / len(together)
    return _found(*means, more, as_much, hospital=who, n=in_words(len(classes)))


def _found_of(cls: str, alone: float, together: float) -> str:
    more, as_much = (
        _("{alone} of {cls} alone, {together} together"),
        _("{alone} of {cls} alone and {together} together"),
    )
    return _found(alone, together, more, as_much, cls=cls)


def _found(alone: float, together: float, more: str, as_much: str, **others: str) -> str:
    """What a hospital finds alone and together, in one of two sentences: it finds more together, or does not."""
    decimals = places(alone, together)
    sentence = more if together > alone + SAME else as_much
    return sentence.format(alone=percent(alone, decimals), together=percent(together, decimals), **others)


def nobody_has(name: str, together: float, alone: Sequence[float]) -> str:
    """Of a class that no hospital has images of."""
    if not together and not any(alone):
        return _("No hospital has {cls}: it is found by nobody, alone or together.").format(cls=name)
    decimals = places(together, max(alone))
    return _("No hospital has {cls}: together they find {together} of it, alone at most {alone}.").format(
        cls=name, together=percent(together, decimals), alone=percent(max(alone), decimals)
    )


def untested(classes: Sequence[str]) -> str:
    """Of classes without a test image."""
    return _("There is no test image of {classes}: nothing can be said about it.").format(classes=listed(classes))


def more_blind(number: int) -> str:
    """Of those with blind spots for whom there is no room."""
    return ngettext(
        "The table shows {n} more hospital with classes never seen.",
        "The table shows {n} more hospitals with classes never seen.",
        number,
    ).format(n=in_words(number))
