"""A run as a value: what is known of it now, folded from its events."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from fedsim.errors import Problem
from fedsim.events import (
    Answers,
    Attacked,
    BaselineEpoch,
    BaselineFinished,
    BaselineProgress,
    Checkpoint,
    Epoch,
    Event,
    LeftOut,
    Progress,
    RoundFinished,
    Started,
    Waited,
)
from fedsim.settings.alike import sample_places
from fedsim.settings.config import SimulationConfig, with_presence
from fedsim.settings.stop_at import ended_early
from fedsim.settings.strategy import has_own_models


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def live(self) -> bool:
        """Whether anything more is going to happen."""
        return self in (Status.QUEUED, Status.RUNNING, Status.STOPPING)


class Purpose(StrEnum):
    """What a run was asked for."""

    RUN = "run"
    REPEAT = "repeat"
    SWEEP = "sweep"
    MEMBERSHIP = "membership"
    EXPLORATION = "exploration"
    SCENARIO = "scenario"
    IMPORTED = "imported"


@dataclass(frozen=True)
class Baseline:
    """A hospital that trains by itself, or the pooled model (`hospital` is None), as far as it is."""

    hospital: str | None
    epochs: tuple[Epoch, ...] = ()
    finished: BaselineFinished | None = None


@dataclass(frozen=True)
class RunState:
    """A snapshot of a run. Times are seconds since the epoch.

    Attributes:
        id: names the run, in URLs too.
        config: its settings.
        status: where it stands.
        error: why it failed, or stopped by itself, for the person at the screen.
        queued_at: when it was asked for.
        started_at: when its turn came.
        ended_at: when it was over, for the first time if baselines were added later.
        info: the data and hospitals, once they are there.
        progress: where the current round stands.
        rounds: every finished round, round 0 first.
        round_times: when each of them was finished.
        changes: who was left out or taken back while it was paused; `config` has it already.
        waits: how long it was paused, and after which rounds.
        attacks: what was tried on the models of the last round, in the order in which it was.
        baselines: those that have begun, in the order in which they did.
        baseline_progress: where the current one stands.
        version: grows with every change.
        purpose: what it was asked for.
        batch: names the runs that were asked for together; None for one by itself.
        made_by: the `identity` that it was started with; None before, or where it is not known.
        stop_asked_at: when another process asked its own to stop it.
        asker: whose it is on a shared server, as a digest; None where it is nobody's.
    """

    id: str
    config: SimulationConfig
    status: Status = Status.QUEUED
    error: Problem | None = None
    queued_at: float = 0.0
    started_at: float | None = None
    ended_at: float | None = None
    info: Started | None = None
    progress: Progress | None = None
    rounds: tuple[RoundFinished, ...] = ()
    round_times: tuple[float, ...] = ()
    changes: tuple[LeftOut, ...] = ()
    waits: tuple[Waited, ...] = ()
    attacks: tuple[Attacked, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    baseline_progress: BaselineProgress | None = None
    version: int = 0
    purpose: Purpose = Purpose.RUN
    batch: str | None = None
    made_by: str | None = None
    stop_asked_at: float | None = None
    asker: str | None = None

    def after(self, event: Event, at: float) -> "RunState":
        """The state once an event has happened; the very same one where it had happened before.

        A run that goes on from a checkpoint tells again what it had told after that.
        """
        version = self.version + 1
        match event:
            case Started():
                return replace(self, info=event, version=version)
            case Progress() | BaselineProgress():
                where = "progress" if isinstance(event, Progress) else "baseline_progress"
                return replace(self, **{where: event}, version=version)  # type: ignore[arg-type]
            case RoundFinished():
                return self._after_round(event, at)
            case LeftOut() | Waited():
                return self._after_change(event)
            case Attacked():
                place = event.target, event.hospital
                others = [each for each in self.attacks if (each.target, each.hospital) != place]
                return replace(self, attacks=(*others, event), version=version)
            case BaselineEpoch() | BaselineFinished():
                return self._after_baseline(event)
            case Answers() | Checkpoint():
                return self

    def events(self) -> Iterator[tuple[float, Event]]:
        """When and what happened: events that, one `after` the other, give the same state; no progress."""
        last = self.ended_at or (self.round_times or (self.queued_at,))[-1]
        if self.info:
            yield self.started_at or self.queued_at, self.info
        yield from zip(self.round_times, self.rounds, strict=True)
        yield from ((last, change) for change in self.changes)
        yield from ((last, waited) for waited in self.waits)
        yield from ((last, attacked) for attacked in self.attacks)
        for each in self.baselines:
            yield from ((last, BaselineEpoch(each.hospital, epoch)) for epoch in each.epochs)
            if each.finished:
                yield last, each.finished

    def _after_change(self, event: LeftOut | Waited) -> "RunState":
        """The settings as they are from then on. A hospital's presence says from which round on, and not the event."""
        if isinstance(event, Waited):
            return replace(self, waits=(*self.waits, event), version=self.version + 1)
        if event in self.changes:
            return self
        config = with_presence(self.config, event.hospital, event.round, there=not event.out)
        return replace(self, config=config, changes=(*self.changes, event), version=self.version + 1)

    def up_to(self, server_round: int) -> "RunState":
        """How it stood after a round, the baselines as far as they had come if they go at the federation's pace.

        The last round is the run as it is.
        """
        if server_round >= self.rounds_done:
            return self
        epochs = server_round * self.config.local_epochs
        begun = [replace(each, epochs=each.epochs[:epochs], finished=None) for each in self.baselines]
        return replace(
            self,
            rounds=self.rounds[: server_round + 1],
            round_times=self.round_times[: server_round + 1],
            attacks=(),
            baselines=tuple(begun),
        )

    def _after_round(self, event: RoundFinished, at: float) -> "RunState":
        if any(each.round == event.round for each in self.rounds):
            return self
        rounds, times = (*self.rounds, event), (*self.round_times, at)
        return replace(self, rounds=rounds, round_times=times, progress=None, version=self.version + 1)

    def _after_baseline(self, event: BaselineEpoch | BaselineFinished) -> "RunState":
        if isinstance(event, BaselineFinished):
            return replace(self._with(Baseline(event.hospital, event.epochs, event)), baseline_progress=None)
        old = self._baseline(event.hospital)
        return self._with(replace(old, epochs=(*old.epochs[: event.epoch.epoch - 1], event.epoch)))

    def _baseline(self, hospital: str | None) -> Baseline:
        return next((each for each in self.baselines if each.hospital == hospital), Baseline(hospital))

    def _with(self, baseline: Baseline) -> "RunState":
        by_hospital = {each.hospital: each for each in self.baselines} | {baseline.hospital: baseline}
        return replace(self, baselines=tuple(by_hospital.values()), version=self.version + 1)

    @property
    def alone(self) -> tuple[BaselineFinished, ...]:
        """The hospitals that have trained by themselves to the end, in the federation's order."""
        finished = {each.hospital: each.finished for each in self.baselines}
        return tuple(each for name in self.config.hospital_names if (each := finished.get(name)))

    @property
    def pooled(self) -> BaselineFinished | None:
        """The model trained on all hospitals' images in one place, once it is finished."""
        return self._baseline(None).finished

    def turned(self, status: Status, at: float, error: Problem | None = None, *, goes_on: bool = False) -> "RunState":
        """The state once its status has changed.

        Args:
            status: the new one.
            at: the time.
            error: why.
            goes_on: whether a federation that was over is to go on, so that the run has not ended yet.
        """
        waits_again = goes_on or (self.status, status) == (Status.INTERRUPTED, Status.QUEUED)
        return replace(
            self,
            status=status,
            error=error,
            started_at=self.started_at or (at if status is Status.RUNNING else None),
            ended_at=None if waits_again else self.ended_at or (None if status.live else at),
            stop_asked_at=None if status is Status.QUEUED else self.stop_asked_at,
            version=self.version + 1,
        )

    @property
    def has_own_models(self) -> bool:
        """Whether its rounds are evaluated on the hospitals' own models, whose means are its numbers."""
        return self.info.evaluated == "own" if self.info else has_own_models(self.config)

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop and has not ended yet."""
        return self.status is Status.STOPPING or (self.status.live and self.stop_asked_at is not None)

    @property
    def num_baselines(self) -> int:
        """Baselines that are finished."""
        return len(self.alone) + (self.pooled is not None)

    @property
    def num_baselines_missing(self) -> int:
        """Those that are not: every hospital is to train alone, of many a sample, and one model on all images."""
        return len(sample_places(self.config)) + 1 - self.num_baselines

    def made_like(self, other: "RunState") -> bool:
        """Whether the same code, libraries and machine are known to have made both, from the same data."""
        return self.made_by is not None and self.made_by == other.made_by and not self.has_other_data(other)

    def has_other_data(self, other: "RunState") -> bool:
        """Whether the data of the same name are known to have been others."""
        digests = {state.info.data_sha256 for state in (self, other) if state.info} - {None}
        return len(digests) > 1

    @property
    def is_trained(self) -> bool:
        """Whether its federation has come to its end: all its rounds, or what it was to end at before."""
        accuracies = [finished.accuracy for finished in self.rounds]
        return self.rounds_done == self.config.rounds or ended_early(self.config, accuracies) is not None

    @property
    def rounds_done(self) -> int:
        """Finished rounds of training, round 0 left out."""
        return max(0, len(self.rounds) - 1)
