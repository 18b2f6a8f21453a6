"""Every strategy of the settings has its file."""

from dataclasses import replace

import pytest
from tiny import CLASSES, hearing

from fedsim.events import Event, RoundFinished, Started
from fedsim.federation.engines import inprocess
from fedsim.federation.strategies import STRATEGIES
from fedsim.federation.strategies.base import Evaluated
from fedsim.settings.config import KINDS, SimulationConfig, start_hospitals
from fedsim.settings.strategy import OWN_MODELS, SEND_CONTROLS


def test_every_kind_has_its_strategy() -> None:
    assert list(STRATEGIES) == list(KINDS["strategy"])


def test_the_settings_know_whose_rounds_are_evaluated_on_own_models() -> None:
    assert {kind for kind, each in STRATEGIES.items() if each.evaluated is Evaluated.OWN} == {*OWN_MODELS}


@pytest.mark.parametrize("kind", STRATEGIES)
def test_the_settings_know_with_which_more_than_the_model_travels(config: SimulationConfig, kind: str) -> None:
    """The small CNN has no statistics: all of its numbers are learned."""
    events: list[Event] = []
    strategy, hospitals = KINDS["strategy"][kind](), start_hospitals(7, CLASSES)
    few = replace(config, strategy=strategy, hospitals=hospitals, rounds=1)
    inprocess.run(few, hearing(events), lambda: False)
    started = next(each for each in events if isinstance(each, Started))
    last = [each for each in events if isinstance(each, RoundFinished)][-1]
    times = 2 if kind in SEND_CONTROLS else 1
    assert {each.numbers_up for each in last.hospitals} == {times * started.num_parameters}
