"""Curves of groups: means and their bands, along what, and on a logarithm."""

import numpy as np
import pytest
from runs_to_compare import state

from fedsim.analysis.group_curves import FLOOR, band, curves_frame, on_a_log_scale
from fedsim.analysis.groups import grouped


def test_curves_have_the_mean_its_ends_and_each_single_run() -> None:
    frame = curves_frame(grouped([state(0.5, 0.7), state(0.3, seed=1)]))
    means = frame[frame["run"] == ""]
    assert means[["round", "x", "value", "low", "high", "seeds"]].to_numpy().tolist() == [
        [0, 0, 0.1, 0.1, 0.1, 2], [1, 1, 0.4, 0.3, 0.5, 2], [2, 2, 0.7, 0.7, 0.7, 1],
    ]  # fmt: skip
    assert len(frame) == 3 + 3 + 2
    assert set(curves_frame(grouped([state(0.5)]))["run"]) == {""}


def test_each_run_is_smoothed_before_the_mean_and_stays_as_it_was_behind() -> None:
    frame = curves_frame(grouped([state(0.4, 0.7)]), smooth=3)
    assert frame[frame["run"] == ""]["value"].tolist() == pytest.approx([0.1, 0.25, 0.4])
    assert frame[frame["run"] != ""]["value"].tolist() == [0.1, 0.4, 0.7]


def test_the_band_is_what_is_asked_for() -> None:
    assert band([0.2, 0.4], "range") == pytest.approx((0.3, 0.2, 0.4))
    half = np.std([0.2, 0.4], ddof=1)
    assert band([0.2, 0.4], "sd") == pytest.approx((0.3, 0.3 - half, 0.3 + half))
    assert band([0.2, 0.4], "se") == pytest.approx((0.3, 0.2, 0.4))
    assert np.isnan(band([0.2], "sd")[1:]).all()


def test_a_mean_stands_at_the_mean_of_what_its_seeds_had_spent() -> None:
    frame = curves_frame(grouped([state(0.5), state(0.3, seed=1)]), by="seconds")
    assert frame[frame["run"] == ""]["x"].tolist() == [0.5, 1.0]


def test_a_number_that_no_run_has_makes_no_curve() -> None:
    assert curves_frame(grouped([state(0.5)]), "epsilon").empty


def test_a_logarithm_shows_errors_of_shares_and_leaves_out_what_is_nothing() -> None:
    frame = curves_frame(grouped([state(0.75, 1.0), state(0.5, 1.0, seed=1)]))
    errors = on_a_log_scale(frame, share=True)
    mean = errors[errors["run"] == ""]
    assert mean[["value", "low", "high"]].iloc[1].tolist() == [0.375, 0.25, 0.5]
    assert mean["value"].iloc[2] == FLOOR
    left = on_a_log_scale(frame.assign(value=[0.0, *[1.0] * (len(frame) - 1)]), share=False)
    assert len(left) == len(frame) - 1
