"""A run ends after exactly the round in which it has come to what it was to end at."""

import pytest

from fedsim.settings.config import SimulationConfig
from fedsim.settings.stop_at import RULES_MET, AtTarget, NoStop, Plateau, ended_early, target_of

CURVE = [0.25, 0.5, 0.625, 0.6, 0.63, 0.75, 0.75, 0.74, 0.75, 0.9]


def ends_after(rule: object, curve: list[float] = CURVE, rounds: int = 100) -> int | None:
    """The round, as a run finds it: asked after each."""
    config = SimulationConfig(rounds=rounds, stop_at=rule)
    return next((done for done in range(len(curve)) if ended_early(config, curve[: done + 1])), None)


@pytest.mark.parametrize(
    ("rule", "done"),
    [
        (NoStop(), None),
        (AtTarget(0.5), 1),
        (AtTarget(0.63), 4),
        (AtTarget(0.6300001), 5),
        (AtTarget(0.2), 1),  # the untrained model is no round of training
        (AtTarget(0.95), None),
        (Plateau(1, 0.0), 3),
        (Plateau(2, 0.0), 7),
        (Plateau(2, 0.005), 4),  # 0.63 is no better than 0.625 by more than that
        (Plateau(4, 0.0), None),
        (Plateau(3, 0.0), 8),
        (Plateau(1, 1.0), 1),
    ],
)
def test_a_run_ends_after_exactly_this_round(rule: object, done: int | None) -> None:
    assert ends_after(rule) == done


def test_the_last_round_ends_a_run_anyhow() -> None:
    assert ends_after(AtTarget(0.5), rounds=1) is None
    assert ends_after(AtTarget(0.5), rounds=2) == 1
    assert ended_early(SimulationConfig(stop_at=AtTarget(0.5)), []) is None


def test_why_it_ended_is_said() -> None:
    config = SimulationConfig(rounds=20, stop_at=AtTarget(0.9))
    why = ended_early(config, CURVE)
    assert str(why) == "Ended early, after round 9 of 20: accuracy 90.0 % has reached 90.0 %."
    plateau = ended_early(SimulationConfig(rounds=20, stop_at=Plateau(3, 0.001)), CURVE[:9])
    assert str(plateau) == (
        "Ended early, after round 8 of 20: for 3 rounds accuracy was no more than 0.1 points better than 75.0 % after "
        "round 5."
    )
    assert (why.code, plateau.code) == RULES_MET


def test_the_target_is_the_one_asked_for_or_else_the_one_to_end_at() -> None:
    assert target_of(SimulationConfig()) is None
    assert target_of(SimulationConfig(target_accuracy=0.8)) == 0.8
    assert target_of(SimulationConfig(stop_at=AtTarget(0.7))) == 0.7
    assert target_of(SimulationConfig(stop_at=AtTarget(0.7), target_accuracy=0.8)) == 0.8


def test_it_is_kept_and_old_settings_have_none() -> None:
    config = SimulationConfig(stop_at=Plateau(7, 0.02), target_accuracy=0.85)
    assert SimulationConfig.from_query(config.to_query()) == config
    assert SimulationConfig.from_dict(config.to_dict()) == config
    old = {
        name: value
        for name, value in SimulationConfig().to_dict().items()
        if name not in ("stop_at", "target_accuracy")
    }
    assert SimulationConfig.from_dict(old) == SimulationConfig()
    assert config.repeats(SimulationConfig(stop_at=Plateau(7, 0.02)))
    assert not config.repeats(SimulationConfig())
