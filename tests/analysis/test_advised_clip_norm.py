"""The clip norm that a run's updates advise for the next."""

import pandas as pd
import pytest

from fedsim.analysis.clipping_frames import advised_clip_norm


def norms(*lengths: float, clip_norm: float | None = None) -> pd.DataFrame:
    clipped = [None if clip_norm is None else length > clip_norm for length in lengths]
    return pd.DataFrame({"norm": lengths, "clip_norm": clip_norm, "clipped": clipped})


@pytest.mark.parametrize(
    ("frame", "dp", "advised"),
    [
        (norms(1.0, 1.534, 9.0), "none", 1.5),
        (norms(1.0, 1.534, 9.0, clip_norm=0.5), "central", 1.5),
        (norms(1.0, 1.534, 9.0, clip_norm=20.0), "local", 1.5),
        (norms(1.0, 1.534, 1.6, 9.0, clip_norm=1.55), "central", None),
        (norms(1.0, 1.534, 9.0, clip_norm=0.5), "central-adaptive", None),
        (norms(0.0, 0.0), "none", None),
        (norms(), "none", None),
    ],
)
def test_it_is_the_median_unless_the_runs_own_does(frame: pd.DataFrame, dp: str, advised: float | None) -> None:
    assert advised_clip_norm(frame, dp) == advised
