"""Aggregation against averages worked by hand, and privacy against its formulas."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from flwr.app import ArrayRecord, ConfigRecord, Message, RecordDict
from flwr.serverapp.strategy import Strategy
from hypothesis import given
from hypothesis import strategies as st
from messages import arrays_of, error_reply, grid, protection, record, reply

from fedsim.errors import FedsimError
from fedsim.federation.observed import Observed
from fedsim.federation.privacy import NoisyAverage, NoisyUpdates, make_private
from fedsim.federation.strategies.fedavg import Averaging
from fedsim.settings.config import SimulationConfig

CONFIG = SimulationConfig(dp="central", noise_multiplier=0.5, clip_norm=1.0, seed=3)
GRID = grid()
NODES = list(GRID.get_node_ids())


def private(
    before: ArrayRecord, noise: float = 0.0, clip: float = 1.0, seed: int = 3, num_hospitals: int = 1
) -> NoisyAverage:
    """Central DP that has sent a global model out."""
    settings = replace(CONFIG, noise_multiplier=noise, clip_norm=clip, seed=seed)
    strategy = NoisyAverage(Averaging(), protection(settings, tuple(before), num_hospitals))
    list(strategy.configure_train(1, before, ConfigRecord(), GRID))
    return strategy


def aggregate(strategy, *replies: Message, round: int = 1) -> dict[str, np.ndarray]:
    arrays, _ = strategy.aggregate_train(round, list(replies))
    return arrays_of(arrays)


def length(after: dict[str, np.ndarray], before: ArrayRecord) -> float:
    """L2 length of an update over all its arrays."""
    changes = [after[name].astype(np.float64) - values for name, values in arrays_of(before).items()]
    return float(np.sqrt(sum(np.sum(change**2) for change in changes)))


def random_record(seed: int, scale: float = 1.0) -> ArrayRecord:
    rng = np.random.default_rng(seed)
    return record(
        weight=(scale * rng.standard_normal((3, 4))).astype(np.float32),
        bias=(scale * rng.standard_normal(4)).astype(np.float32),
        scale=(scale * rng.standard_normal(1)).astype(np.float32),
    )


def test_the_average_is_weighted_by_the_number_of_examples() -> None:
    one = reply(NODES[0], record(w=np.array([1.0, -2.0], np.float32), b=np.float32(10)), num_examples=1)
    three = reply(NODES[1], record(w=np.array([5.0, 2.0], np.float32), b=np.float32(-2)), num_examples=3)
    after = aggregate(Averaging(), one, three)
    assert after["w"].tolist() == [4.0, 1.0]  # (1 * 1 + 3 * 5) / 4, (1 * -2 + 3 * 2) / 4
    assert after["b"] == 1.0  # (1 * 10 + 3 * -2) / 4
    assert after["w"].dtype == np.float32


def test_the_average_of_one_reply_is_that_reply() -> None:
    before = random_record(0)
    after = aggregate(Averaging(), reply(NODES[0], before, num_examples=7))
    for name, values in arrays_of(before).items():
        np.testing.assert_array_equal(after[name], values, strict=True)


def test_the_average_of_equal_replies_is_that_reply() -> None:
    replies = [reply(node, random_record(0), num_examples=2**place) for place, node in enumerate(NODES)]
    after = aggregate(Averaging(), *replies)
    for name, values in arrays_of(random_record(0)).items():
        np.testing.assert_allclose(after[name], values, rtol=1e-6)


def test_without_privacy_there_is_nothing_around_fedavg() -> None:
    def around(dp: str) -> Strategy:
        return make_private(averaging, protection(replace(CONFIG, dp=dp)))

    averaging = Averaging()
    assert around("none") is averaging
    assert around("record") is averaging  # it is the hospitals' own
    assert type(around("central")) is NoisyAverage
    assert type(around("local")) is NoisyUpdates


def test_an_average_keeps_every_arrays_type() -> None:
    """ResNet-18's counters of batches come back as the whole numbers that they are."""
    one = record(w=np.float32([1.0]), half=np.float16([1.0]), batches=np.int64(3))
    two = record(w=np.float32([2.0]), half=np.float16([2.0]), batches=np.int64(6))
    after = aggregate(Averaging(), reply(NODES[0], one), reply(NODES[1], two))
    assert {name: str(values.dtype) for name, values in after.items()} == {
        "w": "float32", "half": "float16", "batches": "int64"
    }  # fmt: skip
    assert (after["batches"], after["batches"].shape) == (4, ())  # 4.5, rounded to even; a number stays one


def test_every_hospital_is_asked_in_every_round_and_none_to_evaluate() -> None:
    strategy = Averaging()
    messages = strategy.configure_train(4, record(w=np.zeros(2)), ConfigRecord(), GRID)
    assert sorted(message.metadata.dst_node_id for message in messages) == sorted(NODES)
    assert messages[0].content["config"]["server-round"] == 4
    assert list(strategy.configure_evaluate(4, record(w=np.zeros(2)), ConfigRecord(), GRID)) == []


@given(
    seed=st.integers(0, 10**6),
    scale=st.floats(1e-3, 1e3),
    clip=st.floats(1e-3, 1e3),
    num_hospitals=st.integers(1, 3),
)
def test_no_update_is_longer_than_the_clip_norm(seed: int, scale: float, clip: float, num_hospitals: int) -> None:
    before = random_record(seed)
    updates = [random_record(seed + 1 + place, scale) for place in range(num_hospitals)]
    rounding = 1e-6 * (np.abs(list(before["weight"].numpy())).max() + scale + clip) * 20
    for node, update in zip(NODES, updates, strict=False):
        assert length(aggregate(private(before, clip=clip), reply(node, update)), before) <= clip + rounding
    replies = [reply(node, update) for node, update in zip(NODES, updates, strict=False)]
    assert (
        length(aggregate(private(before, clip=clip, num_hospitals=num_hospitals), *replies), before) <= clip + rounding
    )


def test_a_long_update_keeps_its_direction_and_a_short_one_all_of_itself() -> None:
    before = record(w=np.array([1.0, 1.0], np.float32))
    long = reply(NODES[0], record(w=np.array([4.0, 5.0], np.float32)))  # an update of (3, 4), length 5
    np.testing.assert_allclose(aggregate(private(before, clip=1.0), long)["w"], [1.6, 1.8], rtol=1e-6)
    short = reply(NODES[0], record(w=np.array([4.0, 5.0], np.float32)))
    np.testing.assert_allclose(aggregate(private(before, clip=5.5), short)["w"], [4.0, 5.0], rtol=1e-6)


def test_with_neither_clipping_nor_noise_privacy_is_plain_averaging() -> None:
    before, updates = random_record(0), [random_record(1), random_record(2)]
    plain, dp = (
        aggregate(strategy, *(reply(NODES[i], update, num_examples=7) for i, update in enumerate(updates)))
        for strategy in (Averaging(), private(before, clip=np.inf, num_hospitals=2))
    )
    for name, values in plain.items():
        np.testing.assert_array_equal(dp[name], values, strict=True)


def test_a_hospital_that_changes_nothing_is_averaged_like_any_other() -> None:
    before = random_record(0)
    after = aggregate(private(before), reply(NODES[0], random_record(0)))
    assert length(after, before) == 0.0


@pytest.mark.parametrize("num_answered", [1, 2, 3])
@pytest.mark.parametrize(("noise", "clip"), [(0.5, 1.0), (2.0, 0.25)])
def test_the_noise_is_as_strong_as_its_formula_says(noise: float, clip: float, num_answered: int) -> None:
    num_values = 40_000
    before = record(w=np.zeros(num_values, np.float32))
    update = np.zeros(num_values, np.float32)
    update[0] = 1e-6
    replies = [reply(node, record(w=update)) for node in NODES[:num_answered]]
    values = aggregate(private(before, noise, clip, num_hospitals=3), *replies)["w"].astype(np.float64)
    std = noise * clip / 3  # of the hospitals planned
    assert values.std() == pytest.approx(std, rel=5 / np.sqrt(2 * num_values))  # 5 standard errors
    assert abs(values.mean()) < 5 * std / np.sqrt(num_values)


def test_every_array_gets_noise_of_its_own_and_keeps_its_dtype_and_shape() -> None:
    before = record(a=np.zeros((4, 4), np.float32), b=np.zeros((4, 4), np.float32), c=np.zeros(1, np.float32))
    update = record(a=np.full((4, 4), 1e-6, np.float32), b=np.zeros((4, 4), np.float32), c=np.zeros(1, np.float32))
    after = aggregate(private(before, noise=1.0), reply(NODES[0], update))
    assert {name: (values.dtype, values.shape) for name, values in after.items()} == {
        "a": (np.float32, (4, 4)),
        "b": (np.float32, (4, 4)),
        "c": (np.float32, (1,)),
    }
    assert len(np.unique(np.concatenate([values.ravel() for values in after.values()]))) == 33


def test_noise_follows_from_the_seed_and_the_round() -> None:
    def noisy(seed: int, round: int) -> np.ndarray:
        strategy = private(random_record(0), noise=1.0, seed=seed)
        return aggregate(strategy, reply(NODES[0], random_record(1)), round=round)["weight"]

    np.testing.assert_array_equal(noisy(3, 1), noisy(3, 1))
    assert not np.array_equal(noisy(3, 1), noisy(3, 2))
    assert not np.array_equal(noisy(3, 1), noisy(4, 1))


def test_noise_neither_reads_nor_moves_the_global_generator() -> None:
    state = np.random.get_state()  # noqa: NPY002
    first = aggregate(private(random_record(0), noise=1.0), reply(NODES[0], random_record(1)))
    after = np.random.get_state()  # noqa: NPY002
    np.testing.assert_array_equal(after[1], state[1])
    assert after[2] == state[2]
    np.random.random(5)  # noqa: NPY002
    second = aggregate(private(random_record(0), noise=1.0), reply(NODES[0], random_record(1)))
    np.testing.assert_array_equal(first["weight"], second["weight"])


def test_the_global_model_that_was_sent_is_left_as_it_was() -> None:
    before = random_record(0)
    aggregate(private(before, noise=1.0), reply(NODES[0], random_record(1)))
    for name, values in arrays_of(random_record(0)).items():
        np.testing.assert_array_equal(before[name].numpy(), values)


def observed(seen: list, strategy=None) -> Observed:
    """Node 2 is hospital 1, node 3 hospital 2, node 4 hospital 0."""
    order = dict(zip(NODES, (1, 2, 0), strict=True))
    return Observed(
        strategy or Averaging(),
        order,
        lambda round, sent, replies: seen.append((round, sent, replies)),
    )


def test_the_observer_sees_replies_by_the_hospitals_place_and_the_model_before() -> None:
    seen: list = []
    strategy, before = observed(seen), random_record(0)
    messages = strategy.configure_train(2, before, ConfigRecord(), GRID)
    assert [message.metadata.dst_node_id for message in messages] == [NODES[2], NODES[0], NODES[1]]
    replies = [reply(node, random_record(1)) for node in NODES]
    strategy.aggregate_train(2, replies)
    ((round, sent, by_place),) = seen
    assert (round, sent["arrays"]) == (2, before)
    assert list(by_place.items()) == [(0, replies[2]), (1, replies[0]), (2, replies[1])]


@pytest.mark.parametrize("private_too", [False, True], ids=["plain", "private"])
def test_the_order_in_which_replies_come_does_not_matter(private_too: bool) -> None:
    def averaged(order: tuple[int, ...]) -> np.ndarray:
        strategy = observed([], NoisyAverage(Averaging(), protection(CONFIG, ("weight",))) if private_too else None)
        list(strategy.configure_train(1, random_record(9), ConfigRecord(), GRID))
        replies = [reply(NODES[i], random_record(i), num_examples=3 + 10 * i) for i in order]
        return aggregate(strategy, *replies)["weight"]

    first = averaged((0, 1, 2))
    for order in itertools.permutations(range(3)):
        np.testing.assert_array_equal(averaged(order), first)


def test_a_failed_hospital_is_observed_and_left_out_of_the_average() -> None:
    seen: list = []
    after = aggregate(
        observed(seen),
        error_reply(NODES[0], "no power"),
        reply(NODES[1], record(w=np.array([1.0])), num_examples=1),
        reply(NODES[2], record(w=np.array([4.0])), num_examples=2),
    )
    assert after["w"].tolist() == [3.0]
    assert [message.has_error() for message in seen[0][2].values()] == [False, True, False]


def test_an_observer_may_end_the_run() -> None:
    def veto(round: int, sent: RecordDict, replies: dict) -> None:
        raise RuntimeError("enough")

    strategy = Observed(Averaging(), {NODES[0]: 0}, veto)
    with pytest.raises(RuntimeError, match="enough"):
        strategy.aggregate_train(1, [reply(NODES[0], random_record(0))])


def test_a_round_whose_planned_hospitals_have_no_node_says_so() -> None:
    alone = Observed(Averaging(), {NODES[0]: 1}, lambda *told: None, answering=lambda server_round: (0, 2))
    with pytest.raises(FedsimError, match=r"Round 3 cannot begin: .* by number 1, 3"):
        alone.configure_train(3, random_record(0), ConfigRecord(), GRID)


def test_a_node_that_no_hospital_is_known_to_sit_at_is_not_asked() -> None:
    some = Observed(Averaging(), {NODES[2]: 0, NODES[0]: 1}, lambda *told: None)
    messages = some.configure_train(1, random_record(0), ConfigRecord(), GRID)
    assert [message.metadata.dst_node_id for message in messages] == [NODES[2], NODES[0]]
