"""Each place for the noise: what it does to one round, against formulas and values worked by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from flwr.app import ConfigRecord, Context, Message, RecordDict
from messages import arrays_of, error_reply, grid, protection, record, reply

from fedsim.federation.mods import CLIP_NORM, NOISE_MULTIPLIER, mods_for
from fedsim.federation.privacy import make_private
from fedsim.federation.strategies.fedavg import Averaging
from fedsim.privacy.mechanisms import MECHANISMS, mechanism_of
from fedsim.privacy.noise import expected_norm, update_norm
from fedsim.settings.config import SimulationConfig

GRID = grid()
NODES = list(GRID.get_node_ids())
CONFIG = SimulationConfig(noise_multiplier=0.0, clip_norm=1.0, seed=3)
CENTRAL = ("central", "central-client", "central-adaptive")
MODES = (*CENTRAL, "local")
SIZE = 20_000


def one_round(config: SimulationConfig, updates: list[np.ndarray], examples: list[int], round: int = 1):
    """Send a model of zeros out, have hospitals answer with these updates through their mods, and average."""
    strategy = make_private(Averaging(), protection(config))
    told = ConfigRecord({NOISE_MULTIPLIER: config.noise_multiplier})
    before = record(w=np.zeros_like(updates[0]))
    messages = sorted(strategy.configure_train(round, before, told, GRID), key=lambda m: m.metadata.dst_node_id)
    answers = [
        at_hospital(config, message, place, record(w=update), number)
        for place, (message, update, number) in enumerate(zip(messages, updates, examples, strict=False))
    ]
    arrays, _ = strategy.aggregate_train(round, answers)
    return arrays_of(arrays)["w"], strategy


def at_hospital(config: SimulationConfig, message: Message, place: int, arrays, number: int = 1) -> Message:
    def train(message: Message, context: Context) -> Message:
        return reply(NODES[place], arrays, num_examples=number, hospital=place)

    for mod in reversed(mods_for(protection(config))):
        train = _wrapped(mod, train)
    return train(message, Context(1, NODES[place], {"partition-id": place}, RecordDict(), {}))


def _wrapped(mod, inner):
    return lambda message, context: mod(message, context, inner)


def updates(seed: int = 0, size: int = 50, scale: float = 1.0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [(scale * rng.standard_normal(size)).astype(np.float32) for _ in NODES]


@pytest.mark.parametrize("dp", MODES)
def test_with_neither_clipping_nor_noise_every_mode_is_plain_to_the_last_bit(dp: str) -> None:
    plain, _ = one_round(CONFIG, updates(), [7, 7, 7])
    private, _ = one_round(replace(CONFIG, dp=dp, clip_norm=math.inf), updates(), [7, 7, 7])
    np.testing.assert_array_equal(private, plain, strict=True)


@pytest.mark.parametrize("dp", MODES)
def test_hospitals_count_as_the_settings_say(dp: str) -> None:
    config = replace(CONFIG, dp=dp, clip_norm=math.inf)
    after, _ = one_round(config, [np.full(2, value, np.float32) for value in (0.0, 3.0, 9.0)], [6, 2, 4])
    assert after == pytest.approx(np.full(2, {"equal": 4.0, "by images": 3.5}[mechanism_of(config).weighting]))


@pytest.mark.parametrize("dp", MODES)
@pytest.mark.parametrize("clip_norm", [1e-3, 0.5, 30.0])
def test_no_hospital_moves_the_average_by_more_than_the_clip_norm(dp: str, clip_norm: float) -> None:
    after, strategy = one_round(replace(CONFIG, dp=dp, clip_norm=clip_norm), updates(scale=5.0), [1, 1, 1])
    assert np.linalg.norm(after) <= clip_norm * (1 + 1e-6)
    assert strategy.measured.clip_norm == clip_norm


@pytest.mark.parametrize("num_answered", [2, 3])
@pytest.mark.parametrize("dp", MODES)
def test_the_noise_is_as_strong_as_its_formula_says(dp: str, num_answered: int) -> None:
    examples = [5, 1, 2][:num_answered]
    config = replace(CONFIG, dp=dp, noise_multiplier=0.5, clip_norm=2.0)
    after, strategy = one_round(config, [np.full(SIZE, 1e-9, np.float32)] * num_answered, examples)
    std = {
        "central": 1.0 / 3,
        "central-client": 1.0 / 3,
        "central-adaptive": 1.0 / 3 / math.sqrt(1 - 1 / 4),
        "local": math.sqrt(sum(number**2 for number in examples)) / sum(examples),
    }[dp]
    assert strategy.measured.noise_std == pytest.approx(std)
    assert after.std() == pytest.approx(std, rel=5 / math.sqrt(2 * SIZE))


@pytest.mark.parametrize("dp", MODES)
def test_signal_to_noise_is_the_clean_update_over_the_noise_that_is_expected(dp: str) -> None:
    config = replace(CONFIG, dp=dp, clip_norm=3.0)
    clean, _ = one_round(config, updates(), [1, 2, 3])
    _, strategy = one_round(replace(config, noise_multiplier=0.7), updates(), [1, 2, 3])
    expected = np.linalg.norm(clean) / expected_norm(strategy.measured.noise_std, clean.size)
    assert strategy.measured.signal_to_noise == pytest.approx(expected, rel=1e-5)
    _, silent = one_round(config, updates(), [1, 2, 3])
    assert (silent.measured.noise_std, silent.measured.signal_to_noise) == (0.0, None)


@pytest.mark.parametrize("dp", MODES)
def test_the_seed_and_the_round_make_the_noise(dp: str) -> None:
    def noisy(seed: int = 3, round: int = 1) -> np.ndarray:
        config = replace(CONFIG, dp=dp, noise_multiplier=1.0, seed=seed)
        return one_round(config, updates(), [1, 1, 1], round)[0]

    np.testing.assert_array_equal(noisy(), noisy())
    assert not np.array_equal(noisy(), noisy(seed=4))
    assert not np.array_equal(noisy(), noisy(round=2))


@pytest.mark.parametrize("dp", CENTRAL)
def test_an_absent_hospital_counts_as_one_that_changed_nothing(dp: str) -> None:
    """The average divides by the hospitals that were planned: 4 + 5 of three is 3."""
    config = replace(CONFIG, dp=dp, clip_norm=math.inf)
    after, _ = one_round(config, [np.full(2, value, np.float32) for value in (4.0, 5.0)], [7, 1])
    same, _ = one_round(config, [np.full(2, value, np.float32) for value in (4.0, 5.0, 0.0)], [7, 1, 1])
    assert after == pytest.approx(np.full(2, 3.0))
    np.testing.assert_array_equal(after, same)


@pytest.mark.parametrize("dp", CENTRAL)
def test_the_spread_of_the_noise_does_not_tell_how_many_took_part(dp: str) -> None:
    """Whoever guesses the number by the likeliest spread is right as often as by chance: one time in three."""
    guesses = []
    for seed in range(60):
        answered = 1 + seed % 3
        config = replace(CONFIG, dp=dp, noise_multiplier=20.0, seed=seed)
        after, _ = one_round(config, updates(seed, 2000)[:answered], [1] * answered)
        spread = {number: abs(math.log(after.std() * number / (20.0 * config.clip_norm))) for number in (1, 2, 3)}
        guesses.append(min(spread, key=lambda number: spread[number]) == answered)
    assert sum(guesses) == 20  # the same guess each time, whatever the number is


@pytest.mark.parametrize("dp", CENTRAL)
def test_one_hospital_more_or_less_moves_what_is_noised_by_its_sensitivity_at_most(dp: str) -> None:
    """Under add-or-remove-one: the average times the hospitals planned, and the centred count of short updates."""
    config = replace(CONFIG, dp=dp, clip_norm=0.5)
    for left_out in range(3):
        everyone = updates(7, scale=3.0)
        without = [update for place, update in enumerate(everyone) if place != left_out]
        one, all_there = one_round(config, everyone, [5, 1, 2])
        other, one_less = one_round(config, without, [1, 1])
        assert 3 * np.linalg.norm(one.astype(float) - other) <= 0.5 * (1 + 1e-5)
        shares = [0.5 - math.log(s.clip_norm / 0.5) / 0.2 for s in (all_there, one_less)]
        assert 3 * abs(shares[0] - shares[1]) <= 0.5 * (1 + 1e-9)


def test_hospitals_that_clip_give_what_a_server_that_clips_gives() -> None:
    private = replace(CONFIG, noise_multiplier=0.3, clip_norm=2.0)
    here, _ = one_round(replace(private, dp="central"), updates(), [1, 2, 3])
    there, _ = one_round(replace(private, dp="central-client"), updates(), [1, 2, 3])
    np.testing.assert_array_equal(here, there)


def test_every_hospitals_local_noise_is_its_own() -> None:
    config = replace(CONFIG, dp="local", noise_multiplier=1.0)
    strategy = make_private(Averaging(), protection(config))
    told = ConfigRecord({NOISE_MULTIPLIER: 1.0})
    messages = list(strategy.configure_train(1, record(w=np.zeros(9, np.float32)), told, GRID))
    update = record(w=np.ones(9, np.float32))
    sent = [arrays_of(at_hospital(config, m, place, update).content["arrays"])["w"] for place, m in enumerate(messages)]
    assert len(np.unique(np.concatenate(sent))) == 27


def test_a_hospital_that_clips_tells_how_long_its_update_was() -> None:
    told = ConfigRecord({CLIP_NORM: 1.0, NOISE_MULTIPLIER: 9.0, "server-round": 1})
    message = Message(RecordDict({"arrays": record(w=np.zeros(2)), "config": told}), NODES[0], "train")
    (mod,) = mods_for(protection(replace(CONFIG, dp="central-client")))
    out = mod(message, GRID_CONTEXT, lambda message, context: reply(NODES[0], record(w=np.array([3.0, 4.0]))))
    assert out.content["metrics"]["update-norm"] == 5.0
    assert update_norm({"w": np.zeros(2)}, arrays_of(out.content["arrays"]), ["w"]) == pytest.approx(1.0, rel=1e-5)


@pytest.mark.parametrize("dp", ["central-client", "local"])
def test_an_error_passes_the_mods(dp: str) -> None:
    told = ConfigRecord({CLIP_NORM: 1.0, NOISE_MULTIPLIER: 1.0})
    message = Message(RecordDict({"arrays": record(w=np.zeros(2)), "config": told}), NODES[0], "train")
    failed = error_reply(NODES[0], "no power")
    (mod,) = mods_for(protection(replace(CONFIG, dp=dp)))
    assert mod(message, GRID_CONTEXT, lambda message, context: failed) is failed


@pytest.mark.parametrize(("lengths", "step"), [([5, 6, 7], 0.1), ([0.1, 0.2, 0.3], -0.1), ([0.1, 0.2, 9], -0.1 / 3)])
def test_the_adaptive_clip_norm_moves_towards_the_median_update(lengths: list[float], step: float) -> None:
    """Andrew et al. 2021, equation 1, with learning rate 0.2 and quantile 1/2."""
    _, strategy = one_round(replace(CONFIG, dp="central-adaptive"), [np.array([float(n)]) for n in lengths], [1, 1, 1])
    assert strategy.measured.clip_norm == 1.0
    assert strategy.clip_norm == pytest.approx(math.exp(step))


@pytest.mark.parametrize("noise", [0.05, 1.0, 20.0])
def test_the_adaptive_count_and_updates_together_cost_what_one_release_costs(noise: float) -> None:
    adaptive = MECHANISMS["central-adaptive"]
    for number in (2, 3, 20):
        together = adaptive.noise_on_updates(noise, number) ** -2 + (2 * adaptive.noise_on_count(noise, number)) ** -2
        assert together == pytest.approx(noise**-2)


GRID_CONTEXT = Context(1, NODES[0], {"partition-id": 0}, RecordDict(), {})
