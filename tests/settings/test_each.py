"""What each hospital has of its own survives every form, and counts for what it changes."""

import json
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import pytest
from annotated_types import Ge, Le
from hypothesis import given
from hypothesis import strategies as st

from fedsim.cli.main import make_parser, read_settings
from fedsim.cli.settings import schema
from fedsim.settings import sameness
from fedsim.settings.adversary import Honest
from fedsim.settings.config import ConfigError, Hospital, SimulationConfig
from fedsim.settings.declared import declared, flat, unflat
from fedsim.settings.setting import Need, Setting
from fedsim.settings.shift import NoShift


@dataclass(frozen=True)
class Blur:
    """A shift with parameters."""

    radius: Annotated[float, Ge(0.0), Le(9.0)] = 1.0
    times: Annotated[int, Ge(1), Le(5)] = 1
    note: Annotated[str, Setting()] = ""
    kind: Literal["blur"] = "blur"


@dataclass(frozen=True)
class Liar:
    """An adversary without any; it is known to be of no use with noise."""

    kind: Literal["liar"] = "liar"


@pytest.fixture(autouse=True, scope="module")
def kinds():
    with pytest.MonkeyPatch.context() as patch:
        for kind in list(declared(SimulationConfig)["shift"].each)[1:]:
            patch.delitem(declared(SimulationConfig)["shift"].each, kind)
        patch.setitem(declared(SimulationConfig)["shift"].each, "blur", Blur)
        patch.setitem(declared(SimulationConfig)["adversary"].each, "liar", Liar)
        for name in ("shift", "adversary"):  # the checker of a value was made for the kinds that there are
            vars(declared(SimulationConfig)[name]).pop("checker", None)
        yield
    for name in ("shift", "adversary"):
        vars(declared(SimulationConfig)[name]).pop("checker", None)


NAMES = st.lists(st.text(min_size=1, max_size=8).filter(str.strip), min_size=2, max_size=4, unique=True)
SHIFTS = st.just(NoShift()) | st.builds(
    Blur, radius=st.floats(0, 9), times=st.integers(1, 5), note=st.text(max_size=5).map(str.strip)
)
ADVERSARIES = st.sampled_from([Honest(), Liar()])


@st.composite
def configs(draw) -> SimulationConfig:
    hospitals = (Hospital(name, (), draw(SHIFTS), draw(ADVERSARIES)) for name in draw(NAMES))
    return SimulationConfig(hospitals=tuple(hospitals))


@given(configs())
def test_what_hospitals_have_of_their_own_survives_every_form(config: SimulationConfig) -> None:
    assert SimulationConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    assert unflat(SimulationConfig, flat(config)) == config
    if all(name == name.strip() and "\r" not in name for name in config.hospital_names):
        assert SimulationConfig.from_query(config.to_query()) == config


@given(configs())
def test_a_settings_file_keeps_it(tmp_path_factory: pytest.TempPathFactory, config: SimulationConfig) -> None:
    path = tmp_path_factory.getbasetemp() / "each.toml"
    path.write_text(config.to_toml(), encoding="utf-8", newline="")
    assert SimulationConfig.from_toml(path) == config


BLURRED = SimulationConfig(
    hospitals=(Hospital("A", (), Blur(1.5)), Hospital("B"), Hospital("C", (), Blur(2.0), Liar()))
)


def test_a_line_and_a_table_say_it_briefly() -> None:
    assert BLURRED.to_query()["shift"] == "A=blur:1.5:1:;C=blur:2.0:1:"
    assert BLURRED.to_query()["adversary"] == "C=liar"
    assert BLURRED.to_dict()["adversary"] == {"C": {"kind": "liar"}}
    assert SimulationConfig().to_query()["shift"] == SimulationConfig().to_dict()["adversary"] == "none"


def test_options_say_it_and_go_before_the_file(tmp_path) -> None:
    path = tmp_path / "run.toml"
    path.write_text(BLURRED.to_toml(), encoding="utf-8")

    def run(*options: str) -> SimulationConfig:
        return read_settings(make_parser().parse_args(["run", "--config", str(path), *options]))

    assert run() == BLURRED
    assert [hospital.shift for hospital in run("--shift", "B=blur:3").hospitals] == [NoShift(), Blur(3.0), NoShift()]
    assert [hospital.adversary for hospital in run("--adversary", "none").hospitals] == [Honest()] * 3
    start = read_settings(make_parser().parse_args(["run", "--shift", "B=blur"]))
    assert [(each.excluded, each.shift) for each in start.hospitals] == [
        (each.excluded, Blur() if each.name == "B" else NoShift()) for each in SimulationConfig().hospitals
    ]


def test_a_group_with_nothing_else_is_the_group(tmp_path) -> None:
    path = tmp_path / "run.toml"
    path.write_text('[hospitals.shift.A]\nkind = "blur"\n', encoding="utf-8")
    assert [each.shift for each in SimulationConfig.from_toml(path).hospitals] == [Blur(), NoShift(), NoShift()]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("A", "Cannot read shift at 'A'"),
        ("A=blur;A=blur", "Cannot read shift at 'A=blur'; write each hospital once"),
        ("D=blur", "shift tells of hospital D, but the hospitals are A, B, C"),
        ({"D": {"kind": "blur"}}, "shift tells of hospital D"),
        ("A=fog", "shift must be one of none, blur, got fog"),
        ({"A": {"radius": 1.0}}, "shift must be one of none, blur, got None"),
        ({"A": 3}, "shift must be one of none, blur, got 3"),
        ("A=blur:much", "radius must be a number, got 'much'"),
        ("A=blur:1:2.5", "times must be a whole number, got '2.5'"),
        ("A=blur:1:2:x:9", "9 is no setting of shift blur, which has only radius, times, note"),
        ({"A": {"kind": "blur", "width": 1}}, "width is no setting of shift blur"),
        ("A=none:1", "1 is no setting of shift none, which has no parameters"),
    ],
)
def test_what_cannot_be_read_is_an_error_for_people(value: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        SimulationConfig.from_dict({"shift": value})


def test_every_problem_of_every_hospital_is_told() -> None:
    wrong = SimulationConfig(hospitals=(Hospital("A", (), Blur(10.0, 0)), Hospital("B", (), Honest())))  # type: ignore[arg-type]
    assert wrong.validate() == [
        "Hospital A: radius must be from 0 to 9, got 10.0.",
        "Hospital A: times must be from 1 to 5, got 0.",
        "Hospital B: shift must be one of none, blur, got honest.",
    ]
    alike = SimulationConfig(hospitals=tuple(Hospital(name, (), Blur(10.0)) for name in "ABCDEF"))
    assert alike.validate() == ["Hospitals A, B, C and 3 more: radius must be from 0 to 9, got 10.0."]
    assert BLURRED.validate() == []


def test_each_counts_for_what_it_changes() -> None:
    plain = replace(BLURRED, hospitals=tuple(Hospital(name) for name in "ABC"))
    blurred = replace(plain, hospitals=(Hospital("A", (), Blur()), *plain.hospitals[1:]))
    lying = replace(plain, hospitals=(Hospital("A", (), NoShift(), Liar()), *plain.hospitals[1:]))
    for same in (sameness.federation, sameness.experiment, sameness.membership):
        assert len({same(plain), same(blurred), same(lying)}) == 3
    assert sameness.data(plain) == sameness.data(lying) != sameness.data(blurred)
    assert sameness.baselines(plain) == sameness.baselines(lying) == sameness.baselines(blurred)  # images tell shifts


def test_what_goes_by_place_keeps_to_its_place_when_names_and_numbers_change() -> None:
    """As the page has it: hospitals from its grid, and the rest as it was given."""
    values = flat(BLURRED)
    assert values["hospitals"] == tuple(Hospital(name) for name in "ABC")
    for names in ("XYZ", "XY", "VWXYZ"):
        found = unflat(SimulationConfig, values | {"hospitals": tuple(Hospital(name) for name in names)}).hospitals
        assert [each.shift for each in found] == [Blur(1.5), NoShift(), Blur(2.0), NoShift(), NoShift()][: len(names)]
    assert unflat(SimulationConfig, values | {"shift": None}).hospitals[0] == Hospital("A")


def test_what_a_hospitals_kind_needs_is_asked_of_the_other_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    one = declared(SimulationConfig)["adversary"]
    need = Need("dp", ("none",), of=("liar",), problem="scaffold-or-noise")
    monkeypatch.setitem(vars(one), "setting", replace(one.setting, needs=(need,)))
    assert BLURRED.validate() == []
    assert len(replace(BLURRED, dp="central").validate()) == 1
    assert SimulationConfig(dp="central").validate() == []


def test_the_schema_takes_what_a_file_holds() -> None:
    shift = schema()["properties"]["hospitals"]["properties"]["shift"]
    table, none = shift["anyOf"]
    assert none == {"const": "none"}
    kinds = table["additionalProperties"]["oneOf"]
    assert [kind["properties"]["kind"]["const"] for kind in kinds] == ["none", "blur"]
    assert kinds[1]["properties"]["radius"]["maximum"] == 9.0
