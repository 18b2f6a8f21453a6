"""Clipping against its bound, and noise against its formula."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.privacy.noise import add_noise, clip, draw_noise, expected_norm, update_norm
from fedsim.seeds import numpy_rng

LEARNED = ("weight", "bias")


def arrays(seed: int, scale: float, dtype: str = "float32") -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "weight": (scale * rng.standard_normal((3, 4))).astype(dtype),
        "bias": np.asarray(scale * rng.standard_normal(), dtype),
        "batches": np.array(seed),
    }


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(values.tobytes() == other[name].tobytes() for name, values in one.items())


@given(
    seed=st.integers(0, 10**6),
    scale=st.floats(1e-6, 1e6),
    update=st.floats(1e-6, 1e6),
    clip_norm=st.floats(1e-6, 1e6),
    dtype=st.sampled_from(["float16", "float32", "float64"]),
)
def test_no_clipped_update_is_longer_than_the_bound_rounding_included(
    seed: int, scale: float, update: float, clip_norm: float, dtype: str
) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        before, change = arrays(seed, scale, dtype), arrays(seed + 1, update, dtype)
        after = {name: np.asarray(values + change[name], values.dtype) for name, values in before.items()}
        if all(np.isfinite(values).all() for values in before.values()):
            assert update_norm(before, clip(before, after, clip_norm, LEARNED), LEARNED) <= clip_norm


@given(seed=st.integers(0, 10**6), update=st.floats(1e-3, 1e3))
def test_a_short_update_keeps_every_bit(seed: int, update: float) -> None:
    before, after = arrays(seed, 1.0), arrays(seed + 1, update)
    for clip_norm in (update_norm(before, after, LEARNED), math.inf):
        assert same(after, clip(before, after, clip_norm, LEARNED))


def test_a_long_update_keeps_its_direction_and_its_counters() -> None:
    before = {"w": np.array([1.0, 1.0]), "batches": np.array(3)}
    after = {"w": np.array([4.0, 5.0]), "batches": np.array(9)}  # an update of (3, 4), length 5
    clipped = clip(before, after, 1.0, ["w"])
    np.testing.assert_allclose(clipped["w"], [1.6, 1.8], rtol=1e-5)
    assert clipped["batches"] == 9


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_an_update_that_nothing_bounds_is_dropped(bad: float) -> None:
    before = {"w": np.array([1.0, 1.0])}
    assert same(before, dict(clip(before, {"w": np.array([2.0, bad])}, 1.0, ["w"])))


def test_no_noise_changes_no_bit() -> None:
    values = {"w": np.array([-0.0, 1e-45, 3.0], np.float32)}
    assert same(values, dict(add_noise(values, 0.0, numpy_rng(1, "noise"), ["w"])))


def test_noise_has_the_standard_deviation_that_is_asked_for_and_spares_counters() -> None:
    number = 100_000
    values = {"w": np.zeros(number, np.float32), "batches": np.array(5)}
    noisy = add_noise(values, 0.3, numpy_rng(1, "noise"), ["w"])
    assert noisy["w"].std() == pytest.approx(0.3, rel=5 / math.sqrt(2 * number))  # 5 standard errors
    assert abs(noisy["w"].mean()) < 5 * 0.3 / math.sqrt(number)
    assert (noisy["w"].dtype, noisy["batches"]) == (np.float32, 5)


def test_noise_can_be_drawn_again() -> None:
    values = arrays(0, 1.0)
    noisy, noise = (do(values, 2.0, numpy_rng(1, "noise"), LEARNED) for do in (add_noise, draw_noise))
    assert set(noise) == {"weight", "bias"}
    assert same(noisy, {**values, **{name: values[name] + noise[name] for name in noise}})


@pytest.mark.parametrize("number", [1, 2, 50, 11_000_000])
def test_the_expected_norm_of_noise(number: int) -> None:
    exact = {1: math.sqrt(2 / math.pi), 2: math.sqrt(math.pi / 2)}
    assert expected_norm(3.0, number) == pytest.approx(3.0 * exact.get(number, math.sqrt(number - 0.5)), rel=1e-4)
    if number < 100:
        drawn = np.linalg.norm(np.random.default_rng(0).normal(0, 3.0, (100_000, number)), axis=1)
        assert drawn.mean() == pytest.approx(expected_norm(3.0, number), abs=5 * drawn.std() / math.sqrt(100_000))
