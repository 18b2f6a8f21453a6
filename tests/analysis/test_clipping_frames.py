"""Tables of update lengths, clipping and noise, worked by hand."""

from dataclasses import replace

import numpy as np
from tiny import finished

from fedsim.analysis.clipping_frames import clipping_frame, norm_frame
from fedsim.events import RoundFinished


def clipped(number: int, *norms: float, clip_norm: float = 1.0, noise_std: float | None = 0.5) -> RoundFinished:
    """A round in which hospitals A, B ... sent updates of these lengths."""
    round = finished(number)
    rows = tuple(
        replace(round.hospitals[0], name=name, update_norm=norm, clip_norm=clip_norm, clipped=norm > clip_norm)
        for name, norm in zip("ABCD", norms, strict=False)
    )
    return replace(round, hospitals=rows, clip_norm=clip_norm, noise_std=noise_std, signal_to_noise=2.0)


def test_every_update_is_a_row_with_the_clip_norm_of_its_round() -> None:
    frame = norm_frame([finished(0), clipped(1, 0.5, 2.0), clipped(2, 3.0, clip_norm=1.5)])
    assert frame.columns.tolist() == ["hospital", "norm", "clip_norm", "clipped", "round"]
    assert frame.values.tolist() == [["A", 0.5, 1.0, False, 1], ["B", 2.0, 1.0, True, 1], ["A", 3.0, 1.5, True, 2]]


def test_a_hospital_that_failed_sent_no_update() -> None:
    assert norm_frame([finished(2)])["hospital"].tolist() == ["A"]


def test_without_privacy_there_are_lengths_and_no_clip_norm() -> None:
    norms, clipping = norm_frame([finished(1)]), clipping_frame([finished(1)])
    assert norms["norm"].tolist() == [1.5, 1.5]
    assert norms["clip_norm"].isna().all()
    assert clipping[["share", "signal_to_noise", "clip_norm", "noise_std"]].isna().all(axis=None)
    assert clipping[["clipped", "updates", "round"]].values.tolist() == [[0, 2, 1]]


def test_a_round_has_its_share_clipped_and_its_signal() -> None:
    frame = clipping_frame([finished(0), clipped(1, 0.5, 2.0, 3.0, 1.0)])
    assert frame.values.tolist() == [[2, 4, 0.5, 2.0, 1.0, 0.5, 1]]


def test_without_noise_nothing_is_drowned() -> None:
    frame = clipping_frame([clipped(1, 2.0, noise_std=0.0)])
    assert frame["share"].tolist() == [1.0]
    assert frame[["signal_to_noise", "noise_std"]].isna().all(axis=None)


def test_the_last_column_tells_rounds_apart() -> None:
    for build in (norm_frame, clipping_frame):
        before, after = build([clipped(1, 1.0)]), build([clipped(1, 1.0), clipped(2, 1.0)])
        assert before.columns[-1] == "round"
        assert before["round"].iloc[-1] != after["round"].iloc[-1]


def test_nothing_gives_empty_tables_of_numbers() -> None:
    for frame in (norm_frame([]), clipping_frame([finished(0)])):
        assert frame.empty
        assert frame["clip_norm"].dtype == np.float64
