"""Who took part in which round, as a tidy table."""

from collections.abc import Sequence

import pandas as pd

from fedsim.events import RoundFinished

STATUSES = ("ok", "late", "dropped", "failed", "absent", "idle")
"""What becomes of a hospital in a round, in the order of a legend."""


def attendance_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """What became of each hospital in each round of training: hospital, status, round."""
    rows = [
        (hospital.name, hospital.status, finished.round)
        for finished in rounds
        if finished.round
        for hospital in finished.hospitals
    ]
    return pd.DataFrame(rows, columns=["hospital", "status", "round"])
