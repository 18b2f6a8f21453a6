"""The queue: one run at a time, in a worker thread, for as long as the process lives."""

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from fedsim.errors import BudgetSpent, FedsimError, RunStopped
from fedsim.runs.state import Status
from fedsim.runs.store import Store
from fedsim.settings.config import ConfigError, SimulationConfig

if TYPE_CHECKING:
    from fedsim.federation.engines import Engine

logger = logging.getLogger(__name__)


def get_engine(name: str) -> "Engine":
    from fedsim.federation import engines  # Flower takes seconds: not for the first page

    return engines.get_engine(name)


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
            try:
                if self.store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED]):
                    status, error = self._run(run_id)
                    self.store.turn(run_id, status, error, only_from=[Status.RUNNING, Status.STOPPING])
            except Exception:  # a full disk, say: the next run may still have room
                logger.exception("run %s could not be kept", run_id)

    def _run(self, run_id: str) -> tuple[Status, str | None]:
        """Run to the end, whatever happens: a worker that died would leave the queue stuck."""
        try:
            self._run_part(run_id)
        except BudgetSpent as reason:
            return Status.STOPPED, str(reason)
        except RunStopped:
            return self._ended_as.get(run_id, Status.STOPPED), None
        except FedsimError as error:
            return Status.FAILED, str(error)
        except (Exception, SystemExit) as error:
            logger.exception("run %s failed", run_id)
            return Status.FAILED, f"Something unexpected went wrong ({type(error).__name__}: {error})."
        return self._ended_as.get(run_id, Status.FINISHED), None

    def _run_part(self, run_id: str) -> None:
        from fedsim.runs.experiment import (  # PyTorch takes seconds: not for the first page
            run_baselines,
            run_experiment,
        )

        config, emit, stop = self.store.config(run_id), partial(self.store.append, run_id), self._stops[run_id].is_set
        if run_id in self._ended_as:
            run_baselines(config, emit, stop, self.store)
        else:
            run_experiment(self._engines(config.engine), config, emit, stop, self.store)
