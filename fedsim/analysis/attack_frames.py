"""What hospitals that cheat reach, by round."""

from collections.abc import Sequence

import pandas as pd

from fedsim.events import AttackSuccess, RoundFinished


def success_id(of: AttackSuccess) -> str:
    """Names an aim in tables and charts: no two of a run share one."""
    return "/".join((of.kind, of.source or "", of.target or ""))


def success_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """Attack success: series (`success_id`), share, round. Where there was no test image there is no row."""
    rows = [
        (success_id(each), each.share, finished.round)
        for finished in rounds
        for each in finished.attack_success
        if each.share is not None
    ]
    return pd.DataFrame(rows, columns=["series", "share", "round"])
