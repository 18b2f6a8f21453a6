"""Every cheat survives every form, and what cannot be is told in words."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.cli.main import make_parser, read_settings
from fedsim.data.base import Dataset, Split
from fedsim.hospitals.advice import advice_for
from fedsim.settings.adversary import (
    COLLUDING,
    Alie,
    Backdoor,
    Honest,
    InnerProduct,
    LabelFlip,
    Mimic,
    Noise,
    Scale,
    SignFlip,
)
from fedsim.settings.config import ConfigError, Hospital, SimulationConfig
from fedsim.settings.declared import declared, flat, in_the_way
from fedsim.settings.link import read_link
from fedsim.text.kinds import how_they_differ
from fedsim.text.settings import WHY_NOT

SETTINGS = declared(SimulationConfig)
CLASSES = ("CNV", "DME", "DRUSEN", "NORMAL")
CHEATS = st.one_of(
    st.sampled_from([Honest(), LabelFlip(), Alie(), Mimic()]),
    st.builds(LabelFlip, source=st.text(max_size=6).map(str.strip), target=st.just("a:b;c=d,e%")),
    st.builds(Backdoor, target=st.sampled_from(["", *CLASSES]), share=st.floats(0, 1), boost=st.floats(0, 100)),
    *(st.builds(kind, factor=st.floats(0, 1000)) for kind in (Scale, SignFlip, InnerProduct)),
    st.builds(Noise, ratio=st.floats(0, 1000)),
    st.builds(Alie, z=st.floats(0, 100)),
)


def config(*cheats: object, **changes) -> SimulationConfig:
    """Hospitals A, B, C ..., one a cheat."""
    return SimulationConfig(
        hospitals=tuple(Hospital(name, (), adversary=each) for name, each in zip("ABCDEF", cheats, strict=False)),
        **changes,
    )


def read(*options: str) -> SimulationConfig:
    return read_settings(make_parser().parse_args(["run", *options]))


@given(st.lists(CHEATS, min_size=2, max_size=4))
def test_every_cheat_survives_every_form(tmp_path_factory: pytest.TempPathFactory, cheats: list) -> None:
    one, path = config(*cheats), tmp_path_factory.getbasetemp() / "cheats.toml"
    assert SimulationConfig.from_query(one.to_query()) == one
    assert SimulationConfig.from_dict(json.loads(json.dumps(one.to_dict()))) == one
    path.write_text(one.to_toml(), encoding="utf-8", newline="")
    assert SimulationConfig.from_toml(path) == one


def test_the_option_is_called_adversaries_and_adversary() -> None:
    kinds = [SignFlip(), LabelFlip(source="CNV", target="NORMAL"), Honest()]
    for option in ("--adversaries", "--adversary"):
        found = read(option, "A=sign-flip;B=label-flip:CNV:NORMAL").hospitals
        assert [each.adversary for each in found] == kinds


def test_a_link_may_say_it_and_is_refused_where_it_names_no_class() -> None:
    link = read_link({"adversary": ["A=backdoor:DME:0.25"]}, lambda dataset: CLASSES)
    assert link.config.hospitals[0].adversary == Backdoor(target="DME", share=0.25)
    with pytest.raises(ConfigError, match="adversary of hospital A names the class 'dog'"):
        read_link({"adversary": ["A=backdoor:dog"]}, lambda dataset: CLASSES)


@pytest.mark.parametrize(
    ("cheats", "message"),
    [
        ([LabelFlip(source="CNV")], "The label flip of hospital A names one class of two"),
        ([LabelFlip(target="CNV")] * 2, "The label flips of hospitals A and B name one class of two"),
        ([LabelFlip(source="CNV", target="CNV")], "has one class for source and target"),
        ([Backdoor(target="dog")] * 2, "adversary of hospitals A and B names the class 'dog', but the classes are CNV"),
        ([LabelFlip(source="dog", target="CNV")], "names the class 'dog'"),
        ([Backdoor(share=1.5)], "Hospital A: share must be from 0 to 1, got 1.5."),
        ([Scale(factor=-1.0)], "Hospital A: factor must be from 0 to 1000, got -1.0."),
    ],
)
def test_what_cannot_be_is_told(cheats: list, message: str) -> None:
    (problem,) = config(*cheats, Honest(), Honest()).validate(CLASSES)
    assert message in problem


def test_colluders_need_somebody_honest() -> None:
    (problem,) = config(Mimic(), SignFlip()).validate()
    assert problem.startswith("Hospital A would collude against the honest ones, and there are none")
    assert config(Mimic(), SignFlip(), Honest()).validate() == []
    assert config(SignFlip(), LabelFlip()).validate() == []  # they need nobody


def test_alies_formula_is_for_half_of_the_hospitals_at_most() -> None:
    assert config(Alie(), Alie(), Honest(), Honest()).validate() == []
    (problem,) = config(Alie(), Alie(), Honest()).validate()
    assert problem == (
        "ALIE's formula is for half of the hospitals at most, and 2 of 3 use it; give A and B a z above 0."
    )
    assert config(Alie(z=1.0), Alie(z=1.0), Honest()).validate() == []


@pytest.mark.parametrize("kind", COLLUDING)
def test_collusion_and_noise_that_is_not_calibrated_for_it_exclude_each_other(kind: str) -> None:
    assert SETTINGS["adversary"].each[kind].needs
    cheat = SETTINGS["adversary"].each[kind]()
    one = config(Honest(), Honest(), Honest(), cheat, cheat)
    for dp in SETTINGS["dp"].choices:
        told = replace(one, dp=dp).validate()
        assert [("collude" in each) for each in told] == ([] if dp in ("none", "record") else [True])
        (way,) = in_the_way(SETTINGS, SETTINGS["dp"], dp, flat(one)) or [None]
        assert (way is None) == (not told)
    assert {WHY_NOT[name, "collude-or-noise"] for name in ("dp", "adversary")}


@pytest.mark.parametrize("dp", SETTINGS["dp"].choices)
@pytest.mark.parametrize("cheat", [LabelFlip(), Backdoor(), Noise(), Scale(), SignFlip()])
def test_who_knows_its_own_hospital_alone_may_cheat_under_any_privacy(cheat: object, dp: str) -> None:
    assert config(Honest(), cheat, dp=dp).validate(CLASSES) == []


def test_a_run_says_who_cheats_and_how() -> None:
    cheats = [LabelFlip(), LabelFlip(source="CNV", target="DME"), Backdoor(), SignFlip(), SignFlip(), Alie(z=1.5)]
    assert how_they_differ(config(*cheats)) == [
        "6 hospitals with every class", "A: labels flipped", "B: CNV labelled DME",
        "C: backdoor to the first class in 50 %", "D and E: sign flip x1", "F: ALIE, z 1.5",
    ]  # fmt: skip
    boosted = config(Backdoor(target="DME", boost=3.0), Alie(), Mimic(), InnerProduct(), Noise(), Scale())
    assert how_they_differ(boosted)[1:] == [
        "A: backdoor to DME in 50 %, boosted x3", "B: ALIE", "C: mimic", "D: inner product x0.5", "E: noise x3",
        "F: update scaled x10",
    ]  # fmt: skip


def warnings(one: SimulationConfig) -> list[str]:
    split = Split(np.zeros((80, 8, 8), np.uint8), np.arange(80) % 4)
    dataset = Dataset("t", "T", CLASSES, CLASSES, split, split, split, licence="")
    return [str(each) for each in advice_for(replace(one, samples_per_hospital=None), dataset).warnings()]


def test_what_a_cheat_will_not_come_to_is_said_before_the_run() -> None:
    honest = [Honest()] * 3
    assert warnings(config(SignFlip(), *honest)) == []
    half = "2 of 4 hospitals cheat: where half or more do, no strategy can tell the honest from the others."
    assert warnings(config(SignFlip(), Noise(), Honest(), Honest())) == [half]
    assert warnings(config(SignFlip(), Noise())) == ["All 2 hospitals cheat: nobody is left to learn from."]
    (few,) = warnings(config(Alie(), *honest))
    assert few.startswith("ALIE's formula gives z = 0 where 1 of 4 hospitals uses it: A sends the mean")
    assert warnings(config(Alie(z=1.0), *honest)) == []


def test_a_flip_without_an_image_to_flip_is_told() -> None:
    flip = LabelFlip(source="CNV", target="DME")
    blind = replace(config(flip, *[Honest()] * 3), hospitals=(
        Hospital("A", ("CNV",), adversary=flip), *(Hospital(name) for name in "BCD"),
    ))  # fmt: skip
    (told,) = warnings(blind)
    assert told.startswith("Hospital A has no image of the classes that it would call by another name")
