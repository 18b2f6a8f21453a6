"""Which models read a hospital's mark: their accuracy with it, without it, and with it on the wrong classes."""

from collections.abc import Iterator

import pandas as pd

from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, alone
from fedsim.events import ShortcutAccuracy
from fedsim.runs.state import RunState
from fedsim.settings.shortcut import Mark

MARKS = ("with", "without", "wrong")
"""Where the mark stands: on the disease alone, nowhere, on all other classes."""
MOST_ALONE = 3
"""Hospitals whose own models are told of; more may have a mark on one disease."""


def marked_by(state: RunState) -> dict[str, list[str]]:
    """The diseases that go with a mark, and the hospitals at which they do; empty before the classes are known."""
    found: dict[str, list[str]] = {}
    for each in state.config.hospitals if state.info else ():
        if isinstance(each.shortcut, Mark) and state.info:
            found.setdefault(each.shortcut.of or state.info.classes[0], []).append(each.name)
    return found


def measured(state: RunState, disease: str) -> dict[ModelKey, ShortcutAccuracy]:
    """What is known of a disease's mark so far, by model: the hospitals alone, the shared model, the pooled one."""
    return dict(_measured(state, disease))


def _measured(state: RunState, disease: str) -> Iterator[tuple[ModelKey, ShortcutAccuracy]]:
    of = [(alone(each.hospital or ""), each.shortcut) for each in state.alone]
    if state.rounds:
        of.append((TOGETHER, state.rounds[-1].shortcut))
    if state.pooled:
        of.append((POOLED, state.pooled.shortcut))
    found = [(key, each) for key, shortcuts in of for each in shortcuts if each.disease == disease]
    own = [key for key, _ in found if key.hospital is not None][:MOST_ALONE]
    yield from ((key, each) for key, each in found if key.hospital is None or key in own)


def shortcut_frame(state: RunState, disease: str) -> pd.DataFrame:
    """series (a model's id), marks (of `MARKS`), accuracy in [0, 1], round (the latest)."""
    rows = [
        (key.id, marks, getattr(each, f"accuracy_{marks}"), state.rounds_done)
        for key, each in measured(state, disease).items()
        for marks in MARKS
    ]
    return pd.DataFrame(rows, columns=["series", "marks", "accuracy", "round"])
