"""How a run ended, or where it stands, in a word and in a sentence: the one place for it."""

from fedsim.language import N_, Words, _, ngettext
from fedsim.runs.progress import paused_seconds
from fedsim.runs.state import RunState, Status
from fedsim.text.format import counted, duration, number

IN_A_LIST = Words(
    {
        Status.QUEUED: N_("waiting, {rounds}"),
        Status.RUNNING: N_("running, {rounds}"),
        Status.STOPPING: N_("stopping, {rounds}"),
        Status.STOPPED: N_("stopped after {rounds}"),
        Status.FINISHED: N_("finished"),
        Status.FAILED: N_("failed after {rounds}"),
        Status.INTERRUPTED: N_("interrupted after {rounds}"),
    }
)
ENDED = Words(
    {
        Status.FINISHED: N_("**Finished** after {rounds}."),
        Status.STOPPED: N_("**Stopped** after {rounds}."),
        Status.FAILED: N_("**Failed** after {rounds}."),
        Status.INTERRUPTED: N_("**Interrupted: the app was closed during this run** after {rounds}."),
    }
)
OF_ROUNDS = Words(
    {
        Status.FAILED: N_("The federation failed after {done} of {rounds}"),
        Status.INTERRUPTED: N_("The federation was interrupted after {done} of {rounds}"),
        Status.STOPPED: N_("The federation was stopped after {done} of {rounds}"),
        Status.FINISHED: N_("The federation ended after {done} of {rounds}"),
        None: N_("The federation has done {done} of {rounds} so far"),
    }
)
NOTHING_TO_COMPARE = Words(
    {
        Status.FAILED: N_("This run failed before there was anything to compare."),
        Status.INTERRUPTED: N_("This run was interrupted before there was anything to compare."),
        Status.STOPPED: N_("This run was stopped before there was anything to compare."),
    }
)


def in_a_list(state: RunState) -> str:
    """How a run ended, to follow its title."""
    return IN_A_LIST[state.status].format(rounds=counted(state.rounds_done, "round"))


def ended(state: RunState) -> str:
    """How a run ended, after how many rounds, how long it took and where, in Markdown."""
    where = counted(state.rounds_done, "round")
    if state.ended_at and state.started_at and state.ended_at >= state.started_at:  # else somebody set the clock back
        took = duration(max(0.0, state.ended_at - state.started_at - paused_seconds(state)))
        if state.info:
            where = _("{rounds} in {time} on {device}").format(rounds=where, time=took, device=state.info.device)
        else:
            where = _("{rounds} in {time}").format(rounds=where, time=took)
    return ENDED[state.status].format(rounds=where)


def ended_after(status: Status, done: int, rounds: int, epochs: int | None) -> str:
    """What became of a federation that has not done all rounds: a clause for a sentence that goes on.

    Args:
        status: the run's.
        done: rounds that are finished.
        rounds: rounds that were asked for.
        epochs: of training in these, where that is another number.
    """
    of = counted(rounds, "round")
    if epochs is not None:
        of = ngettext("{rounds} ({n} epoch)", "{rounds} ({n} epochs)", epochs).format(rounds=of, n=number(epochs))
    return OF_ROUNDS[None if status.live else status].format(done=done, rounds=of)


def nothing_to_compare(status: Status) -> str:
    """Of a run that ended before any hospital had trained."""
    return NOTHING_TO_COMPARE.get(status) or NOTHING_TO_COMPARE[Status.STOPPED]
