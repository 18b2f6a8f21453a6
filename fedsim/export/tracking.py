"""Hands runs over to MLflow or TensorBoard: as they go, in a thread of its own that can fail alone, or once kept.

Neither package is needed for anything else, and each is imported once something is logged to it.
"""

import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from importlib import import_module
from queue import SimpleQueue
from typing import Any, Protocol

from fedsim.errors import FedsimError, Problem
from fedsim.events import Attacked, BaselineFinished, Event, RoundFinished, Started
from fedsim.runs.state import RunState
from fedsim.runs.store import Store
from fedsim.settings.alike import sample_places
from fedsim.settings.config import SimulationConfig

PACKAGES = {"mlflow": "mlflow-skinny", "tensorboard": "tensorboard"}
"""What each needs, by the name that it is imported by."""
WAIT_SECONDS = 60.0
"""How long the end of a run waits for a log to take the rest of it."""
MOST_NAME = 60
NOT_IN_NAMES = re.compile(r"[^\w -]")
PASSWORD = re.compile(r"(?<=://)[^/@]*@")
TOLD = (Started, RoundFinished, Attacked, BaselineFinished)
QUARTILES = ("least", "lower_quartile", "median", "upper_quartile", "greatest")


class Log(Protocol):
    """Where one run is logged to."""

    def begin(self, state: RunState, tags: Mapping[str, str], at: float) -> None:
        """The run's settings, and what it is."""

    def go_on(self, state: RunState) -> Mapping[str, int] | None:
        """Add to what is there of the run: the last step of each number; None where nothing is there."""

    def add(self, numbers: Mapping[str, float], step: int, at: float) -> None:
        """Numbers of a round, or of an epoch alone."""

    def end(self, state: RunState, files: Mapping[str, bytes], at: float) -> None:
        """How it ended, and what is left of it, by file names."""


@dataclass(frozen=True)
class Target:
    """Where to log to, as `--log-to` names it: `mlflow:sqlite:///runs.db`, `tensorboard:runs`.

    Attributes:
        kind: one of `PACKAGES`.
        place: MLflow's tracking URI, or TensorBoard's folder.
    """

    kind: str
    place: str

    @classmethod
    def read(cls, text: str) -> "Target":
        """The target of that name.

        Raises:
            FedsimError: there is none, or its package is not installed.
        """
        kind, _, place = text.partition(":")
        if kind not in PACKAGES or not place:
            raise FedsimError("log-to-unknown", value=text)
        try:
            import_module(kind)  # before there are threads: they are not to import it beside each other
        except ImportError as error:
            raise FedsimError("log-package-missing", kind=kind, package=PACKAGES[kind]) from error
        return cls(kind, place)

    def __str__(self) -> str:
        return f"{self.kind}:{PASSWORD.sub('', self.place)}"

    def open(self) -> Log:
        """May take long: MLflow makes its database."""
        if self.kind == "mlflow":
            from fedsim.export.tracking_mlflow import MlflowLog

            return MlflowLog(self.place)
        from fedsim.export.tracking_tensorboard import TensorboardLog

        return TensorboardLog(self.place)

    def failed(self, error: Exception) -> Problem:
        """One that is ours says it itself; of another the first line does."""
        if isinstance(error, FedsimError):
            return Problem.of("log-failed", target=self, why=error)
        line = (str(error).strip() or type(error).__name__).splitlines()[0]
        return Problem.of("log-failed", target=self, why=Problem.of("as-told", words=PASSWORD.sub("", line)[:300]))


def log_kept(target: Target, store: Store, state: RunState) -> None:
    """Log a run that is kept, as if it happened now; its times are as they were.

    Raises:
        FedsimError: it cannot be logged there, or was before.
    """
    try:
        telling = Telling(target.open(), store, state)
        for at, event in state.events():
            telling.tell(event, at)
        telling.end(state)
    except Exception as error:  # whatever a package may raise
        raise FedsimError(target.failed(error)) from error


class Following:
    """Logs a run as it goes. Whatever fails is said once, and ends the log and not the run.

    Args:
        target: where to.
        store: keeps the run.
        run_id: the run, of this process.
        goes_on: whether it had begun before: then what the log lacks of it comes first.
    """

    def __init__(self, target: Target, store: Store, run_id: str, *, goes_on: bool = False) -> None:
        self._target, self._store, self._run_id = target, store, run_id
        self._before = [*self._state().events()] if goes_on else None
        self._waiting: SimpleQueue[tuple[Event, float] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def tell(self, event: Event) -> None:
        """Waits for nothing."""
        if isinstance(event, TOLD):
            self._waiting.put((event, self._store.now()))

    def end(self) -> None:
        """The run is over: wait until the log has all of it, for so long."""
        self._waiting.put(None)
        self._thread.join(WAIT_SECONDS)
        if self._thread.is_alive():
            self._say(Problem.of("log-too-slow", target=self._target, seconds=WAIT_SECONDS))

    def _follow(self) -> None:
        try:
            log, telling = self._target.open(), None
            if self._before is not None:
                telling = Telling(log, self._store, self._state(), goes_on=True)
                for at, event in self._before:
                    telling.tell(event, at)
            while item := self._waiting.get():
                telling = telling or Telling(log, self._store, self._state())
                telling.tell(*item)
            (telling or Telling(log, self._store, self._state())).end(self._state())
        except Exception as error:
            self._say(self._target.failed(error))

    def _state(self) -> RunState:
        state = self._store.get(self._run_id)
        assert state is not None  # noqa: S101 - it is this process's own
        return state

    def _say(self, problem: Problem) -> None:
        with suppress(OSError):  # nobody may be there
            print(f"fedsim: {problem}", file=sys.stderr, flush=True)


class Telling:
    """Makes of a run's events what a log takes: from its beginning on, or only what the log has not."""

    def __init__(self, log: Log, store: Store, state: RunState, *, goes_on: bool = False) -> None:
        self._log, self._store, self._step = log, store, -1
        self._names = plain_names(state.config)
        there = log.go_on(state) if goes_on else None
        if there is None:
            log.begin(state, tags_of(store, state), state.started_at or state.queued_at)
        self._there = there or {}

    def _add(self, numbers: Iterator[tuple[str, float]], step: int, at: float) -> None:
        if new := {name: value for name, value in numbers if self._there.get(name, -1) < step}:
            self._log.add(new, step, at)

    def tell(self, event: Event, at: float) -> None:
        match event:
            case RoundFinished() if event.round > self._step:  # else it was trained again, after a checkpoint before it
                self._step = event.round
                self._add(of_round(event, self._names), event.round, at)
            case BaselineFinished():
                place = "pooled" if event.hospital is None else f"alone/{self._names.get(event.hospital)}"
                for epoch in event.epochs:
                    self._add(_numbers(epoch, place), epoch.epoch, at)
                self._add(_numbers(event, place), len(event.epochs), at)
            case Attacked() if event.hospital in self._names:
                place = f"attacks/{event.target}/{self._names[event.hospital]}"
                self._add(_numbers(event, place), max(self._step, 0), at)

    def end(self, state: RunState) -> None:
        from fedsim.export.formats import FORMATS, file_name  # pandas: not for every command

        formats = ["json", *(["model"] if self._store.checkpoints.rounds(state.id) else [])]
        files = {file_name(state, each): FORMATS[each].make(self._store, state) for each in formats}
        self._log.end(state, files, state.ended_at or self._store.now())


def parameters_of(config: SimulationConfig) -> dict[str, str]:
    """The settings by their flat names, as in links."""
    return config.to_query()


def tags_of(store: Store, state: RunState) -> dict[str, str]:
    """What a run is, by name: what is not known is left out."""
    from fedsim.hospitals.identity import parts_of

    made_by, said = parts_of(state.made_by) or {}, store.about().get(state.id)
    tags = {"run": state.id, "version": made_by.get("fedsim"), "code": made_by.get("code")}
    tags |= {f"version.{name}": version for name, version in made_by.get("packages", {}).items()}
    if said:
        tags |= {"name": said.name, "tags": ", ".join(said.tags), "note": said.note}
    return {name: str(value) for name, value in tags.items() if value}


def plain_names(config: SimulationConfig) -> dict[str, str]:
    """The hospitals that numbers are logged of, a sample of many, each by a name that a metric's may hold."""
    names: dict[str, str] = {}
    for place in sample_places(config):
        name = config.hospital_names[place]
        plain = NOT_IN_NAMES.sub("_", name)[:MOST_NAME].strip() or "_"
        names[name] = plain if plain == name and plain not in names.values() else f"{plain} {place + 1}"
    return names


def of_round(finished: RoundFinished, names: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """A round's numbers by the results file's names; a hospital's within `hospitals/`, by its name."""
    yield from _numbers(finished)
    yield from zip((f"on_own_classes/{part}" for part in QUARTILES), finished.on_own_classes, strict=False)
    for each in finished.hospitals:
        if each.name in names:
            yield from _numbers(each, f"hospitals/{names[each.name]}")
    for newcomer in finished.newcomers:
        if newcomer.name in names:
            yield from _numbers(newcomer, f"newcomers/{names[newcomer.name]}")
    for place, cheat in enumerate(finished.attack_success, 1):
        yield from _numbers(cheat, f"attack_success/{cheat.kind} {place}")
    for place, mark in enumerate(finished.shortcut, 1):
        yield from _numbers(mark, f"shortcut/{NOT_IN_NAMES.sub('_', mark.disease)[:MOST_NAME]} {place}")


def _numbers(part: Any, place: str = "") -> Iterator[tuple[str, float]]:
    """What of an event's part is a number: yes is 1."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, int | float) and field.name not in ("round", "epoch"):
            yield f"{place}/{field.name}" if place else field.name, float(value)
