"""What is written to the database of a run, of its answers and of a baseline: statements with their values."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select, update

from fedsim.events import Answers, BaselineFinished, Event
from fedsim.runs.codec import encode, pack
from fedsim.runs.state import RunState, Status
from fedsim.runs.tables import answers, baseline, event, run
from fedsim.runs.writer import Step

LIVE = [status for status in Status if status.live]
Lease = Mapping[str, object]
"""Whose a run is, and its beat: the columns `owner`, `beat` and `beat_at`."""


def is_of_runs(step: Step) -> bool:
    """Whether a step is of a run or its events: what memory has whole."""
    return getattr(step[0], "table", None) in (run, event)


def new_run(state: RunState, lease: Lease) -> Step:
    fixed = {"id": state.id, "config": json.dumps(state.config.to_dict()), "purpose": state.purpose}
    asked = {"batch": state.batch, "made_by": state.made_by, "asker": state.asker}
    return insert(run), {**fixed, **asked, **_standing(state), **lease}


def changed_run(state: RunState, lease: Lease) -> Step:
    return update(run).where(run.c.id == state.id), {**_standing(state), **lease}


def whole_run(state: RunState, lease: Lease) -> list[Step]:
    """All that is kept of a run, in the place of what there is of it."""
    return [
        (delete(run).where(run.c.id == state.id), {}),
        (delete(event).where(event.c.run == state.id), {}),
        new_run(state, lease),
        *(new_event(state.id, happened, at) for at, happened in state.events()),
    ]


def changed_settings(state: RunState) -> Step:
    return update(run).where(run.c.id == state.id), {"config": json.dumps(state.config.to_dict())}


def renewed(owner: str, lease: Lease) -> Step:
    """A new beat for all of a process's live runs."""
    return update(run).where(run.c.owner == owner, run.c.status.in_(LIVE)), {**lease}


def asked_to_stop(run_id: str, at: float) -> Step:
    """For another process, whose live run it is; the first to ask counts."""
    live = update(run).where(run.c.id == run_id, run.c.status.in_(LIVE), run.c.stop_asked_at.is_(None))
    return live, {"stop_asked_at": at}


def new_event(run_id: str, happened: Event, at: float) -> Step:
    return insert(event), {"run": run_id, "at": at, "body": encode(happened)}


def new_answers(run_id: str, given: Answers) -> list[Step]:
    """What a model said last takes the place of what it had said."""
    place = {"run": run_id, "model": given.model, "hospital": given.hospital or ""}
    old = delete(answers).where(*(answers.c[name] == value for name, value in place.items()))
    return [(old, {}), (insert(answers), place | {"probabilities": pack(given.probabilities)})]


def answers_of_the_newest(number: int) -> Step:
    """The others make room."""
    newest = select(run.c.id).order_by(run.c.queued_at.desc(), run.c.number.desc()).limit(number)
    return delete(answers).where(answers.c.run.not_in(newest)), {}


def new_baseline(key: str, finished: BaselineFinished, probabilities: np.ndarray, number: int) -> list[Step]:
    """Of more than so many the oldest make room."""
    newest = select(baseline.c.number).order_by(baseline.c.number.desc()).limit(number)
    row: dict[str, Any] = {"key": key, "body": encode(finished), "probabilities": pack(probabilities)}
    return [
        (delete(baseline).where(baseline.c.key == key), {}),
        (insert(baseline), row),
        (delete(baseline).where(baseline.c.number.not_in(newest)), {}),
    ]


def _standing(state: RunState) -> dict[str, object]:
    """The columns of a run's row that change. One that waits again was not asked to stop yet."""
    times = {"queued_at": state.queued_at, "started_at": state.started_at, "ended_at": state.ended_at}
    anew = {"stop_asked_at": None} if state.status is Status.QUEUED else {}
    return {"status": state.status, "error": state.error and state.error.to_json(), **times, **anew}
