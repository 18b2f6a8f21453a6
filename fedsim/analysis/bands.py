"""Accuracy by round where hospitals are many: how it is spread over them, in place of a line each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fedsim.analysis.keys import POOLED, TOGETHER
from fedsim.events import RoundFinished
from fedsim.runs.state import RunState

BAND = "band"
"""The series that is a spread, and no model's."""
SPREAD = ["low", "lower", "middle", "upper", "high"]
"""Least, quartiles and greatest."""
COLUMNS = ["series", "accuracy", *SPREAD, "round"]
NONE = (np.nan,) * len(SPREAD)


def own_bands(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """The shared model on all classes, and the spread over hospitals of its accuracy on the classes that each has.

    Columns: series (a key's id, or `BAND`), accuracy (of a model), `SPREAD` (of the band), round.
    """
    rows = []
    for finished in rounds:
        rows.append((TOGETHER.id, finished.accuracy, *NONE, finished.round))
        if spread := on_own_classes(finished):
            rows.append((BAND, np.nan, *spread, finished.round))
    return pd.DataFrame(rows, columns=COLUMNS)


def alone_bands(state: RunState) -> pd.DataFrame:
    """Likewise the shared model, the pooled one, and the spread of the hospitals that train alone, as far as they are.

    A baseline's epoch stands where `curves.curve_frame` puts it.
    """
    rows = [(TOGETHER.id, finished.accuracy, *NONE, float(finished.round)) for finished in state.rounds]
    by_epoch: dict[int, list[float]] = {}
    for baseline in state.baselines:
        for epoch in baseline.epochs:
            if baseline.hospital is None:
                rows.append((POOLED.id, epoch.accuracy, *NONE, epoch.epoch / state.config.local_epochs))
            else:
                by_epoch.setdefault(epoch.epoch, []).append(epoch.accuracy)
    for number, accuracies in sorted(by_epoch.items()):
        rows.append((BAND, np.nan, *_spread(accuracies), number / state.config.local_epochs))
    return pd.DataFrame(rows, columns=COLUMNS)


def on_own_classes(finished: RoundFinished) -> tuple[float, ...]:
    """As the round tells it; of one that did not say, of the hospitals that it tells of."""
    told = [each.global_accuracy_on_own_classes for each in finished.hospitals]
    return finished.on_own_classes or _spread([share for share in told if share is not None])


def _spread(shares: Sequence[float]) -> tuple[float, ...]:
    return tuple(np.quantile(shares, (0, 0.25, 0.5, 0.75, 1)).tolist()) if shares else ()
