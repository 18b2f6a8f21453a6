"""python -m fedsim: everything the app does, without a browser."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedsim import data
from fedsim.cli import privacy as terminal
from fedsim.cli import settings, tutorial
from fedsim.cli.data import download_data, list_data, show_data
from fedsim.cli.interrupt import Interrupted, leave
from fedsim.cli.parser import Parser
from fedsim.errors import FedsimError
from fedsim.export.results_file import write_results
from fedsim.language import preferred, speaking
from fedsim.settings.config import ConfigError, SimulationConfig, read_toml
from fedsim.settings.presets import TUTORIAL
from fedsim.text.cli.commands import Help
from fedsim.text.cli.explore import Sweep
from fedsim.text.cli.report import Report as Words
from fedsim.text.cli.runs import Runs

MOST_SETTINGS = 3  # of `fedsim.runs.grid`, which imports too much for `--help`
MOST_LISTED = 20
LAST = 3  # of `fedsim.analysis.groups`
FORMATS = ("html", "json", "csv", "parquet", "toml", "model", "figures", "script", "notebook", "png", "svg")
TABLES = ("markdown", "latex", "csv")
METRICS = ("accuracy", "worst", "auc", "loss", "epsilon", "seconds", "bytes")
VALUES = ("last", "best", "mean")
"""As `export.formats`, `export.pictures`, `export.tables` and `analysis.measures` have them, which take pandas."""

if TYPE_CHECKING:
    from fedsim.cli.report import Report
    from fedsim.export.tracking import Target


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code: 0, 1 after one line on standard error, or 128 and a signal's number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ε is no reason to end
    with speaking(preferred(_terminals_language())):
        return _main(arguments)


def _terminals_language() -> str:
    """As POSIX has it: the first of these that is set says it, C and POSIX too."""
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")


def _main(arguments: Sequence[str] | None) -> int:
    try:
        options = make_parser().parse_args(arguments)
        code = options.command(options)
        sys.stdout.flush()
        return code
    except FedsimError as error:
        print(f"fedsim: {error}", file=sys.stderr)
        return 1
    except Interrupted as stop:
        print(f"fedsim: {Words.STOPPED}", file=sys.stderr)
        if stop.left_behind:
            leave(stop.exit_code)
        return stop.exit_code
    except KeyboardInterrupt:
        print(f"fedsim: {Words.STOPPED}", file=sys.stderr)
        return 128 + signal.SIGINT
    except BrokenPipeError:  # nobody reads any more: that is no failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python itself complains at its end
        return 0


def make_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m fedsim", description=Help.PROGRAM)
    commands = parser.add_subparsers(required=True, metavar=Help.COMMAND)

    run = commands.add_parser("run", help=Help.RUN)
    run.add_argument("--config", metavar="RUN.TOML", help=Help.CONFIG)
    settings.add_options(run, settings.OPTIONS, SimulationConfig())
    _add_results(run)
    run.set_defaults(command=run_federation)

    sweep = commands.add_parser("explore", help=Sweep.HELP)
    sweep.add_argument("--over", metavar=Sweep.OVER_VALUE, required=True, help=Sweep.OVER)
    sweep.add_argument("--strategies", help=Sweep.STRATEGIES)
    sweep.add_argument("--seeds", type=int, default=1, help=Sweep.SEEDS.format(n=1))
    sweep.add_argument("--config", metavar="RUN.TOML", help=Help.CONFIG)
    settings.add_options(sweep, settings.OPTIONS, SimulationConfig())
    sweep.add_argument("--json", metavar="OUT.JSON", type=Path, help=Sweep.JSON)
    sweep.set_defaults(command=run_sweep)

    grid = commands.add_parser("sweep", help=Sweep.GRID_HELP.format(n=MOST_SETTINGS))
    grid.add_argument("--over", metavar=Sweep.OVER_VALUE, required=True, action="append",
                      help=Sweep.GRID_OVER.format(n=MOST_SETTINGS))  # fmt: skip
    grid.add_argument("--seeds", type=int, default=1, help=Sweep.SEEDS.format(n=1))
    grid.add_argument("--config", metavar="RUN.TOML", help=Help.CONFIG)
    settings.add_options(grid, settings.OPTIONS, SimulationConfig())
    grid.add_argument("--json", metavar="OUT.JSON", type=Path, help=Sweep.JSON)
    grid.set_defaults(command=run_grid)

    again = commands.add_parser("tutorial", help=Help.TUTORIAL)
    epochs = Help.TUTORIAL_EPOCHS.format(n=TUTORIAL.num_baseline_epochs)
    again.add_argument("--epochs", dest="baseline_epochs", metavar=Help.EPOCHS, help=epochs)
    settings.add_options(again, tutorial.OPTIONS, TUTORIAL)
    _add_results(again)
    again.set_defaults(command=run_tutorial)

    privacy = commands.add_parser("privacy", help=Help.PRIVACY)
    rounds, hospitals = SimulationConfig.rounds, 3
    privacy.add_argument("--rounds", type=int, default=rounds, help=Help.ROUNDS.format(n=rounds))
    privacy.add_argument("--noise-multiplier", type=float, required=True, help=Help.NOISE)
    privacy.add_argument("--hospitals", type=int, default=hospitals, help=Help.HOSPITALS.format(n=hospitals))
    privacy.add_argument("--delta", type=float, help=Help.DELTA)
    privacy.set_defaults(command=tell_privacy)

    listing = commands.add_parser("settings", help=Help.SETTINGS)
    listing.add_argument("--schema", action="store_true", help=Help.SCHEMA)
    listing.set_defaults(command=settings.show)

    _add_runs(commands)

    actions = commands.add_parser("data", help=Help.DATA).add_subparsers(required=True, metavar=Help.ACTION)
    actions.add_parser("list", help=Help.LIST).set_defaults(command=list_data)
    for action, command, words in (("info", show_data, Help.INFO), ("download", download_data, Help.DOWNLOAD)):
        sub = actions.add_parser(action, help=words)
        sub.add_argument("name", help=Help.NAME)
        sub.set_defaults(command=command)
    sub.add_argument("--size", type=int, default=28, help=Help.SIZE.format(n=28))
    return parser


def _add_runs(commands: Any) -> None:
    """What is done with runs that are kept."""
    actions = commands.add_parser("runs", help=Runs.HELP).add_subparsers(required=True, metavar=Help.ACTION)
    listing = actions.add_parser("list", help=Runs.LIST)
    listing.add_argument("--limit", type=int, default=MOST_LISTED, help=Runs.LIMIT.format(n=MOST_LISTED))
    show = actions.add_parser("show", help=Runs.SHOW)
    for parser in (listing, show):
        parser.add_argument("--json", dest="as_json", action="store_true", help=Runs.AS_JSON)
    resume = actions.add_parser("resume", help=Runs.RESUME)
    for parser in (show, resume):
        parser.add_argument("id", metavar="ID", help=Runs.ID)
    _add_logs(resume, text=Runs.RESUME_LOG)
    delete = actions.add_parser("delete", help=Runs.DELETE)
    restore = actions.add_parser("restore", help=Runs.RESTORE)
    for parser in (delete, restore):
        parser.add_argument("ids", metavar="ID", nargs="+", help=Runs.ID)
    export = actions.add_parser("export", help=Runs.EXPORT)
    export.add_argument("id", metavar="ID", help=Runs.ID)
    export.add_argument("--format", choices=FORMATS, default="json", help=Runs.FORMAT)
    export.add_argument("--out", metavar="PATH", type=Path, help=Runs.OUT)
    log = actions.add_parser("log", help=Runs.LOG)
    log.add_argument("ids", metavar="ID", nargs="+", help=Runs.ID)
    _add_logs(log, required=True)
    take = actions.add_parser("import", help=Runs.IMPORT)
    take.add_argument("files", metavar="FILE", type=Path, nargs="+", help=Runs.FILE)
    compare = actions.add_parser("compare", help=Runs.COMPARE)
    compare.add_argument("ids", metavar="ID", nargs="+", help=Runs.ID)
    compare.add_argument("--format", choices=TABLES, default=TABLES[0], help=Runs.TABLE)
    compare.add_argument("--metric", choices=METRICS, default=METRICS[0], help=Runs.METRIC)
    compare.add_argument("--value", choices=VALUES, default=VALUES[0], help=Runs.VALUE)
    compare.add_argument("--last", type=int, default=LAST, metavar="K", help=Runs.LAST.format(n=LAST))
    replay = commands.add_parser("replay", help=Runs.REPLAY)
    replay.add_argument("id", metavar="ID", help=Runs.ID)
    replay.add_argument("--speed", type=float, default=1.0, help=Runs.SPEED)
    for parser in (listing, show, resume, delete, restore, export, log, take, compare, replay):
        parser.set_defaults(command=_of_runs(parser.prog.split()[-1]))


def _of_runs(name: str) -> Callable[[argparse.Namespace], int]:
    """A command of `fedsim.cli.runs`, which imports SQLAlchemy and pandas: not for every command."""

    def command(options: argparse.Namespace) -> int:
        from fedsim.cli import runs

        return runs.COMMANDS[name](options)

    return command


def run_federation(options: argparse.Namespace) -> int:
    """Run to the end, print a line a round, write the results; whatever ends the run, what it has is written."""
    _check_place(options.json)
    _follow(_report(read_settings(options), log_targets(options)), options.json)
    return 0


def run_sweep(options: argparse.Namespace) -> int:
    """Train what is missing of a sweep, print its table and its sentence; what was stopped prints what it has."""
    _check_place(options.json)
    config = read_settings(options)
    from fedsim.cli import explore  # pandas and SQLAlchemy: not for every command
    from fedsim.runs.store import open_store

    explore.explore(open_store(), explore.asked(options, config), options.seeds, options.json)
    return 0


def run_grid(options: argparse.Namespace) -> int:
    """Train what is missing of a grid, and print its table; what was stopped prints what it has."""
    _check_place(options.json)
    config = read_settings(options)
    from fedsim.cli import sweep  # pandas and SQLAlchemy: not for every command
    from fedsim.runs.store import open_store

    sweep.sweep(open_store(), sweep.asked(options, config), options.seeds, options.json)
    return 0


def run_tutorial(options: argparse.Namespace) -> int:
    """Run the tutorial's experiment and print its numbers beside ours; what was stopped prints what it has."""
    _check_place(options.json)
    config = tutorial.read_settings(settings.given(options, (*tutorial.OPTIONS, "baseline_epochs")))
    tutorial.check_at_hand(config)
    print(tutorial.describe(config), end="\n\n", flush=True)
    report = _report(config, log_targets(options))
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
    if problems := config.problems(classes):
        raise ConfigError(*problems)
    return config


def _add_results(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", metavar="OUT.JSON", type=Path, help=Help.JSON)
    _add_logs(parser)


def _add_logs(parser: argparse.ArgumentParser, *, required: bool = False, text: str = "") -> None:
    parser.add_argument(
        "--log-to", metavar=Help.LOG_TARGET, action="append", default=[], required=required, help=text or Help.LOG_TO
    )


def log_targets(options: argparse.Namespace) -> list["Target"]:
    """Where to log to.

    Raises:
        FedsimError: one cannot be read, or its package is not installed.
    """
    from fedsim.export.tracking import Target  # SQLAlchemy: not for --help

    return [Target.read(each) for each in dict.fromkeys(options.log_to)]


def tell_privacy(options: argparse.Namespace) -> int:
    """Epsilon of central noise, and what the same noise buys a larger federation."""
    print("\n".join(terminal.answer(options.rounds, options.noise_multiplier, options.hospitals, options.delta)))
    return 0


def _check_place(path: Path | None) -> None:
    """Raise ConfigError, before anything runs, where the results could not be written."""
    if path and path.is_dir():
        raise ConfigError("results-in-folder", path=path)
    if path and not path.resolve().parent.is_dir():
        raise ConfigError("results-nowhere", path=path.resolve().parent)


def _report(config: SimulationConfig, log_to: Sequence["Target"]) -> "Report":
    from fedsim.cli.report import Report  # SQLAlchemy: not for --help or `data list`
    from fedsim.runs.store import open_store

    return Report(open_store(), config, log_to=log_to)


def _follow(report: "Report", results: Path | None) -> None:
    try:
        report.run()
    finally:
        if results:
            write_results(report.state, results)
