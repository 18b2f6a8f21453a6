"""How evenly a run serves its hospitals: the shared model on each one's own classes, by round."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fedsim.events import RoundFinished
from fedsim.settings.alike import MOST_EACH

SERIES = ("best", "median", "worst")
SAME = 1e-9


def fairness_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """Of all hospitals' accuracies on their own classes: series (of `SERIES`), accuracy, spread, hospitals, round.

    spread is their standard deviation, missing where a run of many hospitals did not say; hospitals are the names of
    the best and of the worst, where each is told of.
    """
    rows = []
    for finished in rounds:
        own = _own(finished)
        five = finished.on_own_classes or tuple(np.quantile([*own.values()], (0, 0.25, 0.5, 0.75, 1)) if own else ())
        if not five:
            continue
        told = own if finished.num_hospitals <= MOST_EACH else {}
        spread = finished.std_on_own_classes
        if spread is None and told:
            spread = float(np.std([*told.values()]))
        for series, value in zip(SERIES, (five[4], five[2], five[0]), strict=True):
            names = [] if series == "median" else [name for name, its in told.items() if abs(its - value) < SAME]
            rows.append((series, float(value), spread, tuple(names), finished.round))
    frame = pd.DataFrame(rows, columns=["series", "accuracy", "spread", "hospitals", "round"])
    return frame.astype({"accuracy": float, "spread": float})


def worst_of(finished: RoundFinished) -> float:
    """The accuracy of the hospital that does worst on its own classes after a round; nan where none is known."""
    return float(min(finished.on_own_classes or _own(finished).values(), default=np.nan))


def _own(finished: RoundFinished) -> dict[str, float]:
    """The accuracy of each hospital that is told of and has one, on its own classes."""
    shares = ((each.name, each.global_accuracy_on_own_classes) for each in finished.hospitals)
    return {name: share for name, share in shares if share is not None}
