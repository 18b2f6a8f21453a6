"""python -m fedsim: everything the app does, without a browser."""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from fedsim import data
from fedsim.config import (
    BOUNDS,
    CHOICES,
    MIN_SAMPLES,
    WORD_FOR_NONE,
    ConfigError,
    SimulationConfig,
    parse_exclusions,
    read_toml,
)
from fedsim.errors import BudgetSpent, FedsimError, RunStopped
from fedsim.privacy import terminal
from fedsim.runs.events import Event, Progress, RoundFinished, Started
from fedsim.runs.export import write_results
from fedsim.runs.state import RunState, Status

SETTINGS = {
    "dataset": "a data set's name (see `data list`) or the path of an .npz file in MedMNIST's format",
    "size": "height and width of the images, px",
    "hospitals": "how many hospitals, or their names: 3 or Berlin,Oslo,Turin",
    "exclude": 'classes never seen, such as "A=DME;B=DRUSEN,NORMAL;C=CNV", or none; '
    "where it is left out, A, B, C, A, ... lack the classes at positions 1, 2, 0, 1, ...",
    "samples_per_hospital": f"at most this many images each, from {MIN_SAMPLES}, or all",
    "rounds": "communication rounds",
    "local_epochs": "passes over its images that each hospital makes in a round",
    "batch_size": "images a step",
    "lr": "Adam's learning rate",
    "model": "what every hospital trains",
    "weights": "where the model starts: none is random, imagenet is torchvision's (resnet18 only)",
    "dp": "where differential privacy's noise goes; central where noise is asked for and this is left out",
    "noise_multiplier": "its standard deviation, in units of the clip norm; 0 guarantees nothing",
    "clip_norm": "with dp: no hospital's update is longer than this; with record, no image's gradient",
    "target_epsilon": "stop before more is spent; without a noise multiplier, take the one that lasts for all rounds",
    "delta": "the chance at which the promise may fail; auto is a hundredth of one over the population",
    "seed": "every random choice follows from it",
    "engine": "how Flower's apps are run",
    "device": "where to train",
}


class _Parser(argparse.ArgumentParser):
    """Ends on a wrong option with one line, as on every other error."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise ConfigError(f"{message} (see python -m fedsim --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code: 0, or 1 after one line on standard error."""
    try:
        options = make_parser().parse_args(arguments)
        return options.command(options)
    except FedsimError as error:
        print(f"fedsim: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def make_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m fedsim", description="Simulate federated learning between hospitals.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run a federation and print a line a round")
    run.add_argument("--config", metavar="RUN.TOML", help="read settings from a file; options go before it")
    for name, text in SETTINGS.items():
        run.add_argument(f"--{name.replace('_', '-')}", help=text + _bound(name), choices=CHOICES.get(name))
    run.add_argument("--json", metavar="OUT.JSON", type=Path, help="write the results file")
    run.set_defaults(command=run_federation)

    privacy = commands.add_parser("privacy", help="tell what noise promises: epsilon")
    privacy.add_argument("--rounds", type=int, default=SimulationConfig.rounds)
    privacy.add_argument("--noise-multiplier", type=float, required=True)
    privacy.add_argument("--hospitals", type=int, default=3)
    privacy.add_argument("--delta", type=float, help="left out: a hundredth of one over the number of hospitals")
    privacy.set_defaults(command=tell_privacy)

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
    if options.json and options.json.is_dir():
        raise ConfigError(f"{options.json} is a folder: name a file in it for the results.")
    if options.json and not options.json.resolve().parent.is_dir():
        raise ConfigError(f"There is no folder {options.json.resolve().parent} to write the results to; make it first.")
    config = read_settings(options)
    report = Report(config)
    try:
        report.run()
    finally:
        if options.json:
            write_results(report.state, options.json)
    return 0


def read_settings(options: argparse.Namespace) -> SimulationConfig:
    """The file's settings, then the options over them.

    Raises:
        ConfigError: a setting cannot be read, or is out of bounds.
        DataError: there is no such data set.
    """
    values: dict[str, Any] = read_toml(options.config) if options.config else {}
    given = {name: value for name in SETTINGS if (value := getattr(options, name)) is not None}
    if "exclude" in given:
        values["excluded"] = parse_exclusions(given.pop("exclude"))
    if "hospitals" in given:
        given["hospitals"] = given["hospitals"] if given["hospitals"].isdigit() else given["hospitals"].split(",")
        if options.exclude is None:
            values.pop("excluded", None)
    if values.get("dp") == "none" and {"noise_multiplier", "target_epsilon"} & set(given):
        values.pop("dp")
    values |= given
    classes = data.info(str(values.get("dataset", SimulationConfig.dataset))).classes
    config = SimulationConfig.from_dict(values, classes)
    if problems := config.validate(classes):
        raise ConfigError(" ".join(problems))
    return config


class Report:
    """Follows a run on the terminal: lines on standard output, the bar on standard error."""

    def __init__(self, config: SimulationConfig) -> None:
        self.state = RunState("cli", config, queued_at=time.time())
        self._stop = threading.Event()
        self._bar = tqdm(total=config.rounds, unit="round", disable=not sys.stderr.isatty(), leave=False)

    def run(self) -> None:
        """Raises what ended the run, if it was not its end."""
        from fedsim.engines import get_engine  # PyTorch and Flower take seconds: not for --help or `data list`

        signal.signal(signal.SIGINT, lambda *_: self._stop.set())
        self.state = self.state.turned(Status.RUNNING, time.time())
        status, message = Status.FAILED, None
        try:
            get_engine(self.state.config.engine)(self.state.config, self.emit, self._stop.is_set)
            status = Status.FINISHED
        except BudgetSpent as reason:
            status, message = Status.STOPPED, str(reason)
            self._print(message)
        except RunStopped:
            status = Status.STOPPED
            raise
        except FedsimError as error:
            message = str(error)
            raise
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            raise FedsimError(message) from error
        finally:
            self._bar.close()
            self.state = self.state.turned(status, time.time(), message)

    def emit(self, event: Event) -> None:
        self.state = self.state.after(event, time.time())
        match event:
            case Started():
                self._print("\n".join([_headline(event), *terminal.headline(self.state.config, event)]))
            case Progress():
                self._bar.set_postfix_str(f"round {event.round}, hospital {event.hospital}", refresh=False)
                self._bar.refresh() if event.done == event.total else None
            case RoundFinished():
                self._bar.update(min(event.round, 1))
                self._print(_round_line(event))

    def _print(self, line: str) -> None:
        with self._bar.external_write_mode(file=sys.stdout):
            print(line, flush=True)


def tell_privacy(options: argparse.Namespace) -> int:
    """Epsilon of central noise, and what the same noise buys a larger federation."""
    print("\n".join(terminal.answer(options.rounds, options.noise_multiplier, options.hospitals, options.delta)))
    return 0


def list_data(options: argparse.Namespace) -> int:
    for entry in data.entries():
        sizes = "/".join(map(str, entry.sizes))
        where = "on this machine" if entry.on_disk else "to download"
        print(f"{entry.name:16} {len(entry.classes):3} classes  {sizes:>13} px  {where:16} {entry.title}")
    return 0


def show_data(options: argparse.Namespace) -> int:
    entry = data.info(options.name)
    rows = {
        "name": entry.name,
        "title": entry.title,
        "classes": "\n".join(f"{name}: {title}" for name, title in zip(entry.classes, entry.class_titles, strict=True)),
        "images": f"{entry.num_train} train, {entry.num_val} validation, {entry.num_test} test",
        "sizes": ", ".join(
            f"{size} px{'' if size in entry.sizes_on_disk else ' (to download)'}" for size in entry.sizes
        ),
        "colour": "grey" if entry.channels == 1 else "RGB",
        "licence": entry.licence,
        "source": entry.source,
        "cite": entry.citation,
    }
    for name, text in rows.items():
        print(f"{name:8} " + text.replace("\n", "\n" + " " * 9))
    return 0


def download_data(options: argparse.Namespace) -> int:
    with tqdm(total=1.0, bar_format="{l_bar}{bar}| {desc}", disable=not sys.stderr.isatty()) as bar:

        def show(share: float, what: str) -> None:
            bar.set_description_str(what, refresh=False)
            bar.update(share - bar.n)

        path = data.download(options.name, options.size, show)
    print(path)
    return 0


def _headline(started: Started) -> str:
    label = f"{started.dataset_title}: {started.num_train} train, {started.num_test} test images, on {started.device}"
    hospitals = [
        f"  hospital {hospital.name}: {hospital.num_examples} images, has never seen "
        f"{', '.join(hospital.excluded) or 'nothing less than the others'}"
        for hospital in started.hospitals
    ]
    return "\n".join([label, *hospitals])


def _round_line(finished: RoundFinished) -> str:
    own = "  ".join(f"{hospital.name} {hospital.global_accuracy_on_own_classes:.4f}" for hospital in finished.hospitals)
    failed = "".join(f"\n  hospital {h.name} failed: {h.error}" for h in finished.hospitals if h.status == "failed")
    return (
        f"round {finished.round:3}  accuracy {finished.accuracy:.4f}  loss {finished.loss:.4f}  "
        f"on own classes: {own}  {terminal.spent(finished)}{finished.seconds:.1f} s{failed}"
    )


def _bound(name: str) -> str:
    if name in BOUNDS:
        return " (from {:g} to {:g}".format(*BOUNDS[name]) + f"; default {getattr(SimulationConfig, name)})"
    default = getattr(SimulationConfig, name, "")
    default = WORD_FOR_NONE[name] if default is None else default
    return f" (default {default})" if default != "" else ""
