"""Hospitals that cheat: what is wrong with how they do, and what it will not come to."""

from collections.abc import Sequence

from fedsim.language import N_, _, commas, ngettext
from fedsim.text.errors.hospitals import some


def flip_half(hospitals: Sequence[str]) -> str:
    return ngettext(
        "The label flip of hospital {hospitals} names one class of two; name the source and the target, or neither to "
        "flip all labels.",
        "The label flips of hospitals {hospitals} name one class of two; name the source and the target, or neither to "
        "flip all labels.",
        len(hospitals),
    ).format(hospitals=some(hospitals))


def flip_same(hospitals: Sequence[str]) -> str:
    return ngettext(
        "The label flip of hospital {hospitals} has one class for source and target; choose another target.",
        "The label flips of hospitals {hospitals} have one class for source and target; choose other targets.",
        len(hospitals),
    ).format(hospitals=some(hospitals))


def nobody_honest(hospitals: Sequence[str]) -> str:
    return ngettext(
        "Hospital {hospitals} would collude against the honest ones, and there are none; let at least one hospital be "
        "honest.",
        "Hospitals {hospitals} would collude against the honest ones, and there are none; let at least one hospital be "
        "honest.",
        len(hospitals),
    ).format(hospitals=some(hospitals))


def alie_majority(hospitals: Sequence[str], number: int, of: int) -> str:
    return _(
        "ALIE's formula is for half of the hospitals at most, and {number} of {of} use it; give {hospitals} a z above "
        "0."
    ).format(number=number, of=of, hospitals=some(hospitals))


def no_such_classes(name: str, hospitals: Sequence[str], unknown: Sequence[str], classes: Sequence[str]) -> str:
    named = ngettext("the class {unknown}", "the classes {unknown}", len(unknown))
    return ngettext(
        "{name} of hospital {hospitals} names {named}, but the classes are {classes}.",
        "{name} of hospitals {hospitals} names {named}, but the classes are {classes}.",
        len(hospitals),
    ).format(
        name=name,
        hospitals=some(hospitals),
        named=named.format(unknown=some([f"'{cls}'" for cls in unknown])),
        classes=commas(classes),
    )


def nothing_to_poison(hospitals: Sequence[str]) -> str:
    return ngettext(
        "Hospital {hospitals} has no image of the classes that it would call by another name: its cheat changes no "
        "label.",
        "Hospitals {hospitals} have no image of the classes that they would call by another name: their cheat changes "
        "no label.",
        len(hospitals),
    ).format(hospitals=some(hospitals))


def alie_too_few(hospitals: Sequence[str], number: int, of: int) -> str:
    return ngettext(
        "ALIE's formula gives z = 0 where {number} of {of} hospitals uses it: {hospitals} sends the mean of the honest "
        "ones, which does no harm. Let more collude, or give a z above 0.",
        "ALIE's formula gives z = 0 where {number} of {of} hospitals use it: {hospitals} send the mean of the honest "
        "ones, which does no harm. Let more collude, or give a z above 0.",
        number,
    ).format(number=number, of=of, hospitals=some(hospitals))


WORDS = {
    "flip-half": flip_half,
    "flip-same": flip_same,
    "nobody-honest": nobody_honest,
    "alie-majority": alie_majority,
    "no-such-classes": no_such_classes,
    "collude-or-noise": N_(
        "Hospitals that collude make their updates of what the honest ones send, for which the noise is not "
        "calibrated; set dp to none or record, got {got}, or choose an adversary that knows its own hospital alone."
    ),
    "everybody-cheats": N_("All {number} hospitals cheat: nobody is left to learn from."),
    "most-cheat": N_(
        "{number} of {of} hospitals cheat: where half or more do, no strategy can tell the honest from the others."
    ),
    "nothing-to-poison": nothing_to_poison,
    "alie-too-few": alie_too_few,
}
"""By code."""
