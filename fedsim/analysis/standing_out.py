"""Which of many groups of kept runs have a colour of their own: no eye tells more than a few apart."""

from collections.abc import Collection, Sequence

from fedsim.analysis.group_points import bars_frame
from fedsim.analysis.groups import Group

MOST = 6


def standing_out(
    groups: Sequence[Group], chosen: Collection[str], metric: str, value: str, last: int
) -> tuple[int, ...]:
    """Places of the groups that have a colour, in order: all of a few, of more those that are chosen.

    Where none is chosen these are the first, which the others are compared with, and the best; those without the number
    come last.

    Args:
        groups: all that are shown.
        chosen: ids of runs; any one of a group's stands for it.
        metric: of `measures.METRICS`.
        value: of `measures.VALUES`.
        last: of how many rounds a mean is.
    """
    if len(groups) <= MOST:
        return tuple(range(len(groups)))
    picked = [place for place, group in enumerate(groups) if any(run.id in chosen for run in group.runs)]
    if not picked:
        best = bars_frame(groups, metric, value, last, "sd")["group"].tolist()
        picked = [*dict.fromkeys([0, *best, *range(len(groups))])]
    return tuple(sorted(picked[:MOST]))
