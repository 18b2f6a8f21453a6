"""A federation that goes on from a checkpoint ends in the very same weights, whatever remembers what."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from fedsim.errors import BudgetSpent
from fedsim.events import Checkpoint, Event, RoundFinished
from fedsim.federation.engines import get_engine, inprocess
from fedsim.federation.strategies import STRATEGIES
from fedsim.federation.strategies.fedopt import Adaptive
from fedsim.runs.checkpoints import Checkpoints
from fedsim.settings.adversary import Alie, Mimic
from fedsim.settings.config import CHOICES, KINDS, SimulationConfig
from fedsim.settings.mixing import Bucketing
from fedsim.settings.participation import Sampled
from fedsim.settings.presence import Never, Rounds
from fedsim.settings.strategy import CentredClipping, FedAdam, FedBN, Scaffold

ROUNDS, AT = 4, 2
PRIVATE = [dp for dp in CHOICES["dp"] if dp != "none"]


def made(config: SimulationConfig, resume: Checkpoint | None = None, engine: str = "inprocess") -> tuple:
    events: list[Event] = []
    weights = get_engine(engine)(config, events.append, lambda: False, resume)
    return weights, events


def told(events: list[Event], kind: type) -> list:
    return [each for each in events if isinstance(each, kind)]


def plain(finished: RoundFinished) -> RoundFinished:
    """Without how long anything took."""
    return replace(finished, seconds=0, hospitals=tuple(replace(each, seconds=0) for each in finished.hospitals))


def goes_on(config: SimulationConfig, folder: Path, engine: str = "inprocess") -> None:
    """Whole, and from the file of a checkpoint on, in objects that remember nothing: the same to the last bit."""
    weights, events = made(config, engine=engine)
    assert len(told(events, Checkpoint)) == ROUNDS
    files = Checkpoints(folder)
    files.keep("a", next(each for each in told(events, Checkpoint) if each.round == AT))
    again, later = made(config, files.latest("a"), engine)
    assert [each.round for each in told(later, RoundFinished)] == list(range(AT + 1, ROUNDS + 1))
    assert [plain(each) for each in told(later, RoundFinished)] == [
        plain(each) for each in told(events, RoundFinished)[AT + 1 :]
    ]
    for name, values in weights.items():
        assert torch.equal(values, again[name]), name


@pytest.fixture
def longer(config: SimulationConfig) -> SimulationConfig:
    return replace(config, rounds=ROUNDS)


@pytest.fixture
def seven(longer: SimulationConfig) -> SimulationConfig:
    """Seven hospitals that may all see everything: enough for any rule."""
    hospitals = tuple(replace(longer.hospitals[0], name=name, excluded=()) for name in "ABCDEFG")
    return replace(longer, hospitals=hospitals)


@pytest.mark.parametrize("kind", STRATEGIES)
def test_each_strategy_goes_on(seven, kind: str, tmp_path: Path) -> None:
    goes_on(replace(seven, strategy=KINDS["strategy"][kind]()), tmp_path)


@pytest.mark.parametrize("dp", PRIVATE)
def test_each_privacy_goes_on_with_what_is_spent(longer, dp: str, tmp_path: Path) -> None:
    goes_on(replace(longer, dp=dp, noise_multiplier=0.8, clip_norm=0.1), tmp_path)


def test_a_budget_that_was_spent_before_it_was_interrupted_ends_it_where_it_would_have(longer) -> None:
    config = replace(longer, dp="local", noise_multiplier=1.0, delta=1e-5)
    _, whole = made(config)
    allowed = told(whole, RoundFinished)[3].epsilon
    config = replace(config, target_epsilon=allowed * 1.001)
    events: list[Event] = []
    with pytest.raises(BudgetSpent):
        inprocess.run(config, events.append, lambda: False)
    later: list[Event] = []
    with pytest.raises(BudgetSpent):
        inprocess.run(config, later.append, lambda: False, told(events, Checkpoint)[AT - 1])
    assert [each.round for each in told(later, RoundFinished)] == [3]


@pytest.mark.parametrize("adversary", [Mimic(), Alie()])
def test_those_who_collude_go_on(seven, adversary, tmp_path: Path) -> None:
    two = tuple(replace(each, adversary=adversary) for each in seven.hospitals[:2])
    hospitals = (*two, *seven.hospitals[2:])
    goes_on(replace(seven, hospitals=hospitals, strategy=CentredClipping(), mixing=Bucketing()), tmp_path)


def test_who_comes_and_goes_and_does_not_answer_goes_on(seven, tmp_path: Path) -> None:
    a, b, *others = seven.hospitals
    hospitals = (replace(a, presence=Rounds(2, 3)), replace(b, presence=Never()), *others)
    some = replace(seven, hospitals=hospitals, participation=Sampled(0.5), dropout=0.4, attack="last-round")
    for strategy in (Scaffold(), FedBN()):
        goes_on(replace(some, strategy=strategy), tmp_path)


def test_what_the_server_forgets_shows(longer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The equalities above would not hold by themselves."""
    monkeypatch.setattr(Adaptive, "REMEMBERED", ())
    with pytest.raises(AssertionError):
        goes_on(replace(longer, strategy=FedAdam()), tmp_path)


@pytest.mark.parametrize("kind", STRATEGIES)
def test_a_strategy_says_whether_hospitals_keep_anything(seven, kind: str) -> None:
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr(STRATEGIES[kind], "at_hospitals", True)
        _, events = made(replace(seven, rounds=1, strategy=KINDS["strategy"][kind]()))
    ((_, states),) = told(events, Checkpoint)[0].memory["hospitals"].items()
    kept = any(records["dict"] for _, records in states)
    assert kept == STRATEGIES[kind].at_hospitals


@pytest.mark.ray
def test_a_strategy_that_remembers_goes_on_with_ray(longer, tmp_path: Path) -> None:
    goes_on(replace(longer, strategy=Scaffold()), tmp_path, "ray")
