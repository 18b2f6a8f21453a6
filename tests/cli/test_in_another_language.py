"""The command line has no English of its own: under the pseudo-language all is accented but names and code."""

import re
import sys
from functools import partial

import pytest
from tiny import CLASSES
from tqdm import tqdm

from fedsim import data
from fedsim.cli import report
from fedsim.cli.main import main
from fedsim.cli.settings import EXAMPLE, OPTIONS, SETTINGS
from fedsim.language import PSEUDO
from fedsim.text.datasets import citations, class_titles, licence

PLAIN_WORD = re.compile(r"[^\W\d_]{3,}", re.ASCII)
CODE = re.compile(
    r"`[^`]*`|python -m fedsim|--[\w-]+|\{[^{}]*\}|https?://\S+|\S*/\S*|\b[A-Z_]{3,}(?:_\d)?\b|\w+\.TOML|\w+\.JSON"
)
"""Commands, options, what may be chosen, addresses, paths, and what argparse calls an option's value."""
HELP = [
    [], ["run"], ["explore"], ["sweep"], ["tutorial"], ["privacy"], ["settings"], ["data"], ["data", "list"],
    ["data", "info"], ["data", "download"], ["runs"], ["runs", "list"], ["runs", "show"], ["runs", "resume"],
    ["runs", "delete"], ["runs", "restore"], ["runs", "export"], ["runs", "import"], ["runs", "log"],
    ["runs", "compare"], ["replay"],
]  # fmt: skip


def values() -> set[str]:
    """What a user types: commands, settings, and their values."""
    words = {
        "fedsim",
        "run",
        "explore",
        "sweep",
        "tutorial",
        "privacy",
        "settings",
        "data",
        "list",
        "info",
        "download",
        "runs",
        "show",
        "resume",
        "replay",
        "delete",
        "restore",
        "export",
        "import",
        "log",
        "compare",
        "markdown",
        "latex",
        "csv",
        "html",
        "json",
        "parquet",
        "toml",
        "model",
        "name",
        *OPTIONS,
    }
    for one in SETTINGS.values():
        words |= {one.name, *one.choices, *one.of_kinds, one.union or "", str(one.setting.none), str(one.default)}
    return {part for word in words for part in PLAIN_WORD.findall(word)}


def names_of(entry: data.Entry) -> str:
    return " ".join([entry.name, entry.title, *entry.classes, *class_titles(entry), licence(entry), *citations(entry)])


def plain(printed: str, *names: str) -> list[str]:
    """The words that are neither accented nor names."""
    known = values() | {word for name in names for word in PLAIN_WORD.findall(name)}
    return [word for word in PLAIN_WORD.findall(CODE.sub(" ", printed)) if word not in known]


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSIM_LANGUAGE", PSEUDO)


@pytest.fixture
def command(tiny: str) -> list[str]:
    return ["--dataset", tiny, "--rounds", "1", "--device", "cpu"]


@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_help(command: list[str], capsys) -> None:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    printed = capsys.readouterr().out
    assert "--help" in printed
    assert plain(printed, *data.names()) == []


def test_a_run_its_table_and_its_verdict(command, capsys) -> None:
    options = ["--samples-per-hospital", "50", "--hospitals", "A,B,C", "--exclude", f"A={CLASSES[0]}"]
    assert main(["run", *command, *options, "--baselines", "--attack"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) > 12
    assert plain(printed.out, "tiny", "cpu", *CLASSES) == []


def test_a_private_run(command, capsys) -> None:
    assert main(["run", *command, "--dp", "central", "--noise-multiplier", "1"]) == 0
    assert plain(capsys.readouterr().out, "tiny", "cpu", *CLASSES) == []


def test_the_bar(command, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "tqdm", partial(tqdm, mininterval=0))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("fedsim.events.PACE_SECONDS", 0.0)
    assert main(["run", *command, "--baselines"]) == 0
    bars = capsys.readouterr().err
    assert "100%" in bars
    assert plain(bars) == []


def test_the_tutorial(command, capsys) -> None:
    assert main(["tutorial", *command, "--model", "cnn", "--weights", "none", "--epochs", "1"]) == 0
    assert plain(capsys.readouterr().out, "tiny", "cpu", *CLASSES, names_of(data.info("octmnist"))) == []


@pytest.mark.parametrize("noise", ["0", "1"])
def test_privacy(noise: str, capsys) -> None:
    assert main(["privacy", "--noise-multiplier", noise, "--hospitals", "3"]) == 0
    assert plain(capsys.readouterr().out) == []


def test_the_settings(capsys) -> None:
    assert main(["settings"]) == 0
    assert plain(capsys.readouterr().out, EXAMPLE) == []


def test_data_sets(capsys, tiny: str) -> None:
    assert main(["data", "list"]) == 0
    names = [*map(names_of, data.entries()), *data.unusable()]
    assert plain(capsys.readouterr().out, *names) == []
    for name in ("octmnist", "synthetic-oct", tiny):
        assert main(["data", "info", name]) == 0
        assert plain(capsys.readouterr().out, names_of(data.info(name))) == []


@pytest.mark.parametrize(
    "command",
    [
        ["fly"], [], ["run", "--colour", "red"], ["run", "--model", "vgg"], ["data", "info"], ["run", "--config"],
        ["run", "--d", "x"], ["privacy", "--noise-multiplier", "loud"], ["run", "--rounds", "0"], ["run", "--lr", "x"],
        ["run", "--json", "nowhere/out.json"], ["run", "--json", "/"], ["tutorial", "--size", "30"], ["tutorial"],
        ["privacy", "--noise-multiplier", "-1"], ["privacy", "--noise-multiplier", "1", "--rounds", "0"],
        ["privacy", "--noise-multiplier", "1", "--delta", "2"], ["data", "info", "nothing"],
        ["run", "--dataset", "nowhere/set.npz"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_error(command: list[str], capsys) -> None:
    assert main(command) == 1
    printed = capsys.readouterr().err
    assert printed.startswith("fedsim: ")
    assert plain(printed, "OCTMNIST", "int", "float", *command, *data.names()) == []


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "zh_SG", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_MESSAGES": "de_DE.UTF-8", "LANG": "zh_CN"}, False),
        ({"FEDSIM_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, False),
        ({"FEDSIM_LANGUAGE": "zh-Hans", "LANG": "C.UTF-8"}, True),
    ],
)
def test_the_terminals_language(environment, chinese: bool, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    for name in ("FEDSIM_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["run", "--hospitals", "0"]) == 1
    assert ("必须" in capsys.readouterr().err) is chinese
