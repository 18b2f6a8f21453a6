"""What a run will do, before it is run."""

from collections.abc import Sequence

from fedsim.hospitals.participation.attendance import is_everyone
from fedsim.language import _, ngettext
from fedsim.settings.alike import sample_places
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import ROBUST
from fedsim.text.format import counted, duration, few, listed, number
from fedsim.text.settings import value_title


def steps(config: SimulationConfig, what_travels: str) -> list[str]:
    """A round in three steps.

    Args:
        config: the settings.
        what_travels: what is sent, clipped and noised where, and averaged.
    """
    if not is_everyone(config) and config.local_epochs == 1:
        trains = _(
            "**Each hospital that takes part trains** the shared model on its own images, once over. No image "
            "leaves it."
        )
    elif not is_everyone(config):
        trains = ngettext(
            "**Each hospital that takes part trains** the shared model on its own images, {n} time over. No image "
            "leaves it.",
            "**Each hospital that takes part trains** the shared model on its own images, {n} times over. No image "
            "leaves it.",
            config.local_epochs,
        )
    elif config.local_epochs == 1:
        trains = _("**Each hospital trains** the shared model on its own images, once over. No image leaves it.")
    else:
        trains = ngettext(
            "**Each hospital trains** the shared model on its own images, {n} time over. No image leaves it.",
            "**Each hospital trains** the shared model on its own images, {n} times over. No image leaves it.",
            config.local_epochs,
        )
    by_rule = config.strategy.kind in ROBUST
    travels = (
        _("**Only models travel.** {what} Here a rule stands in the place of the average: {strategy}.")
        if by_rule
        else _("**Only models travel.** {what}")
    )
    back = (
        _("**The shared model comes back** to every hospital, and the next of {rounds} begins.")
        if by_rule
        else _("**The average comes back** to every hospital, and the next of {rounds} begins.")
    )
    return [
        trains.format(n=number(config.local_epochs)),
        travels.format(what=what_travels, strategy=value_title("strategy", config.strategy.kind)),
        back.format(rounds=counted(config.rounds, "round")),
    ]


def never_takes_part(hospitals: Sequence[str]) -> str:
    """What becomes of these hospitals and of their images."""
    return ngettext(
        "{hospitals} takes no part: its images train no shared model and are not pooled. The shared model is tried "
        "there after every round.",
        "{hospitals} take no part: their images train no shared model and are not pooled. The shared model is tried "
        "there after every round.",
        len(hospitals),
    ).format(hospitals=listed(few(hospitals)))


def in_numbers(config: SimulationConfig, images: Sequence[int], distinct: int, seconds: float | None) -> str:
    """The federation's size, and about how long it takes.

    Args:
        config: the settings.
        images: training images of each hospital that takes part.
        distinct: how many different ones they have together.
        seconds: about; None where nobody knows.
    """
    rounds, may_end_early = counted(config.rounds, "round"), config.stop_at.kind != "none"
    about = _("at most about {time}") if may_end_early else _("about {time}")
    parts = [
        counted(len(images), "hospital"),
        counted(distinct, "training image"),
        _("{rounds} at most").format(rounds=rounds) if may_end_early else rounds,
        _("how long, the first round will tell") if seconds is None
        else about.format(time=duration(max(1.0, seconds))),
    ]  # fmt: skip
    sizes = " · ".join(parts)
    if config.baselines == "none":
        return _("{sizes}.").format(sizes=sizes)
    if (sample := len(sample_places(config))) < len(images):
        return _("{sizes}. A sample of {n} hospitals also trains alone, and one model on all images pooled.").format(
            sizes=sizes, n=number(sample)
        )
    return _("{sizes}. Each hospital also trains alone, and one model on all images pooled.").format(sizes=sizes)
