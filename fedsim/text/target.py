"""What it took to reach a test accuracy, in a sentence."""

from fedsim.analysis.target import Reached, ToTarget
from fedsim.language import _, ngettext
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


def title(target: float) -> str:
    """Of a table of `took`."""
    return _("Until {target} of the test images are right").format(target=percent(target, _places(target)))


def took(found: Reached) -> str:
    """In a cell: what it took the seeds that reached it."""
    if found.rounds is None:
        return _("not reached")
    said = _("{rounds}, {size} MB, {time}").format(
        rounds=_rounds(found.rounds), size=decimals((found.bytes or 0) / MEGA, 1), time=duration(found.seconds or 0.0)
    )
    if found.reached == found.seeds:
        return said
    return ngettext("{said} ({reached} of {n} seed)", "{said} ({reached} of {n} seeds)", found.seeds).format(
        said=said, reached=found.reached, n=found.seeds
    )


def _rounds(mean: float) -> str:
    return counted(int(mean), "round") if mean == int(mean) else _("{mean} rounds").format(mean=decimals(mean, 1))


def _places(share: float) -> int:
    return int(abs(100 * share - round(100 * share)) > 1e-9)
