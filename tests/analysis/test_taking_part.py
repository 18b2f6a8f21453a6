"""By what hospitals count, and where the shared model is nothing but the mean: as the strategies and mechanisms are."""

from dataclasses import replace

import pytest

from fedsim.analysis.taking_part import Counting, counting, is_plain_mean
from fedsim.federation.strategies import STRATEGIES, strategy_of
from fedsim.federation.strategies.fedavg import Averaging
from fedsim.federation.strategies.updates import OnUpdates
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Place
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.strategy import AVERAGING, PERSONAL, ROBUST_KINDS
from tests.analysis import stories

LEARNED = ("w",)
KINDS = {each.kind: each for union in (AVERAGING, PERSONAL, ROBUST_KINDS) for each in union.__args__}


def config(kind: str) -> SimulationConfig:
    return SimulationConfig(hospitals=tuple(Hospital(name) for name in "ABCDEFGH"), strategy=KINDS[kind]())


@pytest.mark.parametrize("kind", STRATEGIES)
def test_the_shared_model_is_the_mean_where_the_strategy_makes_nothing_more_of_it(kind: str) -> None:
    strategy = strategy_of(config(kind))
    server = strategy.server(LEARNED)
    averages = isinstance(server, Averaging) and not isinstance(server, OnUpdates)
    assert is_plain_mean(config(kind)) == (averages and strategy.step(LEARNED) is None)


@pytest.mark.parametrize("mechanism", MECHANISMS.values(), ids=lambda each: each.name)
def test_nor_is_it_where_the_server_clips_or_adds_noise(mechanism) -> None:
    private = replace(config("fedavg"), dp=mechanism.name)
    assert is_plain_mean(private) == (Place.SERVER not in (mechanism.clips_at, mechanism.noise_at))


@pytest.mark.parametrize("kind", STRATEGIES)
def test_hospitals_count_as_the_strategy_has_it(kind: str) -> None:
    strategy = strategy_of(config(kind))
    info = stories.started(weighting=strategy.weighting or "by images")
    found = counting(replace(stories.run(), config=config(kind), info=info))
    if not isinstance(strategy.server(LEARNED), OnUpdates):
        assert found is (Counting.EQUALLY if info.weighting == "equal" else Counting.IMAGES)
    elif strategy.weighting == "equal":
        assert found is Counting.RULE
    else:
        assert found in (Counting.LOSS, Counting.STEPS)
