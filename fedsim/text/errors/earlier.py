"""Codes that runs of earlier versions were kept with, where each hospital, or each value, had a problem of its own."""

from collections.abc import Sequence

from fedsim.errors import Problem
from fedsim.text.errors import cheating, settings
from fedsim.text.errors import hospitals as now


def no_image(hospital: str, images: int, classes: Sequence[str], hospitals: int, ways: Sequence[Problem]) -> str:
    return now.no_images([hospital], images, classes, hospitals, ways)


def single_image(hospital: str, ways: Sequence[Problem]) -> str:
    return now.single_images([hospital], ways)


def hospital_name_too_long(hospital: str, length: int, most: int) -> str:
    return settings.hospital_names_too_long([hospital], length, most)


def unknown_class(hospital: str, value: str, classes: str) -> str:
    """Names stood in one text, with commas."""
    return settings.unknown_classes([hospital], [value], [classes])


def no_class_left(hospital: str) -> str:
    return settings.no_classes_left([hospital])


def leaves_before_it_joins(hospitals: Sequence[str], first: int, last: int) -> str:
    return settings.first_after_last(hospitals, [(first, last)])


def joins_after_the_end(hospitals: Sequence[str], first: int, rounds: int) -> str:
    return settings.joins_too_late(hospitals, [first], rounds)


def rounds_unreadable(hospital: str, value: str, most: int) -> str:
    return settings.rounds_no_list([hospital], [value], most)


def no_such_class(name: str, hospitals: Sequence[str], cls: str, classes: Sequence[str]) -> str:
    return cheating.no_such_classes(name, hospitals, [cls], classes)


WORDS = {
    "no-image": no_image,
    "single-image": single_image,
    "hospital-name-too-long": hospital_name_too_long,
    "unknown-class": unknown_class,
    "no-class-left": no_class_left,
    "leaves-before-it-joins": leaves_before_it_joins,
    "joins-after-the-end": joins_after_the_end,
    "rounds-unreadable": rounds_unreadable,
    "no-such-class": no_such_class,
}
"""By code; none of them is given any more."""
