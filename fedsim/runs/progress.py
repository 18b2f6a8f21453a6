"""How far a run is, or a group of runs: one formula for every page.

Work is counted in passes over a hospital's images, as if every hospital had as many: a round is `local_epochs` of them
for each hospital, an epoch of a hospital alone is one, and an epoch of the pooled model one for each hospital.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from fedsim.runs.state import RunState, Status
from fedsim.settings.alike import sample_names, sample_places


def share_done(state: RunState) -> float:
    """Share of a run's work that is done, in [0, 1]; where baselines are added to a run that was over, of theirs."""
    if state.status is Status.FINISHED:
        return 1.0
    rounds, baselines = _planned(state)
    done = rounds * federation_share(state) + baselines * baseline_share(state)
    return min(1.0, done / (rounds + baselines))


def federation_share(state: RunState) -> float:
    """Share of the rounds that is done, with what the current one has done."""
    if state.is_trained:
        return 1.0
    part = 0.0
    if current := state.progress:
        place = state.config.hospital_names.index(current.hospital)
        part = (place + current.done / current.total) / len(state.config.hospitals)
    return min(1.0, (state.rounds_done + part) / state.config.rounds)


def baseline_share(state: RunState) -> float:
    """Share of the baselines' work that is done: the pooled model's is as much as all hospitals' alone."""
    weights: dict[str | None, float] = dict.fromkeys(sample_names(state.config), 1.0)
    weights[None] = len(state.config.hospitals)
    done = sum(weights.get(each.hospital, 0.0) for each in state.baselines if each.finished)
    if current := state.baseline_progress:
        done += weights.get(current.hospital, 0.0) * current.done / current.total
    return min(1.0, done / sum(weights.values()))


def seconds_left(state: RunState, now: float) -> float | None:
    """Time left at the pace of the rounds so far; None before the first round of training is done.

    Args:
        state: the run.
        now: seconds since the epoch.
    """
    if not state.rounds_done or not state.status.live:
        return None
    a_round = sum(each.seconds for each in state.rounds[1:]) / state.rounds_done
    rounds, baselines = _planned(state)
    to_come = 0.0 if state.is_trained else rounds - state.rounds_done
    begun = min(a_round, now - state.round_times[-1])  # more than a round is a pause
    together = max(0.0, a_round * to_come - begun)
    alone = a_round * baselines * (1.0 - baseline_share(state))
    return max(together, alone) if state.config.baselines == "beside" else together + alone


def paused_seconds(state: RunState) -> float:
    """Time after the first round in which the run did not go on: it was paused, or over and resumed."""
    gaps = (later - earlier for earlier, later in zip(state.round_times, state.round_times[1:], strict=False))
    between = sum(max(0.0, gap - each.seconds) for gap, each in zip(gaps, state.rounds[1:], strict=True))
    return between + sum(each.seconds for each in state.waits if each.round == state.rounds_done)


def _planned(state: RunState) -> tuple[float, float]:
    """The work of the federation and of the baselines, in rounds."""
    config = state.config
    models = 1 + len(sample_places(config)) / len(config.hospitals)  # in units of the pooled one
    baselines = models * config.num_baseline_epochs / config.local_epochs
    if adds_baselines(state):
        return 0.0, baselines
    return float(config.rounds), baselines if config.baselines != "none" else 0.0


def adds_baselines(state: RunState) -> bool:
    """Whether baselines are being added to a federation that was over before."""
    return state.status.live and state.ended_at is not None


@dataclass(frozen=True)
class Group:
    """How far several runs are that were asked for together.

    Attributes:
        num_done: how many are over.
        num_runs: how many there are in all.
        share: of all of them, in [0, 1].
        current: the one that is being trained; None where all wait for another run.
        stopping: whether all that is left has been asked to stop.
        seconds_left: time left at the present pace, if those that wait take as long as the current one; None is
            unknown.
    """

    num_done: int
    num_runs: int
    share: float
    current: RunState | None
    stopping: bool
    seconds_left: float | None


def _over(state: RunState) -> bool:
    return not state.status.live


def group(
    states: Collection[RunState], num_runs: int, now: float, is_done: Callable[[RunState], bool] = _over
) -> Group:
    """How far a group is.

    Args:
        states: its runs, as far as they have been asked for; one that is neither done nor live counts for nothing.
        num_runs: how many runs it takes in all.
        now: seconds since the epoch.
        is_done: whether the group needs no more of a run.
    """
    done = sum(1 for state in states if is_done(state))
    coming = [state for state in states if state.status.live and not is_done(state)]
    current = next((state for state in coming if state.status is not Status.QUEUED), None)
    share = (done + sum(map(share_done, coming))) / num_runs if num_runs else 1.0
    stopping = bool(coming) and all(state.status is Status.STOPPING for state in coming)
    return Group(done, num_runs, min(1.0, share), current, stopping, _group_seconds(current, len(coming), now))


def _group_seconds(current: RunState | None, num_coming: int, now: float) -> float | None:
    left = seconds_left(current, now) if current else None
    if current is None or left is None or current.started_at is None or adds_baselines(current):
        return None
    return left + (num_coming - 1) * (now - current.started_at - paused_seconds(current) + left)
