"""Who took part in which round, as a tidy table."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from fedsim.events import RoundFinished

STATUSES = ("ok", "late", "dropped", "failed", "absent", "idle")
"""What becomes of a hospital in a round, in the order of a legend."""


def count_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """How many hospitals became what in each round of training: kind (a status), hospitals, low, high, round.

    `low` and `high` are where a bar of them begins and ends in a pile of all, in the order of `STATUSES`.
    """
    rows = []
    for finished in rounds[1:]:
        counts = Counter(hospital.status for hospital in finished.hospitals)
        counts += Counter({"idle": finished.num_idle, "absent": finished.num_absent})
        low = 0
        for status in STATUSES:
            if number := counts[status]:
                rows.append((status, number, low, low + number, finished.round))
                low += number
    return pd.DataFrame(rows, columns=["kind", "hospitals", "low", "high", "round"])


def attendance_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """What became of each hospital in each round of training: hospital, status, round."""
    rows = [
        (hospital.name, hospital.status, finished.round)
        for finished in rounds
        if finished.round
        for hospital in finished.hospitals
    ]
    return pd.DataFrame(rows, columns=["hospital", "status", "round"])
