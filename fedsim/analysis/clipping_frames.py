"""How long a run's updates are, which of them are clipped, and what noise leaves of them, as tidy tables."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fedsim.events import RoundFinished
from fedsim.privacy.mechanisms import MECHANISMS

NEAR = 0.25
"""A clip norm that shortens half of the updates, give or take this share, needs no other."""


def norm_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """Every update: hospital, norm (L2, before clipping), clip_norm, clipped, round.

    The clip norm is the one in force in that round; it and clipped are missing where nothing clips.
    """
    rows = [
        (hospital.name, hospital.update_norm, finished.clip_norm, hospital.clipped, finished.round)
        for finished in rounds
        for hospital in finished.hospitals
        if hospital.update_norm is not None
    ]
    frame = pd.DataFrame(rows, columns=["hospital", "norm", "clip_norm", "clipped", "round"])
    return frame.astype({"norm": float, "clip_norm": float})


def median_norm(norms: pd.DataFrame) -> float:
    """The clip norm that would shorten half of the updates of a `norm_frame`, as Andrew et al. 2021 aim for."""
    return float(norms["norm"].median())


def is_far_from_half(norms: pd.DataFrame) -> bool:
    """Whether much more or much less than half of a `norm_frame`'s updates were shortened, or none was clipped."""
    shortened = norms["clipped"].dropna()
    return shortened.empty or abs(float(shortened.astype(float).mean()) - 0.5) > NEAR


def advised_clip_norm(norms: pd.DataFrame, dp: str) -> float | None:
    """A better clip norm for the next run, to two digits; None where the run's own did, or found its own.

    Args:
        norms: `norm_frame`.
        dp: where the run's noise went.
    """
    if norms.empty or MECHANISMS[dp].adapts or not is_far_from_half(norms):
        return None
    return float(f"{median_norm(norms):.2g}") or None


def clipping_frame(rounds: Sequence[RoundFinished]) -> pd.DataFrame:
    """Each round of training: clipped, updates, share (clipped), signal_to_noise, clip_norm, noise_std, round.

    What does not exist is missing: share and clip_norm where nothing clips, the others where there is no noise.
    """
    rows = [_row(finished) for finished in rounds if any(h.update_norm is not None for h in finished.hospitals)]
    columns = ["clipped", "updates", "share", "signal_to_noise", "clip_norm", "noise_std", "round"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(columns[2:6], float))


def _row(finished: RoundFinished) -> tuple:
    clipped = [hospital.clipped for hospital in finished.hospitals if hospital.update_norm is not None]
    known = [each for each in clipped if each is not None]
    share = sum(known) / len(known) if known else np.nan
    noise = finished.noise_std or None
    signal = finished.signal_to_noise if noise else None
    return sum(known), len(clipped), share, signal, finished.clip_norm, noise, finished.round
