"""The runs that are kept, as a table."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fedsim.analysis.fairness import worst_of
from fedsim.runs.about import About
from fedsim.runs.state import RunState

COLUMNS = ["id", "starred", "queued_at", "accuracy", "worst", "seconds", "rounds_done"]


def kept_frame(states: Sequence[RunState], about: Mapping[str, About]) -> pd.DataFrame:
    """A row a run, in their order.

    Columns: id, starred, queued_at (seconds since the epoch), accuracy (after the last round of training, a fraction),
    worst (that of the hospital that does worst on its own classes), seconds (of all its rounds), rounds_done. What is
    not there yet is missing.
    """
    rows = [
        (
            state.id,
            about.get(state.id, About()).starred,
            state.queued_at,
            state.rounds[-1].accuracy if state.rounds_done else np.nan,
            worst_of(state.rounds[-1]) if state.rounds_done else np.nan,
            sum(each.seconds for each in state.rounds) if state.rounds_done else np.nan,
            state.rounds_done,
        )
        for state in states
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
