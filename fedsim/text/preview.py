"""What a run will do, before it is run."""

from collections.abc import Sequence

from fedsim.settings.config import SimulationConfig
from fedsim.text.format import counted, duration, number


def steps(config: SimulationConfig, what_travels: str) -> list[str]:
    """A round in three steps.

    Args:
        config: the settings.
        what_travels: what is sent, clipped and noised where, and averaged.
    """
    epochs = "once" if config.local_epochs == 1 else f"{number(config.local_epochs)} times"
    return [
        f"**Each hospital trains** the shared model on its own images, {epochs} over. No image leaves it.",
        f"**Only models travel.** {what_travels}",
        f"**The average comes back** to every hospital, and the next of {counted(config.rounds, 'round')} begins.",
    ]


def in_numbers(config: SimulationConfig, images: Sequence[int], seconds: float | None) -> str:
    """The federation's size, and about how long it takes.

    Args:
        config: the settings.
        images: each hospital's training images.
        seconds: about; None where nobody knows.
    """
    parts = [
        counted(len(images), "hospital"),
        f"{counted(sum(images), 'training image')}",
        counted(config.rounds, "round"),
        f"about {duration(max(1.0, seconds))}" if seconds is not None else "how long, the first round will tell",
    ]
    also = "" if config.baselines == "none" else " Each hospital also trains alone, and one model on all images pooled."
    return f"{' · '.join(parts)}.{also}"
