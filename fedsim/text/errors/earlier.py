"""Codes that runs of earlier versions were kept with, where each hospital had a problem of its own."""

from collections.abc import Sequence

from fedsim.errors import Problem
from fedsim.text.errors import hospitals as now
from fedsim.text.errors import settings


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


WORDS = {
    "no-image": no_image,
    "single-image": single_image,
    "hospital-name-too-long": hospital_name_too_long,
    "unknown-class": unknown_class,
    "no-class-left": no_class_left,
}
"""By code; none of them is given any more."""
