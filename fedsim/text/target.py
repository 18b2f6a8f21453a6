"""What it took to reach a test accuracy, in a sentence."""

from fedsim.analysis.target import ToTarget
from fedsim.language import _
from fedsim.text.format import counted, decimals, duration, percent

MEGA = 1e6


def told(found: ToTarget) -> str:
    """Reached after how much, or not."""
    target = percent(found.target, _places(found.target))
    if found.rounds is not None:
        return _("Target accuracy {target}: reached after {rounds}, {size} MB sent and received, {time}.").format(
            target=target,
            rounds=counted(found.rounds, "round"),
            size=decimals((found.bytes or 0) / MEGA, 1),
            time=duration(found.seconds or 0.0),
        )
    if found.best is None:
        return _("Target accuracy {target}: no round of training is finished yet.").format(target=target)
    return _("Target accuracy {target}: not reached in {rounds}; the best had {best}.").format(
        target=target, rounds=counted(found.done, "round"), best=percent(found.best, 1)
    )


def _places(share: float) -> int:
    return int(abs(100 * share - round(100 * share)) > 1e-9)
