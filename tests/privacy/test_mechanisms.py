"""What each mechanism says of itself."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from fedsim.privacy.mechanisms import MECHANISMS, mechanism_of, releases
from fedsim.privacy.mechanisms.base import Mechanism, Place, Unit
from fedsim.settings.config import CHOICES, ConfigError, SimulationConfig

NOISY = SimulationConfig(dp="central", noise_multiplier=1.0)
BEFORE, TRAINED = {"w": np.zeros(4), "count": np.array(1)}, {"w": np.full(4, 3.0), "count": np.array(7)}


def test_every_choice_has_its_mechanism() -> None:
    assert list(MECHANISMS) == list(CHOICES["dp"])
    assert [name for name, mechanism in MECHANISMS.items() if not mechanism.private] == ["none"]


@pytest.mark.parametrize("clips_at", [None, Place.SERVER])
def test_noise_before_the_clipping_that_it_is_measured_by_is_refused(clips_at: Place | None) -> None:
    with pytest.raises(ValueError, match="adds noise"):
        Mechanism("new", Unit.HOSPITAL, clips_at=clips_at, noise_at=Place.SENDING)


def test_hospitals_count_equally_where_central_noise_hides_them() -> None:
    equal = {name for name, mechanism in MECHANISMS.items() if mechanism.weighting == "equal"}
    assert equal == {"central", "central-client", "central-adaptive"}


def test_whoever_adds_the_noise_promises() -> None:
    assert {name for name, mechanism in MECHANISMS.items() if mechanism.per_hospital} == {"local", "record"}
    for name in MECHANISMS:
        promises = releases(replace(NOISY, dp=name), (100, 50, 70))
        assert len(promises) == {"none": 0, "local": 3, "record": 3}.get(name, 1)


def test_at_record_level_the_unit_is_an_image_and_the_smallest_hospital_counts() -> None:
    of_images = [mechanism for mechanism in MECHANISMS.values() if mechanism.unit is Unit.IMAGE]
    assert of_images == [MECHANISMS["record"]]
    assert MECHANISMS["record"].population((100, 50, 70)) == 50
    assert MECHANISMS["central"].population((100, 50, 70)) == 3


@pytest.mark.parametrize("name", MECHANISMS)
def test_an_update_is_clipped_where_the_mechanism_says_and_nowhere_else(name: str) -> None:
    mechanism = MECHANISMS[name]
    left = mechanism.leave(BEFORE, TRAINED, ["w"], 1.0, 0.0, np.random.default_rng(0))
    arrived = mechanism.arrive(BEFORE, left, ["w"], 1.0)
    for place, arrays in ((Place.SENDING, left), (Place.SERVER, arrived)):
        clipped = mechanism.clips_updates and (mechanism.clips_at is Place.SENDING or place is Place.SERVER)
        assert np.linalg.norm(arrays["w"]) == pytest.approx(1.0 if clipped else 6.0, rel=1e-5)
        assert arrays["count"] == 7


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_hospital_adds_noise_under_local_privacy_alone(name: str) -> None:
    left = MECHANISMS[name].leave(BEFORE, TRAINED, ["w"], 1e9, 2.0, np.random.default_rng(0))
    assert (len(set(left["w"])) > 1) == (name == "local")


def test_the_noise_in_an_average_is_the_noise_over_the_hospitals_planned() -> None:
    assert mechanism_of(NOISY).std(2.0, 3.0, 4) == 1.5
    assert MECHANISMS["local"].std(2.0, 3.0, 4) == 6.0
    assert MECHANISMS["central-adaptive"].std(2.0, 3.0, 4) == pytest.approx(1.5 / np.sqrt(1 - 1 / 4))


def test_the_count_of_short_updates_hides_an_absent_hospital() -> None:
    """Of four planned, those who answer add a half up or down; no answer is no push at all."""
    adaptive, rng = MECHANISMS["central-adaptive"], np.random.default_rng(0)

    def after(*unclipped: bool) -> float:
        return adaptive.next_clip_norm(1.0, unclipped, 0.0, 4, rng)

    assert after() == after(True, False) == 1.0
    assert after(True) == pytest.approx(np.exp(-0.2 / 8))
    assert after(False, False, False, False) == pytest.approx(np.exp(0.1))
    assert MECHANISMS["central"].next_clip_norm(1.0, [False] * 4, 0.0, 4, rng) == 1.0


@dataclass(frozen=True)
class Late:
    kind: str = "late"


def test_a_participation_that_nobody_has_thought_through_is_refused() -> None:
    with pytest.raises(ConfigError, match="cannot be accounted for with the participation late; choose full"):
        releases(replace(NOISY, participation=Late()), (100, 50, 70))
    assert releases(replace(NOISY, participation=Late(), noise_multiplier=0.0), (100, 50, 70)) == ()
