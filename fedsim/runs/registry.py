"""The queue: one run at a time, in a worker thread, for as long as the process lives.

Who asks for many runs on a shared server lets others have their turns in between.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from fedsim.errors import FedsimError, Problem
from fedsim.runs.allowance import Watch, check
from fedsim.runs.made_now import made_now
from fedsim.runs.owners import mark
from fedsim.runs.resuming import resume
from fedsim.runs.runner import Outcome, carry_out, get_engine
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.runs.steering import Steering
from fedsim.runs.store import Store
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.settings.declared import settled
from fedsim.settings.limits import in_force

if TYPE_CHECKING:
    from fedsim.federation.engines import Engine

logger = logging.getLogger(__name__)
TAKEN_OVER, TAKEN_OVER_SECONDS = 1000, 86_400
"""After a restart a server goes on with so many of the newest runs that had waited, of one day."""


class AlreadyQueued(FedsimError):
    """The very same run is live.

    Attributes:
        run_id: that run.
    """

    def __init__(self, state: RunState) -> None:
        queued = state.status is Status.QUEUED
        super().__init__(Problem.of("already-waiting") if queued else Problem.of("already-running"))
        self.run_id = state.id


def _same(one: SimulationConfig, other: SimulationConfig) -> bool:
    """Whether they are the very same run: what does not count, such as the clip norm without privacy, may differ."""
    return settled(one) == settled(other)


def _never_began(state: RunState, now: float) -> bool:
    recent = now - state.queued_at < TAKEN_OVER_SECONDS
    return state.status is Status.INTERRUPTED and state.started_at is None and recent


def in_turns(run_ids: Sequence[str], asker: Callable[[str], str | None]) -> list[str]:
    """Everyone's first run, then everyone's second, and so on, each in the order in which they came."""
    turns: dict[str | None, int] = {}
    numbered = []
    for run_id in run_ids:
        turns[asker(run_id)] = turn = turns.get(asker(run_id), 0) + 1
        numbered.append((turn, run_id))
    return [run_id for _, run_id in sorted(numbered, key=lambda each: each[0])]


def _exchanged(waiting: Sequence[str], first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The same runs with the second ones before the first; all others keep their places."""
    order = iter([*second, *first])
    return [next(order) if run_id in (*first, *second) else run_id for run_id in waiting]


class Registry:
    """Starts, queues and stops runs. Safe to use from many threads.

    Args:
        store: where runs are kept.
        engines: gives the engine of a name; the real ones where it is left out.
    """

    def __init__(self, store: Store, engines: Callable[[str], "Engine"] | None = None) -> None:
        self.store = store
        self._engines = engines or get_engine
        self._waiting: list[str] = []  # in the order of their turns
        self._arrived = threading.Semaphore(0)
        self._stops: dict[str, threading.Event] = {}
        self._steering: dict[str, Steering] = {}
        self._before: dict[str, Outcome] = {}  # how runs had ended that were over and now get their baselines
        self._order: list[str] = []
        store.on_stop = self.stop
        self._starting = threading.Lock()  # held while a run is queued, so that no stop comes in between
        threading.Thread(target=self._work, name="fedsim-worker", daemon=True).start()

    def start(self, config: SimulationConfig, visitor: str | None = None) -> str:
        """Queue a run and return its id.

        Args:
            config: its settings.
            visitor: who asks, as a secret; None is nobody.

        Raises:
            ConfigError: a setting is out of bounds; the message names each.
            AlreadyQueued: the very same run of this visitor is waiting or running.
            NotAllowed: the server takes no more.
        """
        if problems := config.problems():
            raise ConfigError(*problems)
        asker = mark(visitor) if visitor else None
        with self._starting:
            live = self.live_states()
            if same := next((state for state in live if state.asker == asker and _same(state.config, config)), None):
                raise AlreadyQueued(same)
            check(in_force(), live, asker, 1)
            return self._create(config, Purpose.RUN, None, asker)

    def start_all(self, configs: Sequence[SimulationConfig], purpose: Purpose, visitor: str | None = None) -> str:
        """Queue runs that are asked for together, those left out that are live already; return their batch's name.

        Raises:
            ConfigError: a setting is out of bounds; then none is queued.
            NotAllowed: the server does not take so many more; then none is queued.
        """
        if problems := dict.fromkeys(problem for config in configs for problem in config.problems()):
            raise ConfigError(*problems)
        batch, asker = uuid.uuid4().hex[:8], mark(visitor) if visitor else None
        with self._starting:
            live = self.live_states()
            there = {settled(state.config) for state in live if state.asker == asker}
            new = {settled(config): config for config in configs if settled(config) not in there}
            check(in_force(), live, asker, len(new))
            for config in new.values():
                self._create(config, purpose, batch, asker)
        return batch

    def take_over(self) -> None:
        """Queue again what waited when an earlier process ended, where no other one has done so."""
        waited = [state for state in self.store.latest(TAKEN_OVER) if _never_began(state, self.store.now())]
        with self._starting:
            for state in reversed(waited):
                if self.store.turn(state.id, Status.QUEUED, only_from=[Status.INTERRUPTED]):
                    self._queue(state.id)

    def add_baselines(self, run_id: str) -> None:
        """Queue the baselines of a run that is over. It keeps its rounds, and ends as it had ended before.

        One that another version made is left as it is.
        """
        with self._starting:
            state = self.store.get(run_id)
            if not state or not made_now(state):
                return
            if self.store.turn(run_id, Status.QUEUED, only_from=[Status.FINISHED, Status.STOPPED]):
                self._before[run_id] = Outcome(state.status, state.error)
                self._queue(run_id)

    def resume(self, run_id: str) -> None:
        """Queue a run that ended before its last round, to go on from its last checkpoint.

        Raises:
            FedsimError: it cannot; the message says why.
        """
        with self._starting:
            resume(self.store, run_id)
            self._before.pop(run_id, None)
            self._queue(run_id)

    def _create(self, config: SimulationConfig, purpose: Purpose, batch: str | None, asker: str | None) -> str:
        run_id = self.store.create(config, purpose, batch, asker)
        self._queue(run_id)
        return run_id

    def _queue(self, run_id: str) -> None:
        self._stops[run_id], self._steering[run_id] = threading.Event(), Steering()
        self._order = [other for other in self._order if other != run_id] + [run_id]
        self._waiting = in_turns([*self._waiting, run_id], self._asker)
        self._arrived.release()

    def _asker(self, run_id: str) -> str | None:
        state = self.store.get(run_id)
        return state.asker if state else None

    def stop(self, run_id: str) -> None:
        """Ask a run to stop, be it another process's. It keeps the rounds that it has finished.

        One that is over is left alone.
        """
        with self._starting:
            if not self.store.has_live(run_id):
                self.store.ask_to_stop(run_id)
                return
            self._stops[run_id].set()
            over = self._before.get(run_id, Outcome(Status.STOPPED))
            if not self.store.turn(run_id, over.status, over.problem, only_from=[Status.QUEUED]):
                self.store.turn(run_id, Status.STOPPING, only_from=[Status.RUNNING])

    def stop_all(self, run_ids: Collection[str]) -> None:
        """Ask runs to stop, from the end of the queue, so that none of them begins meanwhile."""
        for run_id in reversed(self.live()):
            if run_id in run_ids:
                self.stop(run_id)

    def steering(self, run_id: str) -> Steering | None:
        """What lets a run wait between its rounds; None where it is not this process's, or is over."""
        return self._steering.get(run_id) if self.store.has_live(run_id) else None

    def move(self, run_ids: Collection[str], places: int) -> None:
        """Let runs that wait change places with those of the same visitor that wait before or after them.

        What was asked for together moves together, and others keep their turns.

        Args:
            run_ids: a run, or the runs of a batch; those that do not wait are left alone.
            places: -1 is a place earlier, 1 a place later; where there is none, nothing changes.
        """
        with self._starting:
            states = [state for run_id in self._waiting if (state := self.store.get(run_id))]
            own = next((state for state in states if state.id in run_ids), None)
            if own is None:
                return
            groups: dict[str, list[str]] = {}
            for state in states:
                if state.asker == own.asker:
                    groups.setdefault(state.batch or state.id, []).append(state.id)
            place = [*groups].index(own.batch or own.id)
            if 0 <= place + places < len(groups):
                first, second = (list(groups.values())[at] for at in sorted((place, place + places)))
                self._waiting = _exchanged(self._waiting, first, second)

    def ahead_of(self, run_id: str) -> int:
        """How many live runs must end before this one begins."""
        live = self.live()
        return live.index(run_id) if run_id in live else 0

    def live(self) -> list[str]:
        """Ids of the runs that are running or waiting, in their order."""
        return [state.id for state in self.live_states()]

    def live_states(self) -> list[RunState]:
        """The runs that are running or waiting, in their order."""
        waiting = list(self._waiting)
        order = [*(run_id for run_id in list(self._order) if run_id not in waiting), *waiting]
        return [state for run_id in order if (state := self.store.get(run_id)) and state.status.live]

    def together_with(self, state: RunState) -> list[RunState]:
        """The runs that were asked for together with this one, over or not, in their order; or it alone."""
        if state.batch is None:
            return [state]
        states = (self.store.get(run_id) for run_id in list(self._order))
        return [other for other in states if other and other.batch == state.batch]

    def _work(self) -> None:
        while True:
            self._arrived.acquire()
            with self._starting:
                run_id = self._waiting.pop(0)
            before, steering = self._before.get(run_id), self._steering[run_id]
            watch = Watch(in_force(), self._stops[run_id].is_set, steering)
            try:
                outcome = carry_out(self.store, run_id, watch.should_stop, self._engines, before=before, why=watch.why,
                                    steering=steering)  # fmt: skip
                if outcome.error and not isinstance(outcome.error, FedsimError):
                    logger.error("run %s failed", run_id, exc_info=outcome.error)
            except BaseException as error:  # what was trained is kept by then, and the next run has its turn
                logger.exception("run %s could not be ended", run_id)
                with suppress(BaseException):
                    live = [status for status in Status if status.live]
                    self.store.turn(run_id, Status.FAILED, Problem.of_error(error), only_from=live)
