"""Whole runs with differential privacy, in this process."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from fedsim.errors import BudgetSpent
from fedsim.events import Event, RoundFinished, Started
from fedsim.federation import client_app
from fedsim.federation.engines import inprocess
from fedsim.privacy.accounting import client_epsilon, default_delta, epsilon
from fedsim.privacy.mechanisms import mechanism_of, releases
from fedsim.settings.config import CHOICES, Hospital, SimulationConfig

PRIVATE = [dp for dp in CHOICES["dp"] if dp != "none"]
Run = tuple[dict[str, torch.Tensor], Started, list[RoundFinished]]


def run(config: SimulationConfig, events: list[Event] | None = None) -> Run:
    events = [] if events is None else events
    final = inprocess.run(config, events.append, lambda: False)
    (started,) = [event for event in events if isinstance(event, Started)]
    return final, started, [event for event in events if isinstance(event, RoundFinished)]


@pytest.fixture
def alike(config: SimulationConfig) -> SimulationConfig:
    """Hospitals with as many images each."""
    return replace(config, hospitals=tuple(Hospital(name) for name in "ABC"))


@pytest.mark.parametrize("model", ["cnn", "resnet18"])
@pytest.mark.parametrize("dp", PRIVATE)
def test_every_mode_ends_with_finite_weights_and_a_promise(config: SimulationConfig, dp: str, model: str) -> None:
    small = {"hospitals": (Hospital("A", ("east",)), Hospital("B")), "samples_per_hospital": 50, "batch_size": 50}
    config = replace(config, dp=dp, model=model, noise_multiplier=0.7, clip_norm=0.1, rounds=1, **small)
    final, started, (before, after) = run(config)
    assert all(values.is_floating_point() and values.isfinite().all() for values in final.values())
    assert before.epsilon == 0 < after.epsilon
    assert after.delta == default_delta({"record": 50}.get(dp, 2))
    assert started.weighting == mechanism_of(config).weighting


@pytest.mark.parametrize("dp", ["central", "central-client", "central-adaptive", "local"])
def test_clipping_that_no_update_meets_and_no_noise_is_the_plain_run_to_the_last_bit(
    alike: SimulationConfig, dp: str
) -> None:
    alike = replace(alike, rounds=1)
    plain, _, _ = run(alike)
    private, _, finished = run(replace(alike, dp=dp, clip_norm=1e6))
    assert all(torch.equal(values, private[name]) for name, values in plain.items())
    assert [each.epsilon for each in finished] == [None, None]  # no noise, no guarantee
    assert [hospital.clipped for hospital in finished[1].hospitals] == [False] * 3


@pytest.mark.parametrize("dp", PRIVATE)
def test_a_budget_is_spent_in_the_last_round_and_never_overspent(config: SimulationConfig, dp: str) -> None:
    _, started, finished = run(replace(config, dp=dp, target_epsilon=4.0))
    assert started.noise_multiplier > 0
    spent = [each.epsilon for each in finished]
    assert spent == sorted(spent)
    assert 3.95 < spent[-1] <= 4.0


@pytest.mark.parametrize("dp", ["central-adaptive", "local", "record"])
def test_a_run_stops_before_the_round_that_would_overspend(config: SimulationConfig, dp: str) -> None:
    config = replace(config, dp=dp, noise_multiplier=1.0, delta=1e-5, rounds=3)
    _, _, finished = run(replace(config, rounds=2))
    events: list[Event] = []
    with pytest.raises(BudgetSpent, match=r"Stopped after round 2 of 3: another round would spend more"):
        run(replace(config, target_epsilon=finished[-1].epsilon), events)
    assert [event.round for event in events if isinstance(event, RoundFinished)] == [0, 1, 2]


@pytest.mark.parametrize("dp", ["central", "central-client", "central-adaptive"])
def test_central_noise_promises_to_all_hospitals_at_once(config: SimulationConfig, dp: str) -> None:
    _, _, finished = run(replace(config, dp=dp, noise_multiplier=2.0, delta=1e-4))
    assert [each.epsilon for each in finished] == [0.0, client_epsilon(1, 2.0, 1e-4), client_epsilon(2, 2.0, 1e-4)]
    assert {hospital.epsilon for each in finished for hospital in each.hospitals} == {None}
    for hospital in finished[1].hospitals:
        assert hospital.clip_norm == 1.0
        assert hospital.clipped == (hospital.update_norm > 1.0)


@pytest.mark.parametrize("dp", ["local", "record"])
def test_noise_at_the_hospitals_promises_to_each_its_own(config: SimulationConfig, dp: str) -> None:
    config = replace(config, dp=dp, noise_multiplier=2.0, hospitals=(Hospital("A", ("east", "west")), Hospital("B")))
    _, started, finished = run(config)
    each_one = releases(config, [hospital.num_examples for hospital in started.hospitals])
    for round, after in enumerate(finished):
        assert [(h.epsilon, h.delta) for h in after.hospitals] == [(epsilon(m, round), m.delta) for m in each_one]
        assert after.epsilon == max(hospital.epsilon for hospital in after.hospitals)


def test_a_hospital_that_sent_nothing_spent_nothing(config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    train = client_app.train_local

    def flaky(model, data, **options) -> None:
        if calls.append(0) or len(calls) == 2:
            raise OSError("no power")
        train(model, data, **options)

    calls: list[int] = []
    monkeypatch.setattr(client_app, "train_local", flaky)
    _, _, finished = run(replace(config, dp="local", noise_multiplier=2.0, delta=1e-4, rounds=1))
    assert [h.epsilon for h in finished[1].hospitals] == [client_epsilon(rounds, 2.0, 1e-4) for rounds in (1, 0, 1)]


@pytest.mark.parametrize("dp", PRIVATE)
def test_the_seed_gives_the_noise_again_with_another_run_beside_it(config: SimulationConfig, dp: str) -> None:
    config = replace(config, dp=dp, noise_multiplier=1.0, rounds=1)
    alone, _, _ = run(config)
    together: dict[int, dict[str, torch.Tensor]] = {}

    def beside(seed: int) -> Callable[[], None]:
        return lambda: together.update({seed: run(replace(config, seed=seed))[0]})

    threads = [threading.Thread(target=beside(seed)) for seed in (config.seed, config.seed + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(torch.equal(values, together[config.seed][name]) for name, values in alone.items())
    assert not all(torch.equal(values, together[config.seed + 1][name]) for name, values in alone.items())
