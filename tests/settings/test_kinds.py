"""Settings that are one of several kinds survive every form, and problems name the value and the bound."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import CLASSES

from fedsim.cli.main import make_parser, read_settings
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.settings.declared import declared, flat
from fedsim.settings.participation import Full, Sampled
from fedsim.settings.partition import NoSkew
from fedsim.settings.strategy import FedAvg, FedProx, Scaffold

STRATEGIES = st.sampled_from([FedAvg(), Scaffold()]) | st.builds(FedProx, mu=st.floats(0, 10))


@given(STRATEGIES)
def test_a_strategy_survives_every_form(tmp_path_factory: pytest.TempPathFactory, strategy) -> None:
    config = SimulationConfig(strategy=strategy)
    path = tmp_path_factory.getbasetemp() / "kinds.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    options = [f"--{name}={value}" for name, value in config.to_query().items() if name in ("strategy", "mu")]
    assert SimulationConfig.from_dict(json.loads(json.dumps(config.to_dict())), CLASSES).strategy == strategy
    assert SimulationConfig.from_toml(path) == config
    assert SimulationConfig.from_query(config.to_query()) == config
    assert read_settings(make_parser().parse_args(["run", *options])) == config


def test_what_earlier_versions_called_the_partition_is_still_read(tmp_path) -> None:
    """When no image could be at two hospitals, that was the partition."""
    query = SimulationConfig().to_query() | {"partition": "disjoint"}
    assert SimulationConfig.from_query({name: query[name] for name in query if name != "deal"}) == SimulationConfig()
    for earlier in ("disjoint", {"kind": "disjoint"}):
        read = SimulationConfig.from_dict({"partition": earlier, "rounds": 3})
        assert (read.partition, read.deal) == (NoSkew(), "disjoint")
    path = tmp_path / "run.toml"
    path.write_text('[hospitals]\nnames = ["A", "B"]\n[hospitals.partition]\nkind = "disjoint"\n', encoding="utf-8")
    assert SimulationConfig.from_toml(path).partition == NoSkew()


def test_a_link_is_short_and_a_results_file_nested() -> None:
    config = SimulationConfig(strategy=FedProx(mu=0.1))
    assert {name: config.to_query()[name] for name in ("strategy", "mu")} == {"strategy": "fedprox", "mu": "0.1"}
    assert config.to_dict()["strategy"] == {"kind": "fedprox", "mu": 0.1}


def test_options_go_before_the_files_strategy(tmp_path) -> None:
    path = tmp_path / "run.toml"
    path.write_text(SimulationConfig(strategy=FedProx(mu=0.1)).to_toml(), encoding="utf-8")

    def run(*options: str) -> object:
        return read_settings(make_parser().parse_args(["run", "--config", str(path), *options])).strategy

    assert run() == FedProx(mu=0.1)
    assert run("--mu", "0.5") == FedProx(mu=0.5)
    assert run("--strategy", "scaffold") == Scaffold()


@given(st.just(Full()) | st.builds(Sampled, st.floats(0.001, 1)), st.floats(0, 0.99))
def test_who_takes_part_survives_every_form(tmp_path_factory: pytest.TempPathFactory, participation, dropout) -> None:
    config = SimulationConfig(participation=participation, dropout=dropout)
    path = tmp_path_factory.getbasetemp() / "taking_part.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    query = config.to_query()
    options = [f"--{name}={query[name]}" for name in ("participation", "fraction", "dropout") if name in query]
    assert SimulationConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    assert SimulationConfig.from_toml(path) == config
    assert SimulationConfig.from_query(query) == config
    assert read_settings(make_parser().parse_args(["run", *options])) == config


def test_a_fraction_alone_asks_for_a_sample_also_over_a_file(tmp_path) -> None:
    path = tmp_path / "run.toml"
    path.write_text(SimulationConfig().to_toml(), encoding="utf-8")
    for before in ([], ["--config", str(path)]):
        options = make_parser().parse_args(["run", *before, "--fraction", "0.3", "--dropout", "0.2"])
        assert (read_settings(options).participation, read_settings(options).dropout) == (Sampled(0.3), 0.2)
    assert SimulationConfig.from_query({"fraction": "0.3"}).participation == Sampled(0.3)
    path.write_text("[hospitals]\ndropout = 0.5\n", encoding="utf-8")
    assert SimulationConfig.from_toml(path).dropout == 0.5
    with pytest.raises(ConfigError, match="fraction is no setting of participation full"):
        SimulationConfig.from_dict({"participation": "full", "fraction": 0.3})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"strategy": "x"}, "strategy must be one of fedavg, fedprox, scaffold, .*finetuning, got x"),
        ({"strategy": ["a"]}, "strategy must be one of"),
        ({"strategy": {"kind": 3}}, "strategy must be one of"),
        ({"mu": 1}, "mu is no setting of strategy fedavg, which has no parameters"),
        ({"strategy": {"kind": "fedprox", "nu": 1}}, "nu is no setting of strategy fedprox, which has only mu"),
        ({"strategy": "fedprox", "mu": "a"}, "mu must be a number, got 'a'"),
    ],
)
def test_a_kind_that_cannot_be_read_is_an_error_for_people(values: dict, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        SimulationConfig.from_dict(values)


@pytest.mark.parametrize("mu", [-0.1, 10.1, float("nan"), True, None, "3"])
def test_a_parameter_out_of_bounds_is_told_with_the_bound(mu: object) -> None:
    (problem,) = SimulationConfig(strategy=FedProx(mu=mu)).validate()  # type: ignore[arg-type]
    assert problem == f"mu must be from 0 to 10, got {mu}."


def test_no_parameter_has_the_name_of_another_setting() -> None:
    settings = declared(SimulationConfig)
    own = [field.name for field in dataclasses.fields(SimulationConfig)]
    named = [
        (one.name, field.name)
        for one in settings.values()
        for kind in one.kinds.values()
        for field in dataclasses.fields(kind)
        if field.name != "kind"
    ]
    assert not {parameter for _, parameter in named} & set(own)
    assert len({parameter for _, parameter in named}) == len({*named})  # one union each
    assert list(flat(SimulationConfig())) == list(settings)
