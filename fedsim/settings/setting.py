"""What a setting declares of itself, beside its type, its bounds or choices and its default."""

from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import Any

from fedsim.errors import FedsimError


class ConfigError(FedsimError):
    """A setting is out of bounds or cannot be read."""


class Group(StrEnum):
    """What a setting is about; a settings file has a table for each."""

    DATA = "data"
    HOSPITALS = "hospitals"
    TRAINING = "training"
    STRATEGY = "strategy"
    ROBUSTNESS = "robustness"
    PRIVACY = "privacy"
    EVALUATION = "evaluation"
    RUN = "run"


class Changes(Flag):
    """Which of a run's numbers another value of a setting would change. None of them: only how it runs."""

    RUN_ONLY = 0
    DATA = auto()
    """Which image is whose, and hence everything else."""
    FEDERATION = auto()
    BASELINES = auto()
    EVALUATION = auto()
    """What is tried on the trained models."""


TRAINING = Changes.FEDERATION | Changes.BASELINES
EVERYTHING = Changes.DATA | Changes.FEDERATION | Changes.BASELINES | Changes.EVALUATION


@dataclass(frozen=True)
class Need:
    """A setting counts, or some of its values can be had, only where another setting has one of these values.

    Attributes:
        setting: the other one.
        among: its values that will do.
        of: our values that need it; None is the whole setting, which is otherwise neither shown nor counted.
        problem: the text id of what to say where it is not met; None passes over it.
        mutual: while we have one of `of`, the other's values that would break it are not offered. Otherwise they are,
            and ours goes back to its default.
    """

    setting: str
    among: tuple[Any, ...]
    of: tuple[Any, ...] | None = None
    problem: str | None = None
    mutual: bool = False


@dataclass(frozen=True)
class Setting:
    """The part of a declaration that pydantic has no word for.

    Its title and help are in `fedsim.text.settings`, under the field's name.

    Attributes:
        group: what it is about; a kind's parameter is about what its union is about.
        changes: which numbers another value would change.
        needs: what has to hold for it.
        steps: a few meaningful values for a slider; for a number without them there is a field.
        none: the word for None in files and links.
        alone: what its option means on the command line without a value.
        of_classes: whether it is the name of one of the data set's classes, or an empty text.
        option: what its option on the command line is called too.
    """

    group: Group | None = None
    changes: Changes = Changes.RUN_ONLY
    needs: tuple[Need, ...] = ()
    steps: tuple[Any, ...] = ()
    none: str | None = None
    alone: str | None = None
    of_classes: bool = False
    option: str | None = None
