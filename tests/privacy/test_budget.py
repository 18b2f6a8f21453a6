"""Noise that fits a budget, and what it would buy."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedsim.privacy.accounting import Release, client_epsilon, default_delta, epsilon
from fedsim.privacy.budget import ends_early, noise_for, noise_in_force, what_it_buys
from fedsim.privacy.mechanisms import releases
from fedsim.settings.config import ConfigError, SimulationConfig, with_presence
from fedsim.settings.participation import Full, Sampled

SIZES = (1500, 1100, 400)


@given(target=st.floats(0.05, 1000), rounds=st.integers(1, 200), delta=st.floats(1e-8, 1e-2))
@settings(max_examples=50)
def test_the_solved_noise_never_overspends_and_hardly_less_would(target: float, rounds: int, delta: float) -> None:
    noise = noise_for(target, rounds, (Release(1.0, delta, 3, 3),))
    assert client_epsilon(rounds, noise, delta) <= target
    assert client_epsilon(rounds, noise * 0.998, delta) > target


@pytest.mark.parametrize("dp", ["central", "central-client", "central-adaptive", "local", "record"])
def test_every_mode_solves_for_its_budget(dp: str) -> None:
    config = SimulationConfig(dp=dp, target_epsilon=5.0, rounds=4)
    config = replace(config, noise_multiplier=noise_in_force(config, SIZES))
    spent = [epsilon(release, config.rounds) for release in releases(config, SIZES)]
    assert 4.9 < max(spent) <= 5.0


def test_a_noise_that_is_given_is_taken() -> None:
    given_too = SimulationConfig(dp="central", target_epsilon=5.0, noise_multiplier=0.7)
    assert noise_in_force(given_too, SIZES) == 0.7
    assert noise_in_force(SimulationConfig(dp="central"), SIZES) == 0.0
    assert noise_in_force(SimulationConfig(noise_multiplier=3.0), SIZES) == 0.0


@pytest.mark.parametrize("dp", ["central", "local"])
def test_it_is_foretold_that_leaving_somebody_out_of_sampled_rounds_spends_the_budget_early(dp: str) -> None:
    asked = SimulationConfig(dp=dp, target_epsilon=5.0, rounds=20, participation=Sampled(fraction=0.34))
    assert not ends_early(asked, SIZES)
    without = with_presence(with_presence(asked, "A", 2, there=False), "B", 2, there=False)
    assert ends_early(without, SIZES)
    everyone = replace(asked, participation=Full())
    assert not ends_early(with_presence(everyone, "A", 2, there=False), SIZES)
    assert not ends_early(replace(without, target_epsilon=None, noise_multiplier=1.0), SIZES)
    assert ends_early(replace(everyone, noise_multiplier=0.1), SIZES)


def test_a_budget_that_no_noise_fits_is_refused_with_a_remedy() -> None:
    with pytest.raises(ConfigError, match="larger target_epsilon or fewer rounds"):
        noise_for(1e-9, 500, (Release(1.0, 1e-12, 3, 3),))


def test_more_hospitals_buy_more_privacy_with_the_same_noise_on_the_average() -> None:
    bought = what_it_buys(10, 0.03, 3)
    assert [each.hospitals for each in bought] == [3, 10, 100, 1000]
    for each in bought:
        assert each.noise_multiplier / each.hospitals == pytest.approx(0.01)  # the noise on the average, in clip norms
        assert each.epsilon == client_epsilon(10, each.noise_multiplier, default_delta(each.hospitals))
    assert sorted((each.epsilon for each in bought), reverse=True) == [each.epsilon for each in bought]


def test_a_federation_is_told_once_and_no_noise_buys_nothing() -> None:
    assert [each.hospitals for each in what_it_buys(10, 0.0, 100, delta=1e-3)] == [100, 10, 1000]
    assert {(each.epsilon, each.delta) for each in what_it_buys(10, 0.0, 100, delta=1e-3)} == {(None, 1e-3)}
