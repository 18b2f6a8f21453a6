"""Follows a run on the terminal: lines on standard output, the bar on standard error."""

import signal
import sys
import threading

from tqdm import tqdm

from fedsim import data
from fedsim.cli import privacy as terminal
from fedsim.errors import BudgetSpent, FedsimError
from fedsim.events import (
    Attacked,
    BaselineFinished,
    BaselineProgress,
    Event,
    Progress,
    RoundFinished,
    Started,
)
from fedsim.hospitals.advice import advice_for
from fedsim.runs.runner import carry_out
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig
from fedsim.text import datasets as dataset_words
from fedsim.text.format import counted, percent


class Report:
    """Carries a run out and prints each part of it once it is there.

    Args:
        store: keeps the run.
        config: its settings.
    """

    def __init__(self, store: Store, config: SimulationConfig) -> None:
        self._store, self._config = store, config
        self._run_id = store.create(config)
        self._stop = threading.Event()
        self._bar = Bar(config)
        self._warned: str | None = None

    @property
    def state(self) -> RunState:
        """The run, up to now."""
        state = self._store.get(self._run_id)
        assert state is not None  # noqa: S101 - it is this process's own
        return state

    def run(self) -> None:
        """Run it to the end; Ctrl-C stops it. Raises what ended it, if that was not its end."""
        signal.signal(signal.SIGINT, lambda *_: self._stop.set())
        self._warn()
        outcome = carry_out(self._store, self._run_id, self._stop.is_set, tell=self.tell)
        self._bar.close()
        if isinstance(outcome.error, BudgetSpent):
            print(outcome.message, flush=True)
        self._conclude()
        self._warn()
        if isinstance(outcome.error, FedsimError) and not isinstance(outcome.error, BudgetSpent):
            raise outcome.error
        if outcome.status is Status.FAILED:
            raise FedsimError(outcome.message or "") from outcome.error

    def tell(self, event: Event) -> None:
        """Print what an event says."""
        self._bar.follow(event)
        match event:
            case Started():
                lines = [_headline(event), *terminal.headline(self._config, event), *advice(self._config)]
                self._bar.print("\n".join(lines))
            case RoundFinished():
                self._bar.print(_round_line(event))
            case Attacked():
                self._bar.print(_attack_line(event))
            case BaselineFinished():
                self._bar.print(_baseline_line(event))

    def _warn(self) -> None:
        """Say once what is the matter with the database."""
        if (problem := self._store.problem) != self._warned:
            self._warned = problem
            print(f"fedsim: {problem}" if problem else "fedsim: Runs are kept again.", file=sys.stderr, flush=True)

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


def advice(config: SimulationConfig) -> list[str]:
    """What the page says beside Run: warnings, and which images are left over."""
    said = advice_for(config, data.load(config.dataset, config.size))
    return [*(f"Warning: {warning}" for warning in said.warnings()), *filter(None, [said.left_over()])]


def _who(hospital: str | None) -> str:
    return "pooled" if hospital is None else f"alone {hospital}"


def _headline(started: Started) -> str:
    title = dataset_words.title(started.dataset, started.dataset_title)
    label = f"{title}: {started.num_train} train, {started.num_test} test images, on {started.device}"
    hospitals = [
        f"  hospital {hospital.name}: {hospital.num_examples} images, has never seen "
        f"{', '.join(hospital.excluded) or 'nothing less than the others'}"
        for hospital in started.hospitals
    ]
    return "\n".join([label, *hospitals])


def _round_line(finished: RoundFinished) -> str:
    own = "  ".join(f"{each.name} {_fraction(each.global_accuracy_on_own_classes)}" for each in finished.hospitals)
    failed = "".join(f"\n  hospital {h.name} failed: {h.error}" for h in finished.hospitals if h.status == "failed")
    return (
        f"round {finished.round:3}  accuracy {finished.accuracy:.4f}  loss {finished.loss:.4f}  "
        f"on own classes: {own}  {terminal.spent(finished)}{finished.seconds:.1f} s{failed}"
    )


def _fraction(accuracy: float | None) -> str:
    return "–" if accuracy is None else f"{accuracy:.4f}"


def _attack_line(attacked: Attacked) -> str:
    whose = f"hospital {attacked.hospital}"
    what = f"attack on {whose}'s update" if attacked.target == "update" else f"attack on the global model, {whose}"
    if attacked.auc is None:
        return f"{what}: not done. {attacked.reason}"
    return (
        f"{what}: AUC {attacked.auc:.3f} ({attacked.auc_low:.3f} to {attacked.auc_high:.3f}), "
        f"{percent(attacked.tpr_at_1_percent_fpr or 0.0, 1)} of the members at 1 % false positives"
    )


def _baseline_line(finished: BaselineFinished) -> str:
    epochs = counted(len(finished.epochs), "epoch")
    when = f"{finished.seconds:.1f} s{', trained before' if finished.cached else ''}"
    return f"{_who(finished.hospital)}: accuracy {finished.accuracy:.4f} after {epochs} ({when})"
