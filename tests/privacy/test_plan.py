"""What a planned run promises, and what such a promise is worth."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from fedsim.privacy.accounting import Spent, client_epsilon, default_delta
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.plan import best_guess, noise_in_updates, plan
from fedsim.settings.config import SimulationConfig, start_hospitals
from fedsim.text import membership, privacy
from fedsim.text.promise import (
    attacker_right,
    chance,
    is_void,
    promised,
    unit,
    verdict,
    worth,
    worth_in_short,
)

CENTRAL = SimulationConfig(dp="central", noise_multiplier=1.0)
CLASSES = ("CNV", "DME", "DRUSEN", "NORMAL")


def test_the_plan_is_what_the_accountant_says_of_all_rounds():
    planned = plan(CENTRAL, 1.0, (1, 1, 1))
    assert planned.worst == Spent(client_epsilon(10, 1.0, default_delta(3)), default_delta(3))


def test_each_hospital_has_a_promise_of_its_own_at_record_level_and_the_worst_counts():
    planned = plan(replace(CENTRAL, dp="record", rounds=1, hospitals=start_hospitals(2, CLASSES)), 1.0, (100, 2000))
    small, large = planned.spent
    assert small.epsilon > large.epsilon
    assert planned.worst == Spent(small.epsilon, small.delta)


@pytest.mark.parametrize("config", [SimulationConfig(), replace(CENTRAL, noise_multiplier=0.0)])
def test_without_noise_no_number_is_shown(config):
    planned = plan(config, 0.0, (1, 1, 1))
    assert planned.worst is None
    assert promised(planned.worst) == "no guarantee"


def test_epsilon_0_and_delta_0_leave_a_coin_and_delta_1_leaves_nothing():
    assert best_guess(Spent(0.0, 0.0)) == 0.5
    assert best_guess(Spent(0.0, 1.0)) == 1.0
    assert best_guess(Spent(math.log(3), 0.0)) == pytest.approx(0.75)


def test_a_promise_is_put_into_words_and_a_weak_one_is_called_none():
    assert "may be right at most 74 of 100 times" in worth(Spent(1.0, 1e-5), "central")
    assert "factor of e^ε = 2.7" in worth(Spent(1.0, 1e-5), "central")
    assert "one image was used" in worth(Spent(1.0, 1e-5), "record")
    for void in (5.0, 10.1, 55100.0):
        assert worth(Spent(void, 1e-5), "central").startswith(
            "Practically nothing is promised: whoever could only toss"
        )
    assert (promised(Spent(6.2, 1 / 300)), chance(Spent(6.2, 1 / 300))) == ("ε = 6.2", "δ = 0.0033")
    assert chance(Spent(1.0, 1e-5)) == "δ = 1e-5"
    assert promised(Spent(6164.8, 0.1)) == "ε = 6,160"


@pytest.mark.parametrize("epsilon", [0.0, 0.1, 1.0, 2.0, 3.0, 4.5, 4.6, 5.0, 9.9, 10.1, 100.0, 55100.0])
@pytest.mark.parametrize("delta", [0.0, 1e-5, 1 / 300])
def test_every_box_says_the_same_of_one_epsilon(epsilon: float, delta: float) -> None:
    spent = Spent(epsilon, delta)
    right, void = attacker_right(spent), is_void(spent)
    row = pd.Series({"epsilon": epsilon, "delta": delta, "noise": 1.0})
    said = [
        worth(spent, "central"),
        worth(spent, "record"),
        worth_in_short(spent),
        privacy._kept(row, "within", strongest=False),
        membership._allows(spent, 0.9),
    ]
    assert all(right in sentence for sentence in said)
    assert [("ractically nothing" in sentence) for sentence in said] == [void] * len(said)
    assert void == (best_guess(spent) > 0.99)
    assert int(right.split()[2]) >= 100 * best_guess(spent) - 1e-6


def test_no_sentence_of_a_unit_promises_that_little_is_learnt() -> None:
    assert not any("little" in unit(dp, "full") for dp, each in MECHANISMS.items() if each.private)


def test_noise_is_shared_by_all_and_local_noise_adds_up_with_the_root():
    assert noise_in_updates(MECHANISMS["central"], 1.0, 4, 100) == 2.5
    assert noise_in_updates(MECHANISMS["local"], 1.0, 4, 100) == 5.0


def test_three_hospitals_are_told_that_it_is_nearly_hopeless_and_many_that_it_is_not():
    headline, numbers = verdict(CENTRAL, 10.0, 7412)
    assert headline == "With three hospitals, protecting a whole hospital is nearly hopeless."
    assert "1,000 hospitals" in numbers
    twenty = replace(CENTRAL, hospitals=start_hospitals(20, CLASSES))
    assert verdict(twenty, 10.0, 10)[0] == "With 20 hospitals, protecting a whole hospital is affordable."
