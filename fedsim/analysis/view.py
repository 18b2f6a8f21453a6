"""What the Runs page shows, as a value that an address holds: which runs, and how they stand side by side."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from fedsim.analysis.group_curves import SPREADS
from fedsim.analysis.groups import LAST
from fedsim.analysis.measures import COSTS, METRICS, VALUES

WHICH = ("all", "starred", "unfinished")
KINDS = ("curves", "bars", "parallel", "scatter")
SMOOTH = ("1", "3", "5")
SCALES = ("linear", "log")
MOST_IDS = 500
MOST_WORDS = 200
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
DOT = "."
"""Between ids: an address keeps it as it is."""
NAME = re.compile(r"[a-z_]{1,40}")
CHOICES: dict[str, Sequence[str]] = {
    "which": WHICH, "chart": KINDS, "metric": tuple(METRICS), "by": tuple(COSTS), "smooth": SMOOTH, "scale": SCALES,
    "value": VALUES, "of": ("2", "3", "5", "10", "20"), "spread": SPREADS,
}  # fmt: skip
"""What a part of the view may be, by its name in the address."""


@dataclass(frozen=True)
class View:
    """Every part is text, as the address has it.

    Attributes:
        runs: ids of the chosen ones, in order.
        base: ids of those that the others are compared with, whoever is chosen; empty takes the first group.
        color: ids of runs whose groups have a colour, where not all can; empty takes the base and the best.
        search: words that the table's runs have.
        which: of `WHICH`.
        chart: of `KINDS`.
        metric: of `measures.METRICS`.
        by: what curves go along, of `measures.COSTS`.
        smooth: rounds that a curve's point is a mean of.
        scale: of the value's axis.
        value: what stands for a run, of `measures.VALUES`.
        of: how many rounds the mean is of.
        spread: of `group_curves.SPREADS`.
        against: the setting that points stand against; empty takes the first that differs.
    """

    runs: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    color: tuple[str, ...] = ()
    search: str = ""
    which: str = "all"
    chart: str = "curves"
    metric: str = "accuracy"
    by: str = "round"
    smooth: str = "1"
    scale: str = "linear"
    value: str = "last"
    of: str = str(LAST)
    spread: str = "range"
    against: str = ""


NAMES = tuple(each.name for each in fields(View))
START = View()


def to_query(view: View) -> dict[str, str]:
    """The parts that are not as they are at first."""
    parts = {name: getattr(view, name) for name in NAMES}
    return {
        name: part if isinstance(part, str) else DOT.join(part)
        for name, part in parts.items()
        if part != getattr(START, name)
    }


def read_view(query: Mapping[str, Sequence[str]]) -> tuple[View, list[str]]:
    """What an address says, and the names of its parts that cannot be: these stay as they are at first.

    Args:
        query: by name, every value that the address gives to it.
    """
    view, wrong = START, list[str]()
    for name in (name for name in NAMES if name in query):
        part = _read(name, query[name][-1])
        if part is None or len(query[name]) > 1:
            wrong.append(name)
        else:
            view = replace(view, **{name: part})  # type: ignore[arg-type]
    return view, wrong


def _read(name: str, text: str) -> str | tuple[str, ...] | None:
    if name in CHOICES:
        return text if text in CHOICES[name] else None
    if name in ("runs", "base", "color"):
        ids = tuple(dict.fromkeys(filter(None, text.split(DOT))))
        return ids if len(ids) <= MOST_IDS and all(map(ID.fullmatch, ids)) else None
    if name == "search":
        return text if len(text) <= MOST_WORDS and text.isprintable() else None
    return text if not text or NAME.fullmatch(text) else None
