"""Promises against dp-accounting's and Opacus's own numbers, and against bounds that are tight."""

import itertools
import warnings

import pytest
from dp_accounting import dp_event
from dp_accounting.pld import PLDAccountant
from dp_accounting.rdp import RdpAccountant
from hypothesis import given
from hypothesis import strategies as st

from fedsim.errors import BudgetSpent, RunStopped
from fedsim.privacy.accounting import (
    Ledger,
    Release,
    Spent,
    client_epsilon,
    default_delta,
    delta_warning,
    epsilon,
)
from fedsim.privacy.mechanisms import releases
from fedsim.settings.config import CHOICES, SimulationConfig

SAMPLED = [(1.0, 32, 1500, 470), (0.7, 16, 60, 8), (2.0, 150, 1500, 1000), (1.1, 1, 7, 3)]
PRIVATE = [dp for dp in CHOICES["dp"] if dp != "none"]


@pytest.mark.parametrize(
    ("noise", "rounds", "delta"), list(itertools.product([0.03, 0.5, 1.0, 4.0, 50.0], [1, 10, 200], [1e-2, 1e-5]))
)
def test_client_level_is_dp_accountings_own_number(noise: float, rounds: int, delta: float) -> None:
    accountant = RdpAccountant()
    for _ in range(rounds):
        accountant.compose(dp_event.GaussianDpEvent(noise))
    assert client_epsilon(rounds, noise, delta) == pytest.approx(accountant.get_epsilon(delta), abs=1e-9, rel=1e-9)


@pytest.mark.parametrize(("noise", "batch", "images", "steps"), SAMPLED)
def test_record_level_is_dp_accountings_own_number(noise: float, batch: int, images: int, steps: int) -> None:
    accountant = RdpAccountant()
    accountant.compose(dp_event.PoissonSampledDpEvent(batch / images, dp_event.GaussianDpEvent(noise)), 3 * steps)
    ours = epsilon(Release(noise, 1e-5, images, batch, steps), 3)
    assert ours == pytest.approx(accountant.get_epsilon(1e-5), abs=1e-9, rel=1e-9)


@pytest.mark.parametrize(("noise", "batch", "images", "steps"), SAMPLED)
def test_record_level_is_opacus_number_but_for_the_orders_tried(
    noise: float, batch: int, images: int, steps: int
) -> None:
    from opacus.accountants import RDPAccountant

    accountant = RDPAccountant()
    accountant.history = [(noise, batch / images, steps)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is told when its largest order is the best
        theirs = accountant.get_epsilon(1e-5)
    assert epsilon(Release(noise, 1e-5, images, batch, steps), 1) == pytest.approx(theirs, rel=1e-3)


@pytest.mark.parametrize(
    ("noise", "rounds", "delta"), [(0.5, 10, 1e-5), (1.0, 1, 1e-5), (1.0, 100, 1e-3), (5.0, 10, 1e-3), (20.0, 1, 1e-3)]
)
def test_client_level_is_above_the_tight_bound_by_no_more_than_a_quarter(
    noise: float, rounds: int, delta: float
) -> None:
    tight = PLDAccountant(value_discretization_interval=1e-3)
    tight.compose(dp_event.GaussianDpEvent(noise), rounds)
    assert tight.get_epsilon(delta) <= client_epsilon(rounds, noise, delta) <= 1.25 * tight.get_epsilon(delta)


@pytest.mark.parametrize(("noise", "batch", "images", "steps"), SAMPLED[:3])
def test_record_level_is_above_the_tight_bound_by_no_more_than_a_quarter(
    noise: float, batch: int, images: int, steps: int
) -> None:
    tight = PLDAccountant(value_discretization_interval=1e-3)
    tight.compose(dp_event.PoissonSampledDpEvent(batch / images, dp_event.GaussianDpEvent(noise)), steps)
    bound = tight.get_epsilon(1e-5)
    assert bound <= epsilon(Release(noise, 1e-5, images, batch, steps), 1) <= 1.25 * bound


@given(
    noise=st.floats(0.05, 50),
    more=st.floats(1.01, 3),
    rounds=st.integers(1, 100),
    extra=st.integers(1, 100),
    delta=st.floats(1e-8, 0.1),
)
def test_epsilon_grows_with_rounds_and_falls_with_noise(
    noise: float, more: float, rounds: int, extra: int, delta: float
) -> None:
    before = client_epsilon(rounds, noise, delta)
    assert before >= 0
    assert client_epsilon(rounds + extra, noise, delta) >= before
    louder = client_epsilon(rounds, noise * more, delta)
    assert louder < before or louder == before == 0


def test_record_level_grows_with_epochs_and_falls_with_noise_and_images() -> None:
    def spent(noise: float = 1.0, images: int = 500, rounds: int = 5) -> float:
        (release, _) = releases(SimulationConfig(dp="record", noise_multiplier=noise, delta=1e-5), (images, images))
        return epsilon(release, rounds)

    assert spent(rounds=0) == 0 < spent(rounds=1) < spent(rounds=5)
    assert spent(noise=2.0) < spent()
    assert spent(images=2000) < spent()


def test_a_sample_of_everyone_amplifies_nothing() -> None:
    assert epsilon(Release(1.0, 1e-5, 40, 40), 10) == client_epsilon(10, 1.0, 1e-5)


@pytest.mark.parametrize("dp", CHOICES["dp"])
def test_without_noise_or_clipping_there_is_no_promise(dp: str) -> None:
    assert releases(SimulationConfig(dp=dp, noise_multiplier=0.0), (10, 10)) == ()
    assert releases(SimulationConfig(dp="none", noise_multiplier=1.0), (10, 10)) == ()
    assert client_epsilon(10, 0.0, 1e-5) is None
    assert Ledger().worst() is None


def test_the_releases_worked_by_hand() -> None:
    settings = {"noise_multiplier": 1.5, "batch_size": 16, "local_epochs": 2}
    central, local, record = (
        releases(SimulationConfig(dp=dp, **settings), (50, 10)) for dp in ("central", "local", "record")
    )
    assert central == (Release(1.5, 0.005, 2, 2),)
    assert local == central * 2
    assert record == (Release(1.5, 0.0002, 50, 16, 8), Release(1.5, 0.001, 10, 10, 2))
    assert releases(SimulationConfig(dp="record", delta=1e-6, **settings), (50, 10))[0].delta == 1e-6


def test_the_ledger_spans_rounds_and_counts_a_hospital_when_it_took_part() -> None:
    one = Release(1.0, 1e-5, 2, 2)
    ledger = Ledger((one, one), rounds=3)
    assert ledger.spent() == (Spent(0.0, 1e-5),) * 2
    ledger.spend([True, False])
    ledger.spend([True, True])
    assert [spent.epsilon for spent in ledger.spent()] == [client_epsilon(2, 1.0, 1e-5), client_epsilon(1, 1.0, 1e-5)]
    assert ledger.worst() == Spent(client_epsilon(2, 1.0, 1e-5), 1e-5)


def test_central_noise_is_spent_for_all_whoever_took_part() -> None:
    ledger = Ledger((Release(1.0, 1e-5, 3, 3),), rounds=3)
    ledger.spend([True, False, False])
    assert ledger.worst() == Spent(client_epsilon(1, 1.0, 1e-5), 1e-5)


def test_the_round_that_would_overspend_is_not_allowed_and_the_one_before_is() -> None:
    budget = client_epsilon(3, 1.0, 1e-5)
    ledger = Ledger((Release(1.0, 1e-5, 3, 3),), rounds=20, target_epsilon=budget)
    for server_round in (1, 2, 3):
        ledger.allow(server_round)
        ledger.spend([True] * 3)
    assert ledger.worst().epsilon == budget
    with pytest.raises(BudgetSpent, match=r"Stopped after round 3 of 20: .* budget of epsilon 9\.\d+ at delta 1e-05"):
        ledger.allow(4)
    assert issubclass(BudgetSpent, RunStopped)


@given(st.integers(1, 10**7))
def test_the_default_delta_follows_the_population_and_is_no_bad_one(population: int) -> None:
    delta = default_delta(population)
    assert delta * population == pytest.approx(0.01)
    assert delta_warning(delta, population) is None
    assert "promises nothing" in str(delta_warning(1 / population, population))
