"""The queue: one run at a time, in a worker thread, for as long as the process lives."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from fedsim.errors import FedsimError
from fedsim.runs.runner import carry_out, get_engine
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import ConfigError, SimulationConfig

if TYPE_CHECKING:
    from fedsim.federation.engines import Engine

logger = logging.getLogger(__name__)


class Registry:
    """Starts, queues and stops runs. Safe to use from many threads.

    Args:
        store: where runs are kept.
        engines: gives the engine of a name; the real ones where it is left out.
    """

    def __init__(self, store: Store, engines: Callable[[str], "Engine"] | None = None) -> None:
        self.store = store
        self._engines = engines or get_engine
        self._waiting: queue.Queue[str] = queue.Queue()
        self._stops: dict[str, threading.Event] = {}
        self._ended_as: dict[str, Status] = {}  # of runs that were over and now get their baselines
        self._order: list[str] = []
        threading.Thread(target=self._work, name="fedsim-worker", daemon=True).start()

    def start(self, config: SimulationConfig) -> str:
        """Queue a run and return its id.

        Raises:
            ConfigError: a setting is out of bounds; the message names each.
        """
        if problems := config.validate():
            raise ConfigError(" ".join(problems))
        run_id = self.store.create(config)
        self._queue(run_id)
        return run_id

    def add_baselines(self, run_id: str) -> None:
        """Queue the baselines of a run that is over. It keeps its rounds, and ends as it had ended before."""
        state = self.store.get(run_id)
        if state and self.store.turn(run_id, Status.QUEUED, only_from=[Status.FINISHED, Status.STOPPED]):
            self._ended_as[run_id] = state.status
            self._queue(run_id)

    def _queue(self, run_id: str) -> None:
        self._stops[run_id] = threading.Event()
        self._order = [other for other in self._order if other != run_id] + [run_id]
        self._waiting.put(run_id)

    def stop(self, run_id: str) -> None:
        """Ask a run to stop. It keeps the rounds that it has finished; one that is over is left alone."""
        if run_id not in self._stops:
            return
        self._stops[run_id].set()
        stopped = self._ended_as.get(run_id, Status.STOPPED)
        if not self.store.turn(run_id, stopped, only_from=[Status.QUEUED]):
            self.store.turn(run_id, Status.STOPPING, only_from=[Status.RUNNING])

    def ahead_of(self, run_id: str) -> int:
        """How many live runs must end before this one begins."""
        if run_id not in self._order:
            return 0
        before = self._order[: self._order.index(run_id)]
        return sum(1 for other in before if (state := self.store.get(other)) and state.status.live)

    def live(self) -> list[str]:
        """Ids of the runs that are running or waiting, in their order."""
        return [run_id for run_id in list(self._order) if (s := self.store.get(run_id)) and s.status.live]

    def _work(self) -> None:
        while True:
            run_id = self._waiting.get()
            stop, ended_as = self._stops[run_id], self._ended_as.get(run_id)
            try:
                outcome = carry_out(self.store, run_id, stop.is_set, self._engines, ended_as=ended_as)
                if outcome.error and not isinstance(outcome.error, FedsimError):
                    logger.error("run %s failed", run_id, exc_info=outcome.error)
            except Exception:  # what was trained is kept by then
                logger.exception("run %s could not be ended", run_id)
