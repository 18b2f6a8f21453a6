"""Many hospitals at once, by their places, in files, links and options."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsim.settings.adversary import SignFlip
from fedsim.settings.config import MAX_HOSPITALS, ConfigError, Hospital, SimulationConfig, default_names
from fedsim.settings.hospitals import OCT_CLASSES, start_hospitals
from fedsim.settings.places import spread, together, write
from fedsim.settings.shift import Blur

MANY = default_names(MAX_HOSPITALS)
KINDS = (Hospital(""), Hospital("", ("DME",)), Hospital("", shift=Blur(sigma=2.0)), Hospital("", adversary=SignFlip()))


@given(st.sets(st.integers(0, 60), min_size=1))
def test_places_are_read_as_they_are_written(places: set[int]) -> None:
    table = spread({write(sorted(places)): "x"}, default_names(61), "shift")
    assert [*table] == [default_names(61)[place] for place in sorted(places)]


@pytest.mark.parametrize(
    ("places", "written"),
    [(range(500), "@1-500"), (range(0, 1000, 3), "@1-1000:3"), ([1, 6], "@2,7"), ([0, 1, 2, 9], "@1-3,10")],
)
def test_rows_of_places_are_written_in_brief(places, written: str) -> None:
    assert write([*places]) == written


@given(st.lists(st.sampled_from([None, "x", "y"]), min_size=1, max_size=60))
def test_who_has_the_same_is_written_together(values: list[str | None]) -> None:
    names = default_names(len(values))
    table = spread(together(values, names), names, "shift")
    assert [table.get(name) for name in names] == values


@pytest.mark.parametrize("places", ["@0", "@4", "@1-4", "@3-2", "@1-3:0", "@x", "@", "@1,,2", "@1-2-3", "@²"])
def test_what_is_no_place_is_an_error_for_people(places: str) -> None:
    with pytest.raises(ConfigError) as told:
        SimulationConfig.from_dict({"hospitals": 3, "excluded": {places: ["DME"]}})
    assert str(told.value).endswith(".")
    assert "excluded" in str(told.value)


def test_a_hospital_is_told_of_once() -> None:
    with pytest.raises(ConfigError, match="twice"):
        SimulationConfig.from_dict({"hospitals": 3, "excluded": {"@1-2": ["DME"], "B": []}})


def test_a_hospital_that_is_called_like_places_is_meant_by_its_name() -> None:
    hospitals = tuple(Hospital(name, ("DME",) if name == "@1-3" else ()) for name in ("@1-3", *MANY[:30]))
    config = SimulationConfig(hospitals=hospitals)
    assert SimulationConfig.from_query(config.to_query()) == config


def forms(config: SimulationConfig, tmp_path) -> list[SimulationConfig]:
    file = tmp_path / "run.toml"
    file.write_text(config.to_toml(), encoding="utf-8")
    return [
        SimulationConfig.from_query(config.to_query()),
        SimulationConfig.from_toml(file),
        SimulationConfig.from_dict(config.to_dict()),
    ]


@pytest.mark.parametrize("number", [20, 21, 100, MAX_HOSPITALS])
def test_many_hospitals_survive_every_form(number: int, tmp_path) -> None:
    mixed = tuple(replace(KINDS[place * place % 7 % 4], name=name) for place, name in enumerate(MANY[:number]))
    for hospitals in (start_hospitals(number, OCT_CLASSES), mixed, (replace(mixed[0], name="Oslo; x"), *mixed[1:])):
        config = SimulationConfig(hospitals=hospitals)
        assert forms(config, tmp_path) == [config] * 3


def test_a_link_of_a_thousand_hospitals_is_short() -> None:
    config = SimulationConfig(hospitals=start_hospitals(MAX_HOSPITALS, OCT_CLASSES))
    one_cheats = (replace(config.hospitals[0], adversary=SignFlip()), *config.hospitals[1:])
    for each in (config, replace(config, hospitals=one_cheats)):
        query = each.to_query()
        assert query["hospitals"] == "1000"
        assert sum(map(len, query.values())) < 1000
        assert len(each.to_toml()) < 5000


def test_options_take_places() -> None:
    config = SimulationConfig.from_query({"hospitals": "1000", "excluded": "@1-500=DME", "adversary": "@7=sign-flip:1"})
    assert [bool(each.excluded) for each in config.hospitals] == [True] * 500 + [False] * 500
    assert [place for place, each in enumerate(config.hospitals) if each.adversary.kind != "honest"] == [6]
