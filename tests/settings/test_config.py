"""Settings survive every form that they are written in, and problems are told all at once."""

import dataclasses
import json
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w
from hypothesis import assume, given
from hypothesis import strategies as st
from tiny import CLASSES

from fedsim.settings.config import (
    BOUNDS,
    CHOICES,
    MAX_EPOCHS,
    MAX_HOSPITALS,
    MIN_HOSPITALS,
    MIN_SAMPLES,
    OCT_CLASSES,
    ConfigError,
    Hospital,
    SimulationConfig,
    default_names,
    format_exclusions,
    parse_exclusions,
    read_toml,
    start_hospitals,
)
from fedsim.settings.hospitals import MAX_NAME
from fedsim.settings.strategy import FedAvg, FedProx, Scaffold

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=10).filter(str.strip) | st.sampled_from(
    ["3", "none", "a,b", "A=DME;B", "50%", "%2C", "a+b", " x", "²"]
)
ODD_CLASSES = ("left, upper", "p=q", "a;b", "50 %", " none", "1+1")
WHOLE = ("rounds", "local_epochs", "batch_size", "seed", "size")


@st.composite
def configs(draw) -> SimulationConfig:
    """Any configuration that `validate` has nothing to say against."""
    classes = draw(st.sampled_from([CLASSES, ODD_CLASSES]))
    names = draw(st.lists(NAMES, min_size=MIN_HOSPITALS, max_size=MAX_HOSPITALS, unique=True))
    absent = st.lists(st.sampled_from(classes), unique=True, max_size=len(classes) - 1).map(tuple)
    numbers = {
        name: draw(st.integers(int(low), int(high)) if name in WHOLE else st.floats(low, high))
        for name, (low, high) in BOUNDS.items()
    }
    config = SimulationConfig(
        dataset=draw(st.sampled_from(["digits", "some folder/own, set.npz"])),
        hospitals=tuple(Hospital(name, draw(absent)) for name in names),
        samples_per_hospital=draw(st.none() | st.integers(MIN_SAMPLES, 10**6)),
        baseline_epochs=draw(st.none() | st.integers(1, MAX_EPOCHS)),
        delta=draw(st.none() | st.floats(1e-12, 0.5)),
        **numbers,
        **{name: draw(st.sampled_from(options)) for name, options in CHOICES.items()},
        strategy=draw(st.sampled_from([FedAvg(), Scaffold()]) | st.builds(FedProx, mu=st.floats(0, 10))),
    )
    if config.private:
        config = dataclasses.replace(config, target_epsilon=draw(st.none() | st.floats(1e-3, 1e6)))
    assume(not config.validate(classes))
    return config


def problems_of(values: dict) -> list[str]:
    """What reading the values and `validate` have to say."""
    try:
        return SimulationConfig.from_dict(values).validate(OCT_CLASSES)
    except ConfigError as error:
        return [str(error)]


@given(configs())
def test_a_config_survives_a_dict_and_json(config: SimulationConfig) -> None:
    values = config.to_dict()
    assert SimulationConfig.from_dict(values) == config
    assert SimulationConfig.from_dict(json.loads(json.dumps(values)), CLASSES) == config


@given(configs())
def test_a_config_survives_toml(tmp_path_factory: pytest.TempPathFactory, config: SimulationConfig) -> None:
    path = tmp_path_factory.getbasetemp() / "run.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    assert SimulationConfig.from_toml(path) == config
    path.write_text(tomli_w.dumps(config.to_dict()), encoding="utf-8")  # a file of before: without groups
    assert SimulationConfig.from_toml(path) == config


@given(configs())
def test_a_config_survives_a_url(config: SimulationConfig) -> None:
    query = config.to_query()
    assert {type(value) for value in query.values()} == {str}
    assert SimulationConfig.from_query(query) == config


@given(configs())
def test_exclusions_survive_being_written_out(config: SimulationConfig) -> None:
    written = format_exclusions(config.hospitals)
    assert parse_exclusions(written) == {h.name: list(h.excluded) for h in config.hospitals if h.excluded}


@pytest.mark.parametrize(
    "name", [" A", "A ", "\tA", "a=b", "a;b", "a,b", "50%", "%2C", "none", "NONE", "12", "²", "a+b"]
)
def test_any_name_survives_a_link_and_a_file_and_is_not_refused(name: str, tmp_path: Path) -> None:
    config = SimulationConfig(hospitals=(Hospital(name, (name,)), Hospital("B")))
    (tmp_path / "run.toml").write_text(config.to_toml(), encoding="utf-8")
    assert config.validate(("other", name)) == []
    assert SimulationConfig.from_query(config.to_query()) == config
    assert SimulationConfig.from_toml(tmp_path / "run.toml") == config


def test_a_link_escapes_only_what_it_has_to() -> None:
    config = SimulationConfig(hospitals=(Hospital("Bad Ems", ("left, upper",)), Hospital("50 %", ("p=q",))))
    assert config.to_query()["hospitals"] == "Bad Ems,50 %25"
    assert config.to_query()["excluded"] == "Bad Ems=left%2C upper;50 %25=p%3Dq"


def test_links_of_before_are_read() -> None:
    link = {"hospitals": "Berlin, Oslo", "excluded": " Oslo = DME , CNV ", "rounds": "4", "noise_multiplier": "0.5"}
    assert SimulationConfig.from_query(link) == SimulationConfig(
        hospitals=(Hospital("Berlin"), Hospital("Oslo", ("DME", "CNV"))), rounds=4, noise_multiplier=0.5, dp="central"
    )


def test_defaults_are_valid() -> None:
    assert SimulationConfig().validate(OCT_CLASSES) == []


def test_every_setting_has_a_default_and_is_frozen() -> None:
    config = SimulationConfig()
    assert hash(config) == hash(SimulationConfig())
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.rounds = 3  # type: ignore[misc]


def test_every_problem_is_told_at_once_with_its_value_and_bound() -> None:
    wrong = {
        "rounds": 0,
        "local_epochs": 51,
        "batch_size": -3,
        "lr": 2.5,
        "noise_multiplier": -0.5,
        "clip_norm": 0.0,
        "seed": -1,
        "size": 7,
        "optimizer": "lion",
        "model": "vgg",
        "weights": "coco",
        "engine": "spark",
        "device": "tpu",
        "baselines": "twice",
        "attack": "always",
        "dp": "maximal",
        "dropout": 1.0,
        "deal": "twice",
    }
    assert set(wrong) == {*BOUNDS, *CHOICES}
    hospitals = (Hospital(" ", ("CNV",)), Hospital("B", ("COVID",)), Hospital("B", OCT_CLASSES))
    config = SimulationConfig(hospitals=hospitals, samples_per_hospital=MIN_SAMPLES - 1, baseline_epochs=0, **wrong)
    problems = config.validate(OCT_CLASSES)
    for name, value in wrong.items():
        (problem,) = [text for text in problems if text.startswith(f"{name} ")]
        bounds = [f"{bound:g}" for bound in BOUNDS[name]] if name in BOUNDS else CHOICES[name]
        assert f"got {value}" in problem
        assert all(bound in problem for bound in bounds)
    rest = "\n".join(problems)
    assert f"samples_per_hospital must be from {MIN_SAMPLES} to 999999, or all, got {MIN_SAMPLES - 1}" in rest
    assert f"baseline_epochs must be from 1 to {MAX_EPOCHS}, or auto for the federation's, got 0." in rest
    assert "Every hospital needs a name." in rest
    assert "Two hospitals are called B" in rest
    assert "Hospital B excludes COVID, but the classes are CNV, DME, DRUSEN, NORMAL" in rest
    assert "Hospital B has no class left" in rest
    assert len(problems) == len(wrong) + 6


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds_are_inclusive(name: str) -> None:
    low, high = (int(bound) if name in WHOLE else bound for bound in BOUNDS[name])
    step = 1 if name in WHOLE else 1e-9
    for value in (low, high):
        assert replace(SimulationConfig(), **{name: value}).validate() == []
    for value in (low - step, high + step * max(1, high)):
        assert len(replace(SimulationConfig(), **{name: value}).validate()) == 1


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "3", None])
def test_what_is_no_number_is_out_of_bounds(name: str, value: object) -> None:
    (problem,) = replace(SimulationConfig(), **{name: value}).validate()
    assert problem.startswith(f"{name} must be from")


@pytest.mark.parametrize("name", WHOLE)
def test_whole_numbers_must_be_whole(name: str) -> None:
    assert replace(SimulationConfig(), **{name: 16.5}).validate()


@pytest.mark.parametrize("count", [0, MIN_HOSPITALS - 1, MAX_HOSPITALS + 1])
def test_too_few_and_too_many_hospitals(count: int) -> None:
    (problem,) = SimulationConfig(hospitals=start_hospitals(count, OCT_CLASSES)).validate(OCT_CLASSES)
    assert problem == f"hospitals must be from {MIN_HOSPITALS} to {MAX_HOSPITALS}, got {count}."


def test_too_large_a_number_of_hospitals_is_told_as_it_was_given() -> None:
    (problem,) = problems_of({"hospitals": 100_000})
    assert problem.endswith("got 100000.")


def test_names_go_on_after_the_alphabet_as_a_spreadsheets_columns_do() -> None:
    names = default_names(MAX_HOSPITALS)
    assert [names[place] for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert len({*names}) == MAX_HOSPITALS


@pytest.mark.parametrize("name", ["", "  "])
def test_a_hospital_without_a_name_is_refused(name: str) -> None:
    (problem,) = SimulationConfig(hospitals=(Hospital(name), Hospital("B"))).validate()
    assert "needs a name" in problem


def test_imagenet_weights_need_resnet18_and_no_privacy() -> None:
    assert SimulationConfig(model="resnet18", weights="imagenet").validate() == []
    (wrong_model,) = SimulationConfig(model="cnn", weights="imagenet").validate()
    assert "Only resnet18" in wrong_model
    (private,) = SimulationConfig(model="resnet18", weights="imagenet", dp="local").validate()
    assert "dp to none" in private


def test_dp_alone_makes_a_run_private() -> None:
    assert not SimulationConfig(noise_multiplier=1.0, clip_norm=0.5).private
    assert SimulationConfig(dp="central").private


@pytest.mark.parametrize("asked", [{"noise_multiplier": 0.5}, {"target_epsilon": 3}, {"target_epsilon": "3"}])
def test_settings_that_ask_for_noise_and_leave_dp_out_mean_central(asked: dict) -> None:
    assert SimulationConfig.from_dict(asked).dp == "central"
    assert SimulationConfig.from_query({name: str(value) for name, value in asked.items()}).dp == "central"
    assert SimulationConfig.from_dict({**asked, "dp": "none"}).dp == "none"


@pytest.mark.parametrize("silent", [{}, {"noise_multiplier": 0}, {"target_epsilon": "none"}, {"clip_norm": 0.5}])
def test_settings_that_ask_for_no_noise_and_leave_dp_out_mean_none(silent: dict) -> None:
    assert SimulationConfig.from_dict(silent).dp == "none"


@pytest.mark.parametrize("target", [0.0, -1.0, 1e7, float("nan")])
def test_a_budget_that_cannot_be_is_refused(target: float) -> None:
    (problem,) = SimulationConfig(dp="central", target_epsilon=target).validate()
    assert problem.startswith("target_epsilon must be above 0")


@pytest.mark.parametrize("delta", [0.0, 1.0, -1e-5, float("nan")])
def test_a_delta_that_is_no_chance_is_refused(delta: float) -> None:
    (problem,) = SimulationConfig(dp="central", delta=delta).validate()
    assert problem.startswith("delta must be between 0 and 1")


def test_a_budget_without_noise_is_refused() -> None:
    (problem,) = SimulationConfig(target_epsilon=3.0).validate()
    assert "target_epsilon needs noise" in problem


def test_exclusions_worked_by_hand() -> None:
    assert parse_exclusions("A=DME;B=DRUSEN,NORMAL") == {"A": ["DME"], "B": ["DRUSEN", "NORMAL"]}
    assert parse_exclusions(" A = DME ; B = DRUSEN , NORMAL ;") == parse_exclusions("A=DME;B=DRUSEN,NORMAL")
    assert parse_exclusions("none") == parse_exclusions("") == parse_exclusions("None") == {}
    assert parse_exclusions("A=") == {"A": []}
    assert format_exclusions([Hospital("A", ("DME",)), Hospital("B"), Hospital("C", ("x", "y"))]) == "A=DME;C=x,y"
    assert format_exclusions([Hospital("A"), Hospital("B")]) == "none"


@pytest.mark.parametrize("text", ["A", "A:DME", "A=DME;B", "A=DME;A=CNV"])
def test_exclusions_that_cannot_be_read_say_how_to_write_them(text: str) -> None:
    with pytest.raises(ConfigError, match="A=DME;B=DRUSEN,CNV"):
        parse_exclusions(text)


def test_the_start_pattern_is_classes_1_2_0_and_again() -> None:
    hospitals = start_hospitals(5, ("a", "b", "c", "d"))
    assert [hospital.name for hospital in hospitals] == ["A", "B", "C", "D", "E"]
    assert [hospital.excluded for hospital in hospitals] == [("b",), ("c",), ("a",), ("b",), ("c",)]
    assert SimulationConfig().hospitals == start_hospitals(3, OCT_CLASSES)


def test_the_start_pattern_leaves_two_classes_apart() -> None:
    for hospital in start_hospitals(MAX_HOSPITALS, ("x", "y")):
        assert len(hospital.excluded) == 1


def test_a_number_of_hospitals_stands_for_names_and_the_start_pattern() -> None:
    config = SimulationConfig.from_dict({"hospitals": 4}, CLASSES)
    assert config.hospitals == start_hospitals(4, CLASSES)
    assert SimulationConfig.from_dict({"hospitals": "4"}, CLASSES) == config
    assert default_names(4) == ["A", "B", "C", "D"]


def test_names_without_exclusions_take_the_start_pattern_in_order() -> None:
    config = SimulationConfig.from_dict({"hospitals": ["Oslo", "Rome"]}, CLASSES)
    assert config.hospitals == (Hospital("Oslo", ("east",)), Hospital("Rome", ("south",)))


def test_given_exclusions_replace_the_start_pattern() -> None:
    config = SimulationConfig.from_dict({"excluded": {"B": ["west"]}}, CLASSES)
    assert config.hospitals == (Hospital("A"), Hospital("B", ("west",)), Hospital("C"))
    assert SimulationConfig.from_dict({"excluded": {}}).hospitals == (Hospital("A"), Hospital("B"), Hospital("C"))


def test_what_is_missing_keeps_its_default() -> None:
    assert SimulationConfig.from_dict({}) == SimulationConfig.from_query({}) == SimulationConfig()
    assert SimulationConfig.from_dict({"rounds": 3}) == SimulationConfig(rounds=3)


def test_numbers_are_taken_from_text_and_whole_floats() -> None:
    config = SimulationConfig.from_dict({"rounds": "3", "lr": "0.5", "seed": 4.0, "samples_per_hospital": "ALL"})
    assert (config.rounds, config.lr, config.seed, config.samples_per_hospital) == (3, 0.5, 4, None)
    assert type(config.seed) is int


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"rounds": "many"}, "rounds must be a whole number, got 'many'"),
        ({"rounds": 2.5}, "rounds must be a whole number, got '2.5'"),
        ({"rounds": [3]}, "rounds must be a whole number"),
        ({"lr": "fast"}, "lr must be a number, got 'fast'"),
        ({"samples_per_hospital": "some"}, "samples_per_hospital must be a whole number, got 'some'"),
        ({"round": 3}, "Unknown setting 'round'.*rounds"),
        ({"excluded": {"Z": ["DME"]}}, "Hospital Z excludes classes, but the hospitals are A, B, C"),
        ({"hospitals": {"A": 1}}, "hospitals must be a number or a list of names"),
    ],
)
def test_settings_that_cannot_be_read(values: dict, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        SimulationConfig.from_dict(values)


@pytest.mark.parametrize(
    "values",
    [
        {"hospitals": [1, 2]},
        {"hospitals": [["A"], ["B"]]},
        {"hospitals": [f"Clinic {number}" for number in range(1001)]},
        {"hospitals": "²"},
        {"excluded": 5},
        {"excluded": ["A"]},
        {"excluded": {"A": 5}},
        {"excluded": {"A": "DME"}},
        {"excluded": {"A": [["DME"]]}},
    ],
    ids=["numbers", "lists", "1001 names", "no number", "excluded=5", "excluded=a list", "A=5", "A=text", "A=lists"],
)
def test_odd_hospitals_and_exclusions_are_errors_for_people_or_problems(values: dict) -> None:
    problems = problems_of(values)
    assert problems
    assert all(problem.endswith(".") for problem in problems)


def test_a_url_may_hold_other_parameters() -> None:
    assert SimulationConfig.from_query({"run": "abc", "rounds": "4"}) == SimulationConfig(rounds=4)


@pytest.mark.parametrize("query", [{"rounds": "x"}, {"excluded": "A:DME"}, {"excluded": "Z=DME"}])
def test_a_broken_url_is_an_error(query: dict) -> None:
    with pytest.raises(ConfigError):
        SimulationConfig.from_query(query)


@pytest.mark.parametrize("content", [b"rounds = ", b"\xff\xfe", b"rounds 3", None])
def test_a_file_that_is_no_toml_or_not_there_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "run.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"Cannot read the settings in .*run\.toml"):
        read_toml(path)


def test_a_hospitals_name_has_a_bound() -> None:
    fits, too_long = "n" * MAX_NAME, "n" * (MAX_NAME + 1)
    assert SimulationConfig(hospitals=(Hospital(fits), Hospital("B"))).validate(OCT_CLASSES) == []
    (problem,) = SimulationConfig(hospitals=(Hospital(too_long), Hospital("B"))).validate(OCT_CLASSES)
    assert f"has {MAX_NAME + 1} characters; give it one of at most {MAX_NAME}." in problem


def test_what_cannot_be_read_does_not_hide_what_is_out_of_bounds() -> None:
    given = {"rounds": "0", "lr": "9", "hospitals": "1001", "batch_size": "x", "strategy": "fedprox", "mu": "-1"}
    with pytest.raises(ConfigError) as told:
        SimulationConfig.from_dict(given)
    assert {problem.code for problem in told.value.problems} >= {"number-of-hospitals", "no-whole-number"}
    outside = [dict(each.arguments)["name"] for each in told.value.problems if each.code == "out-of-bounds"]
    assert sorted(outside) == ["lr", "mu", "rounds"]
