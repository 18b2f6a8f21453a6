"""Seeds are a function of the place that they are used in, and of nothing else."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.seeds import numpy_rng, seed_for

SEEDS = st.integers(0, 2**31 - 1)


@pytest.mark.parametrize(
    ("place", "seed"),
    [
        ((0, "weights"), 5020956126668763821),
        ((0, "batches", 1, 2), 4351805590977214935),
        ((2**31 - 1, "noise", 500, 19), 2688460820500849222),
    ],
)
def test_a_seed_is_the_same_on_every_machine(place: tuple, seed: int) -> None:
    assert seed_for(*place) == seed


@given(SEEDS, st.text(), st.integers(0, 500), st.integers(0, 19))
def test_seeds_fit_into_63_bits(run_seed: int, role: str, round: int, hospital: int) -> None:
    assert 0 <= seed_for(run_seed, role, round, hospital) < 2**63


def test_every_place_has_its_own_seed() -> None:
    places = list(itertools.product(range(3), ("weights", "batches"), range(12), range(12)))
    assert len({seed_for(*place) for place in places}) == len(places)


def test_a_generator_can_be_had_again() -> None:
    np.testing.assert_array_equal(numpy_rng(3, "noise", 2, 1).random(8), numpy_rng(3, "noise", 2, 1).random(8))
    assert numpy_rng(3, "noise", 2, 1).random() != numpy_rng(3, "noise", 1, 2).random()


def test_the_global_generator_is_left_alone() -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    numpy_rng(3, "noise").random(8)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
