"""Every kind that a setting can have is told of a run in words of its own, and no other kind's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from annotated_types import Ge, Le
from registering import register

from fedsim.data.base import Dataset, Split
from fedsim.hospitals.adversaries import ADVERSARIES
from fedsim.hospitals.advice import advice_for
from fedsim.hospitals.participation import PARTICIPATION
from fedsim.hospitals.partitions import PARTITIONS
from fedsim.hospitals.partitions.base import Dealing
from fedsim.hospitals.partitions.quantities import QUANTITIES
from fedsim.hospitals.shifts import SHIFTS
from fedsim.runs.state import RunState
from fedsim.settings.config import CHOICES, KINDS, PRIVATE, Hospital, SimulationConfig
from fedsim.settings.declared import declared
from fedsim.settings.images import Exactly
from fedsim.settings.partition import Dirichlet, FewClasses, Shards
from fedsim.settings.quantity import PowerLaw
from fedsim.text.kinds import DEALT, HOW_SHARED, IN_HEADER, KEPT_BACK, how_they_differ
from fedsim.text.run_header import changes, run_header
from fedsim.text.runs import WHERE
from fedsim.text.settings import DP_TITLES

TEXTS = {"partition": HOW_SHARED, **IN_HEADER}
CONFIG = SimulationConfig()


def of(name: str) -> list[str]:
    """A setting's kinds."""
    return list(KINDS.get(name) or declared(SimulationConfig)[name].each)


def missing() -> list[str]:
    """Kinds that lack a text, or texts of no kind."""
    return [name for name, texts in TEXTS.items() if set(texts) != set(of(name))]


@dataclass(frozen=True)
class Fog:
    """A kind of anything, with a parameter."""

    much: Annotated[float, Ge(0.0), Le(9.0)] = 0.5
    kind: Literal["fog"] = "fog"


def test_every_setting_with_kinds_has_texts_of_every_kind() -> None:
    assert set(TEXTS) == {*KINDS, *(one.name for one in declared(SimulationConfig).values() if one.each)}
    assert missing() == []
    assert list(KEPT_BACK) == of("partition")
    assert tuple(DEALT) == CHOICES["deal"]
    assert set(DP_TITLES) == set(CHOICES["dp"])
    assert set(WHERE) == set(PRIVATE)


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        *(("partition", PARTITIONS), ("quantity", QUANTITIES), ("participation", PARTICIPATION)),
        *(("shift", SHIFTS), ("adversary", ADVERSARIES)),
    ],
)
def test_a_kind_without_a_text_is_found(name: str, registry: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, name, Fog, registry, None)
    assert missing() == [name]


def test_a_header_says_what_hospitals_have_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, "shift", Fog, SHIFTS, None)
    monkeypatch.setitem(IN_HEADER, "shift", {**IN_HEADER["shift"], "fog": "fog of {much}"})
    names = [Hospital(name, (), Fog(2.0)) for name in "ABCDEF"]
    foggy = replace(CONFIG, hospitals=(*names, Hospital("G", (), Fog()), Hospital("H")))
    assert how_they_differ(foggy) == ["8 hospitals with every class", "A, B, C and 3 more: fog of 2", "G: fog of 0.5"]
    assert " · G: fog of 0.5 · " in run_header(RunState("x", foggy))


def test_a_header_says_how_images_are_dealt_and_skewed() -> None:
    ten = replace(CONFIG, hospitals=tuple(Hospital(name) for name in "ABCDEFGHIJ"), deal="shared")
    assert how_they_differ(ten) == ["10 hospitals with every class", "dealt shared, so that they overlap"]
    some = replace(ten.hospitals[2], images=Exactly(num_images=2000), excluded=("CNV",))
    ten = replace(ten, deal="disjoint", hospitals=(*ten.hospitals[:2], some, *ten.hospitals[3:]))
    said = {
        Dirichlet(alpha=0.1): "Dirichlet with alpha 0.1",
        FewClasses(): "2 classes each",
        FewClasses(classes_per_hospital=1): "1 class each",
        Shards(shards_per_hospital=3): "3 shards each",
    }
    for partition, words in said.items():
        skewed = replace(ten, partition=partition, quantity=PowerLaw(exponent=1.5))
        assert how_they_differ(skewed) == [
            f"10 hospitals: C without CNV; {words}",
            "sizes fall by a power law, exponent 1.5",
            "C: 2,000 images",
        ]


def test_what_hospitals_have_of_their_own_is_no_silent_change() -> None:
    def shifted(places: Sequence[int]) -> SimulationConfig:
        return replace(
            CONFIG,
            hospitals=tuple(
                replace(each, shift=Fog()) if place in places else each for place, each in enumerate(CONFIG.hospitals)
            ),
        )

    assert changes(CONFIG, shifted([1])) == ["scanner shift of Hospital B"]
    assert changes(shifted([0]), shifted([1])) == ["scanner shift of Hospital A", "scanner shift of Hospital B"]
    assert changes(shifted([0, 1, 2]), shifted([0, 1, 2])) == []


@pytest.mark.parametrize("name", ["participation", "strategy"])
def test_a_header_says_another_participation_or_strategy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(IN_HEADER, name, {**IN_HEADER[name], "fog": "fog of {much}"})
    assert " · fog of 0.5 · " in run_header(RunState("x", replace(CONFIG, **{name: Fog()})))


def fog(setting: Fog, dealing: Dealing) -> list[np.ndarray]:
    """Of two hospitals the second has nothing of the last class, and of each class a part is left over."""
    shares = [pile[:-2] for pile in dealing.piles]
    return [np.concatenate([share[::2] for share in shares]), np.concatenate([share[1::2] for share in shares[:-1]])]


@pytest.fixture
def partitioned(monkeypatch: pytest.MonkeyPatch) -> Any:
    register(monkeypatch, "partition", Fog, PARTITIONS, fog)
    monkeypatch.setitem(HOW_SHARED, "fog", lambda config: f"{len(config.hospitals)} hospitals in fog")
    monkeypatch.setitem(KEPT_BACK, "fog", "fog hid them")
    labels = np.repeat(np.arange(3), 20)
    split = Split(np.zeros((60, 8, 8), dtype=np.uint8), labels)
    dataset = Dataset("t", "T", tuple("xyz"), tuple("xyz"), split, split, split, licence="")
    config = SimulationConfig(
        hospitals=(Hospital("A"), Hospital("B")), partition=Fog(), samples_per_hospital=None  # type: ignore[arg-type]
    )  # fmt: skip
    return lambda cap=None: advice_for(replace(config, samples_per_hospital=cap), dataset)


def test_another_partition_is_not_described_as_the_even_one(partitioned) -> None:
    assert how_they_differ(partitioned().config) == ["2 hospitals in fog"]
    assert str(partitioned().left_over()) == "15 of 60 training images are left over: fog hid them."
    assert str(partitioned(10).left_over()) == (
        "40 of 60 training images are left over: 25 since no hospital takes more than 10 and 15 since fog hid them."
    )
    (warning,) = partitioned().warnings()
    assert str(warning) == "Hospital B gets no image of z. That is how the images are shared out."
