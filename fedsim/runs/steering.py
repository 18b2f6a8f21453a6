"""A live run that waits between two rounds: paused, let go on for one round, and who takes part in the next ones."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from fedsim.errors import PlanChanged
from fedsim.events import Checkpoint, Event, LeftOut, RoundFinished, ShouldStop, Waited
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import is_there

LOOK_SECONDS = 0.1
"""A run that waits looks this often whether it is to stop."""


class Steering:
    """What a run is told from outside. Safe to use from many threads.

    Args:
        clock: gives seconds, by which a wait is no time that the next round took.

    Attributes:
        is_paused: whether it is to wait after its current round.
        waits_after: the round after which it waits now; None where it does not wait.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waited = 0.0
        self._since: float | None = None
        self._told = threading.Condition()
        self._there: dict[str, bool] = {}
        self._steps = 0
        self.is_paused = False
        self.waits_after: int | None = None

    def pause(self) -> None:
        """Let it wait after its current round."""
        with self._told:
            self.is_paused, self._steps = True, 0

    def step(self) -> None:
        """Let it make one round, and wait again."""
        with self._told:
            self._steps = 1
            self._told.notify_all()

    def go_on(self) -> None:
        """Let it make all its rounds."""
        with self._told:
            self.is_paused = False
            self._told.notify_all()

    def set_there(self, hospital: str, there: bool) -> None:
        """Leave a hospital out of the rounds to come, or take it back into them."""
        with self._told:
            self._there[hospital] = there

    def changes(self, config: SimulationConfig, server_round: int) -> list[LeftOut]:
        """Who is to be left out, or to be back, from a round on, and is not yet.

        Args:
            config: the run's settings as they are.
            server_round: the next round.
        """
        with self._told:
            wanted = dict(self._there)
        return _changes(wanted, config, server_round)

    def between(
        self, happened: Event, config: SimulationConfig, emit: Callable[[Event], None], should_stop: ShouldStop
    ) -> None:
        """Wait here, if that is asked for; called in the run's thread after each of its events is kept.

        Args:
            happened: the event: a run waits after a round, once it is kept with its model.
            config: the run's settings as they are.
            emit: told how long it waited, and who is left out, or is back.
            should_stop: ends the wait.

        Raises:
            PlanChanged: who takes part has changed, and was told.
        """
        if not isinstance(happened, Checkpoint) and not (isinstance(happened, RoundFinished) and happened.round == 0):
            return
        if happened.round >= config.rounds:
            return
        if waited := self._wait(happened.round, should_stop):
            emit(Waited(happened.round, waited))
        if should_stop():
            return
        with self._told:
            wanted, self._there = self._there, {}
        changes = _changes(wanted, config, happened.round + 1)
        for change in changes:
            emit(change)
        if changes:
            self._waited = 0.0  # the engine begins again there
            raise PlanChanged("plan-changed", round=happened.round + 1)

    def without_wait(self, event: Event) -> Event:
        """An event as it is to be kept: a round's seconds, which go on while a run waits, without these."""
        if not isinstance(event, RoundFinished) or not self._waited:
            return event
        waited, self._waited = self._waited, 0.0
        return replace(event, seconds=max(0.0, event.seconds - waited))

    @property
    def waits_seconds(self) -> float:
        """How long it waits already."""
        return 0.0 if (since := self._since) is None else self._clock() - since

    def _wait(self, server_round: int, should_stop: ShouldStop) -> float:
        """Wait, and tell for how many seconds."""
        with self._told:
            if not self.is_paused:
                self._steps = 0
                return 0.0
            self.waits_after, self._since = server_round, self._clock()
            while self.is_paused and not self._steps and not should_stop():
                self._told.wait(LOOK_SECONDS)
            waited = self.waits_seconds
            self.waits_after, self._since, self._steps = None, None, 0
            self._waited += waited
            return waited


def _changes(wanted: Mapping[str, bool], config: SimulationConfig, server_round: int) -> list[LeftOut]:
    there = {each.name: is_there(each.presence, server_round) for each in config.hospitals}
    return [LeftOut(server_round, name, out=not is_in) for name, is_in in wanted.items() if is_in != there[name]]
