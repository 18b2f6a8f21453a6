"""The hospitals of a federation: their names, what they have never seen, and how a link says so.

A name may hold anything. Where a character would be taken for one of the link's own, it is written as %3D and the like
(RFC 3986): the class "left, upper" is left%2C upper.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Annotated
from urllib.parse import quote, unquote

from fedsim.errors import Problem
from fedsim.settings.adversary import Adversary, Honest
from fedsim.settings.images import NumImages, Share
from fedsim.settings.label_noise import LabelNoise, NoNoise
from fedsim.settings.pace import Normal, Pace
from fedsim.settings.places import MANY, are_places, together
from fedsim.settings.presence import Always, Presence
from fedsim.settings.setting import Changes, ConfigError, Group, Setting
from fedsim.settings.shift import NoShift, Shift
from fedsim.settings.shortcut import NoShortcut, Shortcut

MIN_HOSPITALS, MAX_HOSPITALS = 2, 1000
MAX_NAME = 60
"""Characters of a hospital's name: longer ones fit no link, no chart and no file's name."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no name has: characters that control a terminal, break a line or turn the direction of what follows."""
OCT_CLASSES = ("CNV", "DME", "DRUSEN", "NORMAL")
START_EXCLUDED = (1, 2, 0)
"""Positions of the classes that hospitals A, B and C have never seen at the start; later ones repeat them."""
RESERVED = "%,;="
"""Characters that mean something in a link, and that no name is written with."""


@dataclass(frozen=True)
class Hospital:
    """One simulated hospital.

    Attributes:
        name: unique in its federation, and of `MAX_NAME` characters at most.
        excluded: names of the classes that it has never seen.
        shift: how its scanner changes its images.
        adversary: what it does to cheat.
        images: how many it has.
        label_noise: how often its labels are wrong by mistake.
        shortcut: a mark that its scanner puts on images of one disease.
        presence: in which rounds it is there.
        pace: how fast it trains, on a virtual clock.
    """

    name: str
    excluded: tuple[str, ...] = ()
    shift: Annotated[Shift, Setting(Group.HOSPITALS, Changes.DATA, none="none")] = field(default_factory=NoShift)
    adversary: Annotated[Adversary, Setting(Group.HOSPITALS, Changes.FEDERATION, none="none", option="adversaries")] = (
        field(default_factory=Honest)
    )
    images: Annotated[NumImages, Setting(Group.HOSPITALS, Changes.DATA, none="none")] = field(default_factory=Share)
    label_noise: Annotated[LabelNoise, Setting(Group.HOSPITALS, Changes.DATA, none="none")] = field(
        default_factory=NoNoise
    )
    shortcut: Annotated[Shortcut, Setting(Group.HOSPITALS, Changes.DATA, none="none")] = field(
        default_factory=NoShortcut
    )
    presence: Annotated[Presence, Setting(Group.HOSPITALS, Changes.FEDERATION, none="always")] = field(
        default_factory=Always
    )
    pace: Annotated[Pace, Setting(Group.HOSPITALS, Changes.FEDERATION, none="normal")] = field(default_factory=Normal)


def default_names(num_hospitals: int) -> list[str]:
    """A, B, C ... Z, then AA, AB ... as a spreadsheet's columns are called."""
    return [_letters(place) for place in range(num_hospitals)]


def _letters(place: int) -> str:
    """The name at a place, from 0: A, ..., Z, AA, ..., ZZ, AAA."""
    first, last = divmod(place, len(ascii_uppercase))
    return (_letters(first - 1) if first else "") + ascii_uppercase[last]


def start_hospitals(num_hospitals: int, classes: Sequence[str]) -> tuple[Hospital, ...]:
    """The story's start: each of A, B and C has never seen one class, and later hospitals repeat the pattern."""
    missing = [classes[START_EXCLUDED[i % 3] % len(classes)] for i in range(num_hospitals)]
    return tuple(Hospital(name, (cls,)) for name, cls in zip(default_names(num_hospitals), missing, strict=False))


def escape(name: str) -> str:
    """A name as a link writes it; `unescape` gives it back."""
    inner = name.strip()
    start = len(name) - len(name.lstrip()) if inner else len(name)
    around = quote(name[:start], safe=""), quote(name[start + len(inner) :], safe="")
    written = "".join(quote(character) if character in RESERVED else character for character in inner)
    # A name that reads as another thing, a number of hospitals or "none", keeps its meaning by its first letter's code.
    plain = not (written.isdecimal() or written.lower() == "none")
    return around[0] + (written if plain else _code(written[0]) + written[1:]) + around[1]


def unescape(text: str) -> str:
    """The name that a part of a link stands for; spaces around it are the link's."""
    return unquote(text.strip())


def _code(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def format_names(names: Iterable[str]) -> str:
    """The form that `parse_names` reads; many hospitals with the names that a number stands for are written as that."""
    names = list(names)
    if len(names) > MANY and names == default_names(len(names)):
        return str(len(names))
    return ",".join(map(escape, names))


def parse_names(text: str) -> str | list[str]:
    """Read "Berlin,Oslo" as ["Berlin", "Oslo"]; a number of hospitals stays as it is."""
    return text if text.strip().isdecimal() else [unescape(part) for part in text.split(",")]


def parse_exclusions(text: str) -> dict[str, list[str]]:
    """Read "A=DME;B=DRUSEN,NORMAL" as {"A": ["DME"], "B": ["DRUSEN", "NORMAL"]}; "none" is no exclusion.

    Raises:
        ConfigError: a part has no '=', or names a hospital twice.
    """
    exclusions: dict[str, list[str]] = {}
    for part in text.split(";"):
        name, equals, classes = part.partition("=")
        if not equals and part.strip().lower() in ("", "none"):
            continue
        if not equals or unescape(name) in exclusions:
            raise ConfigError(Problem.of("exclusion-unreadable", value=part))
        exclusions[unescape(name)] = [unescape(cls) for cls in classes.split(",") if cls.strip()]
    return exclusions


def format_exclusions(hospitals: Sequence[Hospital]) -> str:
    """The form that `parse_exclusions` reads; many hospitals are named by their places."""
    if len(hospitals) > MANY:
        table = together([each.excluded or None for each in hospitals], [each.name for each in hospitals])
        by_key = {key if are_places(key) else escape(key): classes for key, classes in table.items()}
        return ";".join(f"{key}={','.join(map(escape, classes))}" for key, classes in by_key.items()) or "none"
    parts = [f"{escape(h.name)}={','.join(map(escape, h.excluded))}" for h in hospitals if h.excluded]
    return ";".join(parts) or "none"
