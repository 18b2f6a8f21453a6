"""python -m fedsim: everything the app does, without a browser."""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedsim import data
from fedsim.cli import privacy as terminal
from fedsim.cli import settings, tutorial
from fedsim.cli.data import download_data, list_data, show_data
from fedsim.errors import FedsimError
from fedsim.export.results_file import write_results
from fedsim.settings.config import ConfigError, SimulationConfig, read_toml
from fedsim.settings.presets import TUTORIAL

if TYPE_CHECKING:
    from fedsim.cli.report import Report


class _Parser(argparse.ArgumentParser):
    """Ends on a wrong option with one line, as on every other error."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise ConfigError(f"{message} (see python -m fedsim --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code: 0, or 1 after one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ε is no reason to end
    try:
        options = make_parser().parse_args(arguments)
        return options.command(options)
    except FedsimError as error:
        print(f"fedsim: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("fedsim: Stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def make_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m fedsim", description="Simulate federated learning between hospitals.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run a federation and print a line a round")
    run.add_argument("--config", metavar="RUN.TOML", help="read settings from a file; options go before it")
    settings.add_options(run, settings.OPTIONS, SimulationConfig())
    _add_results(run)
    run.set_defaults(command=run_federation)

    again = commands.add_parser("tutorial", help="run the tutorial's experiment and print its numbers beside ours")
    again.add_argument(
        "--epochs", dest="baseline_epochs", metavar="EPOCHS", help="passes over its images alone (default 10)"
    )
    settings.add_options(again, tutorial.OPTIONS, TUTORIAL)
    _add_results(again)
    again.set_defaults(command=run_tutorial)

    privacy = commands.add_parser("privacy", help="tell what noise promises: epsilon")
    privacy.add_argument("--rounds", type=int, default=SimulationConfig.rounds)
    privacy.add_argument("--noise-multiplier", type=float, required=True)
    privacy.add_argument("--hospitals", type=int, default=3)
    privacy.add_argument("--delta", type=float, help="left out: a hundredth of one over the number of hospitals")
    privacy.set_defaults(command=tell_privacy)

    listing = commands.add_parser("settings", help="list every setting")
    listing.add_argument("--schema", action="store_true", help="print the JSON schema of a settings file instead")
    listing.set_defaults(command=settings.show)

    actions = commands.add_parser("data", help="list, describe or download data sets").add_subparsers(
        required=True, metavar="ACTION"
    )
    actions.add_parser("list", help="the data sets that there are").set_defaults(command=list_data)
    for action, command in (("info", show_data), ("download", download_data)):
        sub = actions.add_parser(action)
        sub.add_argument("name")
        sub.set_defaults(command=command)
    sub.add_argument("--size", type=int, default=28, help="px")
    return parser


def run_federation(options: argparse.Namespace) -> int:
    """Run to the end, print a line a round, write the results; whatever ends the run, what it has is written."""
    _check_place(options.json)
    _follow(_report(read_settings(options)), options.json)
    return 0


def run_tutorial(options: argparse.Namespace) -> int:
    """Run the tutorial's experiment and print its numbers beside ours; what was stopped prints what it has."""
    _check_place(options.json)
    config = tutorial.read_settings(settings.given(options, (*tutorial.OPTIONS, "baseline_epochs")))
    tutorial.check_at_hand(config)
    print(tutorial.describe(config), end="\n\n", flush=True)
    report = _report(config)
    try:
        _follow(report, options.json)
    finally:
        if report.state.alone or report.state.rounds_done:
            print(f"\n{tutorial.table(report.state)}\n{tutorial.remarks(report.state)}")
    return 0


def read_settings(options: argparse.Namespace) -> SimulationConfig:
    """The file's settings, then the options over them.

    Raises:
        ConfigError: a setting cannot be read, or is out of bounds.
        DataError: there is no such data set.
    """
    values: dict[str, Any] = read_toml(options.config) if options.config else {}
    given = settings.given(options, settings.OPTIONS)
    if "hospitals" in given:
        values.pop("excluded", None)
    if values.get("dp") == "none" and {"noise_multiplier", "target_epsilon"} & set(given):
        values.pop("dp")
    values |= given
    classes = data.info(str(values.get("dataset", SimulationConfig.dataset))).classes
    config = SimulationConfig.from_dict(values, classes)
    if problems := config.validate(classes):
        raise ConfigError(" ".join(problems))
    return config


def _add_results(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", metavar="OUT.JSON", type=Path, help="write the results file")


def tell_privacy(options: argparse.Namespace) -> int:
    """Epsilon of central noise, and what the same noise buys a larger federation."""
    print("\n".join(terminal.answer(options.rounds, options.noise_multiplier, options.hospitals, options.delta)))
    return 0


def _check_place(path: Path | None) -> None:
    """Raise ConfigError, before anything runs, where the results could not be written."""
    if path and path.is_dir():
        raise ConfigError(f"{path} is a folder: name a file in it for the results.")
    if path and not path.resolve().parent.is_dir():
        raise ConfigError(f"There is no folder {path.resolve().parent} to write the results to; make it first.")


def _report(config: SimulationConfig) -> "Report":
    from fedsim.cli.report import Report  # SQLAlchemy: not for --help or `data list`
    from fedsim.runs.store import open_store

    return Report(open_store(), config)


def _follow(report: "Report", results: Path | None) -> None:
    try:
        report.run()
    finally:
        if results:
            write_results(report.state, results)
