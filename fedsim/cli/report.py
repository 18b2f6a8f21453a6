"""Follows a run on the terminal: lines on standard output, the bar on standard error."""

import signal
import sys
import threading
import time
from collections.abc import Callable

from tqdm import tqdm

from fedsim.cli import privacy as terminal
from fedsim.errors import BudgetSpent, FedsimError, RunStopped
from fedsim.events import (
    Attacked,
    BaselineFinished,
    BaselineProgress,
    Emit,
    Event,
    Progress,
    RoundFinished,
    ShouldStop,
    Started,
)
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import counted

Experiment = Callable[[SimulationConfig, Emit, ShouldStop], None]


class Report:
    """Keeps what is known of a run and prints each part of it once it is there.

    Attributes:
        state: the run, up to now.
    """

    def __init__(self, config: SimulationConfig) -> None:
        self.state = RunState("cli", config, queued_at=time.time())
        self._stop = threading.Event()
        self._bar = Bar(config)

    def run(self, experiment: Experiment) -> None:
        """Run it to the end; Ctrl-C stops it. Raises what ended it, if that was not its end."""
        signal.signal(signal.SIGINT, lambda *_: self._stop.set())
        self.state = self.state.turned(Status.RUNNING, time.time())
        status, message = Status.FAILED, None
        try:
            experiment(self.state.config, self.emit, self._stop.is_set)
            status = Status.FINISHED
        except BudgetSpent as reason:
            status, message = Status.STOPPED, str(reason)
            self._bar.print(message)
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
            self._conclude()

    def emit(self, event: Event) -> None:
        self.state = self.state.after(event, time.time())
        self._bar.follow(event)
        match event:
            case Started():
                self._bar.print("\n".join([_headline(event), *terminal.headline(self.state.config, event)]))
            case RoundFinished():
                self._bar.print(_round_line(event))
            case Attacked():
                self._bar.print(_attack_line(event))
            case BaselineFinished():
                self._bar.print(_baseline_line(event))

    def _conclude(self) -> None:
        """Say what the numbers say, where there is something to compare."""
        if not self.state.alone:
            return
        from fedsim.text.verdict import judge  # SciPy and pandas: not for every command

        if verdict := judge([self.state]):
            print("\n".join([verdict.headline, *verdict.details]), flush=True)


class Bar:
    """How far the whole run is, in passes of one hospital over its images, wherever they are made."""

    def __init__(self, config: SimulationConfig) -> None:
        self._config, self._done = config, dict[str, float]()
        self._round = len(config.hospitals) * config.local_epochs
        baselines = 2 * len(config.hospitals) if config.baselines != "none" else 0  # alone, and all of them pooled
        self._tqdm = tqdm(
            total=config.rounds * self._round + baselines * config.num_baseline_epochs,
            bar_format="{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}",
            disable=not sys.stderr.isatty(),
            leave=False,
            miniters=0,
        )
        self.close = self._tqdm.close

    def follow(self, event: Event) -> None:
        config = self._config
        match event:
            case Progress():
                place = config.hospital_names.index(event.hospital) + event.done / event.total
                words = f"round {event.round}, hospital {event.hospital}, batch {event.done} of {event.total}"
                self._move("together", (event.round - 1) * self._round + place * config.local_epochs, words)
            case RoundFinished():
                self._move("together", event.round * self._round, f"round {event.round}")
            case BaselineProgress():
                passes = config.num_baseline_epochs * (1 if event.hospital else len(config.hospitals))
                who = _who(event.hospital)
                self._move(who, passes * event.done / event.total, f"{who}, batch {event.done} of {event.total}")

    def print(self, line: str) -> None:
        """Print a line above the bar."""
        with self._tqdm.external_write_mode(file=sys.stdout):
            print(line, flush=True)

    def _move(self, part: str, passes: float, words: str) -> None:
        self._done[part] = passes
        self._tqdm.set_postfix_str(words, refresh=False)
        self._tqdm.update(sum(self._done.values()) - self._tqdm.n)


def _who(hospital: str | None) -> str:
    return "pooled" if hospital is None else f"alone {hospital}"


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


def _attack_line(attacked: Attacked) -> str:
    whose = f"hospital {attacked.hospital}"
    what = f"attack on {whose}'s update" if attacked.target == "update" else f"attack on the global model, {whose}"
    if attacked.auc is None:
        return f"{what}: not done. {attacked.reason}"
    return (
        f"{what}: AUC {attacked.auc:.3f} ({attacked.auc_low:.3f} to {attacked.auc_high:.3f}), "
        f"{attacked.tpr_at_1_percent_fpr:.1%} of the members at 1% false positives"
    )


def _baseline_line(finished: BaselineFinished) -> str:
    epochs = counted(len(finished.epochs), "epoch")
    return f"{_who(finished.hospital)}: accuracy {finished.accuracy:.4f} after {epochs} ({finished.seconds:.1f} s)"
