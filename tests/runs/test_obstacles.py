"""What makes a run impossible is found before it starts."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from tiny import CLASSES, write_tiny

from fedsim.runs.obstacles import obstacles
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.limits import ON_A_SHARED_SERVER


def codes(config: SimulationConfig) -> list[str]:
    return [problem.code for problem in obstacles(config)]


def blind(config: SimulationConfig) -> SimulationConfig:
    return replace(config, hospitals=(Hospital("A", CLASSES), *config.hospitals[1:]))


def test_a_run_that_can_start_has_none(config: SimulationConfig) -> None:
    assert codes(config) == []
    assert codes(SimulationConfig()) == []


def test_a_file_that_is_gone(config: SimulationConfig, tmp_path: Path) -> None:
    path = Path(write_tiny(tmp_path / "mine.npz"))
    mine = replace(config, dataset=str(path))
    assert codes(mine) == []
    path.unlink()
    assert codes(mine) == ["file-not-there"]


def test_images_that_are_not_on_this_machine_are_not_fetched() -> None:
    sizes = {code for size in (28, 64) for code in codes(SimulationConfig(dataset="octmnist", size=size))}
    assert sizes == {"images-not-here"}
    (problem,) = obstacles(SimulationConfig(dataset="octmnist", size=64))
    assert "of 64 px is not on this machine yet" in str(problem)
    assert codes(SimulationConfig(dataset="octmnist", size=29)) == ["no-such-size"]


def test_a_hospital_without_a_class_or_an_image(config: SimulationConfig) -> None:
    assert codes(blind(config)) == ["no-classes-left"]
    many = tuple(Hospital(f"H{place}", CLASSES[1:]) for place in range(20))
    few = replace(config, hospitals=many, dataset=write_tiny(Path(config.dataset).with_name("few.npz"), num_train=40))
    assert codes(few) == ["no-images"]


@pytest.mark.parametrize("dp", ["central", "record"])
def test_a_budget_that_no_noise_keeps(config: SimulationConfig, dp: str) -> None:
    private = replace(config, dp=dp, noise_multiplier=0.0, target_epsilon=5.0)
    assert codes(private) == []
    assert codes(replace(private, rounds=500, target_epsilon=1e-9, delta=1e-12)) == ["no-noise-is-enough"]


def test_the_noise_is_worked_out_only_for_a_run_that_is_otherwise_possible(config: SimulationConfig) -> None:
    assert codes(blind(replace(config, dp="record", noise_multiplier=0.0, target_epsilon=5.0))) == ["no-classes-left"]


def test_what_is_wrong_with_many_hospitals_is_said_once(config: SimulationConfig) -> None:
    """Whatever it is: the page, the command line and a refused start all say these."""
    names = [f"H{place}" for place in range(12)]

    def said(hospitals: Iterable[Hospital], **settings: object) -> list[str]:
        return list(map(str, obstacles(replace(config, hospitals=tuple(hospitals), **settings))))

    few = write_tiny(Path(config.dataset).with_name("few.npz"), num_train=8)
    long = ", ".join(f"H{place}" + "x" * 58 + "…" for place in range(3))
    assert said(Hospital(name, CLASSES) for name in names) == [
        "Hospitals H0, H1, H2 and 9 more have no class left to learn from; give each of them at least one."
    ]
    assert said(Hospital(name, (f"Z{place % 2}",)) for place, name in enumerate(names)) == [
        f"Hospitals H0, H1, H2 and 9 more exclude classes that are not among {', '.join(CLASSES)}: Z0 and Z1."
    ]
    assert said(Hospital(name + "x" * 60) for name in names) == [
        f"The hospitals' names {long} and 9 more have up to 63 characters; give each of them one of at most 60."
    ]
    (problem,) = said((Hospital(name, CLASSES[1:]) for name in names), dataset=few)
    assert problem.startswith("Hospitals H2, H3, H4 and 7 more get no image: ")


def test_more_hospitals_than_a_shared_server_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsim.settings.limits._in_force", replace(ON_A_SHARED_SERVER, max_hospitals=2))
    (problem,) = obstacles(SimulationConfig())
    assert str(problem) == "On this server a run may have 2 hospitals, and this one has 3: choose fewer."
    monkeypatch.setattr("fedsim.settings.limits._in_force", replace(ON_A_SHARED_SERVER, max_hospitals=3))
    assert codes(SimulationConfig()) == []
